"""A built wheel holds all that Wasl needs: it is installed away from the checkout, and started.

The wheel's environment sees the dependencies of this one through a .pth file. Such a file does not read the .pth files
of the folder that it names, so the editable checkout stays out.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.people import Sandbox

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "web", "handlers", "missions", "storage", "timekeeping", "locales", "sandbox")
FOLDERS = (*PACKAGES, "examples")
DEMO_TOKEN = "1000001:demo"
START_SECONDS = 60.0
"""Of a process that starts on a machine that does much else."""
NOT_SHIPPED = {".pyc", ".mako", ".md"}
"""What is in these folders and needed only in a checkout: bytecode, the template of new migrations, notes."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy, since building writes beside the sources."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(built)]
    _run(sys.executable, "-m", "pip", "wheel", *options, str(source))
    [found] = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment in which the wheel is installed."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, symlinks=True)
    libraries = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    (libraries / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--ignore-installed"]
    _run(sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", *options, str(wheel))
    return place / "bin"


def _run(*command: str, cwd: Path | None = None, **settings: str) -> str:
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=cwd, env=_environment(**settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment(**settings: str) -> dict[str, str]:
    left_out = ("WASL_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)} | settings


@asynccontextmanager
async def _started(
    *command: str, says: str, cwd: Path, **settings: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The process and its lines up to the one that holds `says`, on either of its two outputs."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env=_environment(PYTHONUNBUFFERED="1", **settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    lines = ""
    try:
        async with asyncio.timeout(START_SECONDS):
            while says not in lines:
                line = await process.stdout.readline()
                assert line, f"it ended before it said {says!r}:\n{lines}"
                lines += line.decode()
        yield process, lines
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def test_a_wheel_holds_every_file_that_is_not_code(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in files if path.suffix not in NOT_SHIPPED}
    assert {"storage/migrations/env.py", "examples/demo.toml", "sandbox/page/index.html"} <= wanted
    assert wanted - shipped == set()
    assert any(name.endswith("licenses/LICENSE") for name in shipped)


def test_the_installed_packages_are_the_wheels(installed: Path, tmp_path: Path) -> None:
    script = f"import json, {', '.join(PACKAGES)}; print(json.dumps([m.__file__ for m in ({', '.join(PACKAGES)})]))"
    places = json.loads(_run(str(installed / "python"), "-c", script, cwd=tmp_path))
    assert len(places) == len(PACKAGES)
    assert [place for place in places if not place.startswith(str(installed.parent))] == []


def test_the_command_line_has_the_version_and_the_schema_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    script = "from importlib.metadata import version; print(version('wasl'))"
    assert _run(str(installed / "python"), "-c", script, cwd=tmp_path).strip() == version
    wasl, url = str(installed / "wasl"), f"sqlite:///{tmp_path / 'wasl.db'}"
    assert "companion of a trade mission" in _run(wasl, "--help", cwd=tmp_path)
    assert _run(wasl, "db", "upgrade", cwd=tmp_path, WASL_DATABASE_URL=url) == "The database is up to date.\n"


@pytest.mark.slow
async def test_the_installed_demo_has_its_mission_its_page_and_its_languages(installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "wasl"), "demo", "--port", "0", "--folder", str(tmp_path / "demo")]
    async with _started(*command, says="Ctrl-C", cwd=tmp_path) as (wasl, said):
        [address] = [word for word in said.split() if word.startswith("http://")]
        async with ClientSession(address, raise_for_status=True) as session, session.get("/") as page:
            assert "style.css" in await page.text()
        async with Sandbox(token=DEMO_TOKEN, at=address, fresh=False) as sandbox:
            rachid = sandbox.person("Rachid")
            await rachid.start()
            await rachid.expect("Bonjour")
        wasl.terminate()
        assert await wasl.wait() == 0

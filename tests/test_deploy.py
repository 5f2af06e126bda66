"""What starts Wasl elsewhere says what Wasl understands: its commands, and settings that there are."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.cli.app import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
METRICS = "WASL_METRICS_LISTEN"
SETTINGS = {f"WASL_{name.upper()}" for name in Settings.model_fields}


def commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - click's
    for name, command in getattr(group, "commands", {}).items():
        yield (*before, name)
        yield from commands(command, (*before, name))


COMMANDS = set(commands(typer.main.get_command(app)))


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def test_compose_starts_every_role_and_the_schema_before_them(services: dict[str, Any]) -> None:
    ours = {name: tuple(service["command"]) for name, service in services.items() if service.get("image") == "wasl"}
    assert ours == {
        "migrate": ("wasl", "db", "upgrade"),
        "serve": ("wasl", "serve"),
        "courier": ("wasl", "courier"),
        "clock": ("wasl", "clock"),
    }
    assert {command[1:] for command in ours.values()} <= COMMANDS
    for name in ("serve", "courier", "clock"):
        assert services[name]["deploy"]["replicas"] == 2
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
        assert services[name]["environment"]["WASL_DATABASE_URL"].startswith("postgresql://")
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_each_service_is_asked_whether_it_is_ready_where_it_listens(services: dict[str, Any]) -> None:
    for name, address in (("serve", "WASL_LISTEN"), ("courier", METRICS), ("clock", METRICS)):
        asked = services[name]["healthcheck"]["test"][-1]
        port = services[name]["environment"][address].rpartition(":")[2]
        assert f"'http://127.0.0.1:{port}/readyz'" in asked
        assert services[name]["healthcheck"]["start_period"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    parsed = configparser.RawConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    parsed.read(unit, encoding="utf-8")
    program, *words = parsed["Service"]["ExecStart"].split()
    assert program == "/opt/wasl/.venv/bin/wasl"
    assert tuple(words) in COMMANDS
    if words != ["db", "upgrade"]:
        assert int(parsed["Service"]["TimeoutStopSec"]) > 10
        assert parsed["Service"]["RestartPreventExitStatus"] == "2"
    for needed in parsed["Unit"].get("Requires", "").split():
        assert needed in {other.name for other in UNITS}


def test_there_is_a_unit_for_every_role() -> None:
    assert {unit.name for unit in UNITS} == {
        "wasl.service",
        "wasl-migrate.service",
        *(f"wasl-{role}@.service" for role in ("serve", "courier", "clock")),
    }


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


def test_the_image_names_no_registry_and_holds_every_package() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line or "index-url" in line]
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and len(line.split()) == 3}
    assert {"bot", "handlers", "missions", "storage", "locales", "sandbox", "timekeeping"} <= copied

"""The files for deploying name commands, files, folders and variables that exist."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import yaml

from coach.cli import COMMANDS

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
VARIABLES = {"COACH_STORE", "COACH_STORE_FOLDER"}


def lines_of(instruction: str) -> list[str]:
    return [line.removeprefix(instruction).strip() for line in DOCKERFILE if line.startswith(f"{instruction} ")]


def test_the_image_copies_what_exists_and_all_that_the_package_needs() -> None:
    copied = {word for line in lines_of("COPY") for word in line.split()[:-1]}
    assert all((ROOT / name).exists() for name in copied)
    assert copied >= {"pyproject.toml", "README.md", "LICENSE", "coach", "api", "models", "training_data", "docs"}


def test_the_image_runs_the_service_as_a_user_without_rights() -> None:
    assert lines_of("USER") == ["coach"]
    assert lines_of("CMD")[-1] == '["coach", "serve", "--host", "0.0.0.0", "--port", "8000"]'
    assert set(re.findall(r"(\w+)=", lines_of("ENV")[0])) == VARIABLES


def test_compose_starts_the_database_the_service_and_workers() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"database", "service", "worker"}
    assert services["worker"]["command"][1] in COMMANDS
    for name in ("service", "worker"):
        assert set(services[name]["environment"]) == VARIABLES
        assert (DEPLOY / services[name]["build"]["context"] / services[name]["build"]["dockerfile"]).is_file()
    assert services["service"]["ports"] == ["127.0.0.1:8000:8000"]
    assert {mount.split(":")[0] for one in services.values() for mount in one["volumes"]} == set(COMPOSE["volumes"])


def test_systemd_starts_a_command_that_exists() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "coach.service", encoding="utf-8")
    program, command, *_ = shlex.split(unit["Service"]["ExecStart"])
    assert (Path(program).name, command in COMMANDS) == ("coach", True)
    assert set(re.findall(r"(\w+)=", unit["Service"]["Environment"])) == VARIABLES

"""docker-compose.yml, without an engine: its schema, its commands, what it must not hold."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as site_settings
from jsonschema import Draft7Validator

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SCHEMA = Path(__file__).parent / "data" / "compose-spec.json"
SITE = ["web", "worker", "beat", "migrate"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


def faults(document: dict[str, Any]) -> list[str]:
    validator = Draft7Validator(json.loads(SCHEMA.read_text()))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_the_file_follows_the_published_schema(compose):
    assert faults(compose) == []


def test_the_schema_check_sees_a_mistake(compose):
    assert faults(compose | {"services": {"web": {"comand": ["bin/web"]}}})


def test_it_runs_the_processes_of_bin_dev_by_the_same_commands(compose):
    lines = (ROOT / "Procfile").read_text().splitlines()
    local = {name: [command] for name, command in (line.split(": ") for line in lines)}
    del local["standin"]  # never deployed
    deployed = {name: compose["services"][name]["command"] for name in local}
    assert deployed == local
    assert compose["services"]["migrate"]["command"] == ["bin/migrate"]


def test_every_command_is_an_executable_of_the_checkout(compose):
    for name in SITE:
        program = ROOT / compose["services"][name]["command"][0]
        assert program.stat().st_mode & 0o111, program


@pytest.mark.parametrize("service", ["db", "redis", "pgbouncer", "s3", *SITE])
def test_every_service_is_hardened(compose, service):
    settings = compose["services"][service]
    assert settings["cap_drop"] == ["ALL"]
    assert settings["security_opt"] == ["no-new-privileges:true"]
    assert settings.get("privileged") is None


@pytest.mark.parametrize("service", ["db", "redis", "pgbouncer", "s3", "web", "worker", "beat"])
def test_everything_that_keeps_running_has_a_health_check(compose, service):
    assert compose["services"][service]["healthcheck"]["test"]


def test_the_site_runs_as_an_unprivileged_user_on_a_read_only_disk(compose):
    image = (ROOT / "Dockerfile").read_text().split("AS site")[1].split("\nFROM")[0]
    assert "\nUSER foothold\n" in image
    assert all(compose["services"][name]["read_only"] for name in SITE)


def test_only_the_web_server_is_reachable_and_only_from_this_machine(compose):
    open_ports = {name: s["ports"] for name, s in compose["services"].items() if "ports" in s}
    assert list(open_ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in open_ports["web"])
    assert compose["networks"]["inside"]["internal"] is True


def test_secrets_come_from_outside(compose):
    secret = re.compile("PASSWORD|SECRET|KEY|AUTH")
    outside = re.compile(r"\$\{[A-Z0-9_]+:(?:\?[^}]+|-)\}")
    given = {
        (service, name): value
        for service, settings in compose["services"].items()
        for name, value in settings.get("environment", {}).items()
        if secret.search(name)
    }
    assert ("db", "POSTGRES_PASSWORD") in given
    assert {name: value for name, value in given.items() if not outside.fullmatch(value)} == {}
    for name in ("DATABASE_URL", "REDIS_URL"):
        assert re.search(r":\$\{[A-Z]+_PASSWORD:\?[^}]+\}@", compose["x-environment"][name])


def test_required_settings_are_all_asked_for(compose):
    """Every variable that the settings demand in production has no default here."""
    settings = (ROOT / "marketplace" / "settings.py").read_text()
    demanded = set(re.findall(r'env\.text\("([A-Z_]+)"(?:\)|, [^)]* if DEBUG else None)', settings))
    assert {"SECRET_KEY", "DATABASE_URL"} <= demanded
    assert demanded - set(compose["x-environment"]) == set()


def test_the_server_sets_the_time_limits_that_a_pooler_would_lose(compose):
    asked = site_settings.DATABASES["default"]["OPTIONS"]["options"].removeprefix("-c ")
    command = compose["services"]["db"]["command"]

    given = {command[at + 1] for at, word in enumerate(command) if word == "-c"}

    assert len(asked.split(" -c ")) == 3
    assert set(asked.split(" -c ")) <= given
    assert "connect_query" not in compose["configs"]["pgbouncer.ini"]["content"]


def test_every_request_can_keep_its_upload_in_memory_s_place(compose):
    [room] = [
        re.fullmatch(r"/tmp:size=(\d+)m", each) for each in compose["services"]["web"]["tmpfs"]
    ]
    requests = 2 * 4  # WEB_WORKERS and WEB_THREADS of bin/web

    assert int(room[1]) * 1024 * 1024 >= requests * site_settings.MAX_BODY_BYTES

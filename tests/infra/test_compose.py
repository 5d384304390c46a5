"""The image and the compose file are not started here, so all that can be known without an engine is held."""

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((INFRA / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("burmistr:")}
DOCKERFILE = (INFRA / "Dockerfile").read_text().replace("\\\n", " ")
CADDYFILE = (INFRA / "Caddyfile").read_text()

pytestmark = pytest.mark.unit


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def passes(*command: str | Path, **environment: str) -> None:
    result = run(*command, **environment)
    assert result.returncode == 0, result.stdout + result.stderr


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.MULTILINE)


class TestImage:
    def test_hadolint_finds_nothing(self):
        passes(BIN / "hadolint", INFRA / "Dockerfile")

    def test_every_path_that_is_copied_exists_and_is_not_ignored(self):
        let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
        copied = [line.split()[0] for line in instructions("COPY") if not line.startswith("--from")]
        assert len(copied) > 6
        for path in copied:
            assert (ROOT / path).exists(), path
            assert path.split("/")[0] in let_in, path

    def test_every_package_of_ours_is_copied(self):
        folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
        copied = {line.split()[0] for line in instructions("COPY")}
        assert folders - {"tests"} <= copied

    def test_libraries_come_with_hashes_and_the_process_is_not_root(self):
        assert "--require-hashes -r /tmp/run.txt" in DOCKERFILE
        assert instructions("USER") == ["10001"]

    def test_static_files_are_collected_without_any_server(self, tmp_path: Path):
        """The step of the image itself, with its own environment."""
        (step,) = [line for line in instructions("RUN") if "collectstatic" in line]
        words = step.split()
        environment = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
        arguments = words[words.index("manage.py") :]
        passes(sys.executable, *arguments, BURMISTR_HOME=str(tmp_path), PLAIN_STATIC="", **environment)
        assert (tmp_path / "static" / "staticfiles.json").exists()


class TestCompose:
    def test_it_is_a_compose_file(self):
        passes(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", INFRA / "compose.yaml")
        passes(BIN / "yamllint", "--strict", "-c", INFRA / "yamllint.yaml", INFRA / "compose.yaml")

    def test_an_engines_own_parser_agrees_where_there_is_one(self, tmp_path: Path):
        compose = ("docker", "compose", "-f", INFRA / "compose.yaml", "--env-file", tmp_path / ".env")
        if shutil.which("docker") and run(*compose[:2], "version").returncode == 0:
            passes("sh", INFRA / "new_env.sh", tmp_path / ".env")
            passes(*compose, "config", "--quiet")

    @pytest.mark.parametrize("name", SERVICES)
    def test_images_are_pinned(self, name: str):
        image, _, tag = SERVICES[name]["image"].rpartition(":")
        assert image
        assert tag in {"${VERSION", "?}"} or re.search(r"\d", tag), SERVICES[name]["image"]

    @pytest.mark.parametrize("name", OURS)
    def test_every_variable_of_ours_is_described_and_read(self, name: str):
        described = set(re.findall(r"`([A-Z_0-9]+)`", (INFRA / "settings.md").read_text()))
        code = "".join(path.read_text() for path in (ROOT / "platform/config/settings.py", ROOT / "manage.py"))
        read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_0-9]+)"', code))
        variables = set(OURS[name]["environment"])
        assert variables <= described, variables - described
        assert variables <= read, variables - read

    def test_every_variable_to_set_is_in_the_example_and_no_secret_is(self):
        text = re.sub(r"#.*", "", (INFRA / "compose.yaml").read_text())
        used = {name for name, default in re.findall(r"\$\{([A-Z_]+)(:-)?", text) if not default}
        example = dict(
            line.split("=", 1)
            for line in (INFRA / "example.env").read_text().splitlines()
            if "=" in line and line[0] != "#"
        )
        assert used <= set(example)
        assert {value for name, value in example.items() if re.search("KEY|PASSWORD|TOKEN", name)} == {""}

    def test_secrets_are_made_at_random_and_never_written_over(self, tmp_path: Path):
        target = tmp_path / ".env"
        passes("sh", INFRA / "new_env.sh", target)
        made = dict(line.split("=", 1) for line in target.read_text().splitlines() if "=" in line and line[0] != "#")
        secrets = [value for name, value in made.items() if re.search("KEY|PASSWORD|TOKEN", name)]
        assert {len(secret) for secret in secrets} == {64}
        assert len(set(secrets)) == len(secrets) == 8
        assert target.stat().st_mode & 0o077 == 0
        assert run("sh", INFRA / "new_env.sh", target).returncode == 1

    def test_services_name_services_networks_and_volumes_that_are_there(self):
        for name, service in SERVICES.items():
            assert set(service.get("depends_on", {})) <= set(SERVICES), name
            assert set(service["networks"]) <= set(COMPOSE["networks"]), name
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                assert (INFRA / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"], volume

    def test_only_the_proxy_is_reached_from_outside(self):
        assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
        stores = {"db", "redis", "files", "coordinator", "node-1", "node-2", "pooler"}
        assert COMPOSE["networks"]["inside"]["internal"] is True
        assert all(SERVICES[name]["networks"] == ["inside"] for name in stores)

    def test_migrations_run_once_before_the_code_that_needs_them_and_past_the_pooler(self):
        for name in ("web", "worker", "beat"):
            assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert "DATABASE_DIRECT_URL" in SERVICES["migrate"]["environment"]
        assert "manage.py migrate" in SERVICES["migrate"]["command"][-1]

    @pytest.mark.parametrize("name", OURS)
    def test_commands_are_commands(self, name: str):
        command = SERVICES[name]["command"]
        if command[0] == "sh":
            called = re.findall(r"manage\.py (\w+)", command[-1])
            assert called
            assert set(called) <= set(get_commands())
            return
        words = [word for word in command if not word.startswith("--")]
        subcommand = [words[1]] if command[0] == "celery" else []
        flags = {word.split("=")[0] for word in command if word.startswith("--")}
        known = run(BIN / command[0], *subcommand, "--help").stdout + run(BIN / command[0], "--help").stdout
        assert flags <= set(re.findall(r"--[a-z-]+", known))
        files = [word.split("=")[1] for word in command if word.startswith("--log-config")]
        assert all((ROOT / file).is_file() for file in files)

    def test_the_image_and_make_run_start_the_web_server_alike(self):
        (of_image,) = [line for line in instructions("CMD") if "granian" in line]
        flags = {word.split("=")[0] for word in SERVICES["web"]["command"] if word.startswith("--")}
        assert set(re.findall(r'"(--[a-z-]+)"', of_image)) == flags


class TestPooler:
    """Behind a pooler without these lines companies are mixed up: tests/tenants/test_pooler.py."""

    def test_it_follows_the_search_path(self):
        ini = ConfigParser(comment_prefixes=(";",))
        ini.read(INFRA / "pgbouncer.ini")
        own = ini["pgbouncer"]
        assert own["pool_mode"] == "transaction"
        assert "search_path" in own["track_extra_parameters"].split(", ")
        assert "ignore_startup_parameters" not in own  # CVE-2026-107349
        assert "auth_query" not in own  # CVE-2025-12819: untrusted search_path

    def test_its_version_knows_how_to(self):
        version = re.search(r"v(\d+)\.(\d+)\.(\d+)", SERVICES["pooler"]["image"])
        assert version
        assert tuple(map(int, version.groups())) >= (1, 25, 1)


class TestProxy:
    def test_caddy_itself_finds_it_valid_where_there_is_one(self):
        if caddy := shutil.which("caddy"):
            passes(caddy, "validate", "--adapter", "caddyfile", "--config", INFRA / "Caddyfile",
                   ACME_EMAIL="a@burmistr.example", TLS_ASK_TOKEN="of-the-tests")  # fmt: skip

    def test_blocks_are_closed(self):
        lines = [line.strip() for line in CADDYFILE.splitlines() if not line.strip().startswith("#")]
        depth = 0
        for line in lines:
            depth += line.endswith("{") - (line == "}")
            assert depth >= 0
        assert depth == 0

    def test_it_asks_whether_a_host_is_known_and_lets_nobody_else_ask(self):
        from config.certificates import PATH

        assert f"ask http://web:8000{PATH}?token={{$TLS_ASK_TOKEN}}" in CADDYFILE
        (refused,) = re.findall(r"@inside path (.+)", CADDYFILE)
        assert set(refused.split()) == {f"{PATH}*", "/metrics*", "/readyz*"}
        assert "respond @inside 404" in CADDYFILE

    def test_a_visitor_cannot_speak_for_the_proxy(self):
        assert "trusted_proxies" not in CADDYFILE  # so Caddy writes X-Forwarded-For anew
        assert "header_up -X-Request-ID" in CADDYFILE

    def test_what_passes_is_what_the_service_takes(self, settings: Any):
        (largest,) = re.findall(r"max_size (\d+)MB", CADDYFILE)
        assert int(largest) * 1_000_000 >= settings.LARGEST_REQUEST_BYTES

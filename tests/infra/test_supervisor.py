"""`make run`: everything from nothing, one service a folder, and nothing left after Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.service import ROOT, free_port

pytestmark = pytest.mark.e2e


def start(home: Path, port: int) -> subprocess.Popen[str]:
    """The supervisor, with a dot folder of its own and no server named."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {
        "BURMISTR_HOME": str(home), "BASE_URL": f"http://localhost:{port}", "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        "CELERY_EAGER": "", "PLAIN_STATIC": "",
    }  # fmt: skip
    output = (home.parent / f"run-{port}.log").open("w")
    command = [sys.executable, "-m", "infra.local.run"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(process: subprocess.Popen[str], port: int, log: Path) -> None:
    deadline = time.monotonic() + 600  # of waiting, no bar: a first start on a machine that does other things too
    while not answers(port):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.3)


def belonging_to(home: Path) -> list[str]:
    """Command lines of living processes that name the folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        if str(home) in line and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(line)
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "dot"
    folder.mkdir()
    yield folder
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in " ".join(process.info["cmdline"] or []):
            process.kill()


def test_it_starts_from_nothing_and_ends_without_a_trace(home: Path):
    port = free_port()
    process = start(home, port)
    wait_until_ready(process, port, home.parent / f"run-{port}.log")
    logins = json.loads((home / "demo-logins.json").read_text())
    assert len(logins["companies"]) == 3
    assert belonging_to(home)

    second = start(home, free_port())
    assert second.wait(60) == 1
    assert answers(port), "a second start from the same folder leaves the first alone"

    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert belonging_to(home) == []
    assert not (home / "run.pid").exists()


def test_a_port_that_is_taken_is_named(home: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start(home, port)
        assert process.wait(60) == 1
    said = (home.parent / f"run-{port}.log").read_text()
    assert f"Порт {port} занят" in said
    assert f"BASE_URL=http://localhost:{port + 1} make run" in said
    assert belonging_to(home) == []

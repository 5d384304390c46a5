"""The service of the browser tests: the same processes as `make run`, over a database and ports of their own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.run_once import of_this_run, one_at_a_time

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """Web server and worker as processes; `url()` gives the address of the platform or of a tenant.

    `smtp_url` is where letters go: without one they stay with the operator. `redis_url` is for a queue that no other
    service's worker reads.
    """

    home: Path
    database_url: str
    smtp_url: str = ""
    redis_url: str = ""
    workers: int = 1
    port: int = field(default_factory=free_port)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _commands: subprocess.Popen[str] | None = None

    def url(self, slug: str | None = None, path: str = "") -> str:
        host = f"{slug}.localhost" if slug else "localhost"
        return f"http://{host}:{self.port}{path}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BURMISTR_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "BASE_URL": self.url(),
            "CELERY_EAGER": "",
            "PLAIN_STATIC": "",
            "SMTP_URL": self.smtp_url,
            "REDIS_URL": self.redis_url or os.environ["REDIS_URL"],
            "SECRET_KEY": "e2e-tests-only",
        }

    def manage(self, *command: str) -> str:
        """Run a management command against the service's database and return what it printed."""
        if self._commands is None:
            self._commands = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.e2e.commands"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        asked, answered = self._commands.stdin, self._commands.stdout
        assert asked
        assert answered
        asked.write(json.dumps(command) + "\n")
        asked.flush()
        code, said, errors = json.loads(answered.readline())
        assert code == 0, said + errors
        return str(said)

    def collect_static(self) -> None:
        """The static files, which are the same for every service of a run."""
        with one_at_a_time("static"):
            kept = of_this_run("static")
            if not kept.exists():
                self.manage("collectstatic", "--noinput", "--verbosity", "0")
                shutil.move(self.home / "static", kept)
        (self.home / "static").symlink_to(kept)

    def start(self) -> None:
        """Start both and wait until the web server answers."""
        python = sys.executable
        self._spawn(
            python, "-m", "celery", "-A", "config", "worker", "--loglevel", "info", "--concurrency", "1", log="worker"
        )
        self.serve()

    def serve(self) -> None:
        """Start the web server alone and wait until it answers."""
        granian = str(Path(sys.executable).with_name("granian"))
        self._spawn(
            granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers",
            str(self.workers), "--blocking-threads", "4", "--no-ws", "config.wsgi:application", log="web",
        )  # fmt: skip
        self._wait()

    def _spawn(self, *command: str, log: str) -> None:
        output = (self.home / f"{log}.log").open("wb")
        self._processes.append(
            subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT)
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(self.url(path="/readyz"), timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            assert time.monotonic() < deadline, self.log("web")
            assert all(process.poll() is None for process in self._processes), self.log("web") + self.log("worker")
            time.sleep(0.2)

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")[-4000:]

    def stop(self) -> None:
        if self._commands:
            self._commands.communicate()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

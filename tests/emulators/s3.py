"""An S3 store on the loopback, and stores that are broken in ways that real ones are.

By hand: `python -m tests.emulators.s3` prints an `S3_URL` to start the service with.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

KEY, SECRET = "key", "se/cret"
BUCKET = "burmistr"


@contextmanager
def store() -> Iterator[str]:
    """moto in server mode, in a process of its own; yields its `S3_URL`, with an empty bucket there."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MOTO_S3_DEFAULT_KEY_BUFFER_SIZE": str(1 << 24)},
    )
    try:
        _wait_for(port)
        client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{port}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )
        client.create_bucket(Bucket=BUCKET)
        yield url(port)
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def silent_store() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield url(listening.getsockname()[1])


@contextmanager
def broken_store(answer: bytes) -> Iterator[str]:
    """Answers every request with these bytes and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=50)
    threading.Thread(target=_answer_all, args=(listening, answer), daemon=True).start()
    try:
        yield url(listening.getsockname()[1])
    finally:
        listening.close()


@contextmanager
def no_store() -> Iterator[str]:
    """Nobody listens."""
    yield url(_free_port())


def url(port: int) -> str:
    """An `S3_URL` for a port of this machine; the secret has a sign that must be quoted."""
    return f"http://{KEY}:{SECRET.replace('/', '%2F')}@127.0.0.1:{port}/{BUCKET}?region=us-east-1"


def _answer_all(listening: socket.socket, answer: bytes) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.recv(1 << 16)
            connection.sendall(answer)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The S3 emulator did not start.")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the store ends with us
    with store() as address:
        sys.stdout.write(f"S3_URL='{address}'\n")
        sys.stdout.flush()
        threading.Event().wait()

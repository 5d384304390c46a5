"""Files of tenants in one bucket of any store that speaks S3: `<schema>/<public|private>/<name>`.

Used where `S3_URL` is set; an installation without it never imports boto3. The bucket is private: public files go
out by our own `/media/`, so pages name no other host and hold no link that expires. A store that is slow or away is
given up after some seconds with `FilesAwayError`, so that it never holds a worker.
"""

import logging
import shutil
import time
from collections.abc import Iterator
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ConnectTimeoutError, ReadTimeoutError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from tenants.connection import connection
from tenants.storage import CHUNK, FilesAwayError, SafeNames

log = logging.getLogger(__name__)

_PAUSE = 5  # seconds
_IN_MEMORY = 1 << 20  # a larger file waits on disk while it is read
_CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},  # MinIO and most hosts know no bucket in the host's name
    connect_timeout=2,
    read_timeout=4,
    retries={"total_max_attempts": 2, "mode": "standard"},
    tcp_keepalive=True,
    request_checksum_calculation="when_required",  # stores other than Amazon's refuse the newer checksums
    response_checksum_validation="when_required",
)


class _SchemaStorage(SafeNames, S3Storage):
    """Files of the schema that the connection is at; which one is asked at every use, not when it is made."""

    kind: str
    client_config = _CLIENT
    transfer_config = TransferConfig(use_threads=False)
    file_overwrite = False
    _silent_until = 0.0

    def get_default_settings(self) -> dict[str, Any]:
        """`S3_URL` instead of the library's many settings."""
        return {**super().get_default_settings(), **_parts(settings.S3_URL)}

    @property
    def location(self) -> str:
        return f"{connection.schema_name}/{self.kind}"

    @property
    def connection(self) -> Any:
        """The thread's connection pool, taught to say `FilesAwayError`."""
        is_new = not hasattr(self._connections, "connection")
        resource = super().connection
        if is_new:
            events = resource.meta.client.meta.events
            events.register("before-call.s3", self._refuse_while_silent)
            events.register("after-call-error.s3", self._no_answer)
            events.register("after-call.s3", _bad_answer)
        return resource

    def walk(self, schema: str) -> Iterator[tuple[str, int]]:
        """Name and size of each file of the schema."""
        prefix = f"{schema}/{self.kind}/"
        for item in self.bucket.objects.filter(Prefix=prefix):
            yield item.key.removeprefix(prefix), item.size

    def put(self, name: str, content: IO[bytes]) -> None:
        """Write under exactly this name; a reader sees the old file or the whole new one."""
        self._save(name, File(content))

    def clear(self, schema: str) -> None:
        """Delete everything under the schema's prefix."""
        self.bucket.objects.filter(Prefix=f"{schema}/{self.kind}/").delete()

    def stream(self, name: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included. Asked for at once, read later."""
        answer = self.bucket.Object(self._normalize_name(name)).get(Range=f"bytes={first}-{last}")
        return answer["Body"].iter_chunks(CHUNK)

    def direct_url(self, name: str, *, seconds: int, kind: str, disposition: str) -> str | None:
        """A signed address of the file in the store itself, if browsers reach it (`S3_PUBLIC_URL`)."""
        if self._signer is None:
            return None
        parameters = {
            "Bucket": self.bucket_name,
            "Key": self._normalize_name(name),
            "ResponseContentType": kind,
            "ResponseContentDisposition": disposition,
        }
        return str(self._signer.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds))

    def _open(self, name: str, mode: str = "rb") -> File:
        """One request, where the library would make two, and no endless retries."""
        if mode != "rb":
            return super()._open(name, mode)
        kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the caller closes it
        try:
            answer = self.bucket.Object(self._normalize_name(name)).get()
            shutil.copyfileobj(answer["Body"], kept)
        except self.connection.meta.client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None
        except BotoCoreError as error:  # the answer broke off
            raise _away(error) from error
        kept.seek(0)
        return File(kept, name)

    def _normalize_name(self, name: str) -> str:
        """The key of a name, inside the schema's prefix or not at all."""
        return str(super()._normalize_name(clean_name(name)))

    def _refuse_while_silent(self, **_: Any) -> None:
        """Once the store has let one request wait for nothing, others need not wait too."""
        if time.monotonic() < self._silent_until:
            raise FilesAwayError

    def _no_answer(self, exception: Exception, **_: Any) -> None:
        if isinstance(exception, (ReadTimeoutError, ConnectTimeoutError)):
            self._silent_until = time.monotonic() + _PAUSE
        if isinstance(exception, BotoCoreError):
            raise _away(exception) from exception

    @cached_property
    def _signer(self) -> Any:
        """A client that signs for the host by which browsers reach the store; it never connects."""
        if not settings.S3_PUBLIC_URL:
            return None
        session = boto3.Session(self.access_key, self.secret_key, region_name=self.region_name)
        return session.client("s3", endpoint_url=settings.S3_PUBLIC_URL, config=_CLIENT)


class TenantStorage(_SchemaStorage):
    """Public files in the bucket. Their address is ours."""

    kind = "public"

    def url(self, name: str, *_: Any, **__: Any) -> str:
        """`/media/…` on the tenant's own host."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"


class PrivateTenantStorage(_SchemaStorage):
    """Private files in the bucket. They have no address."""

    kind = "private"

    def url(self, name: str, *_: Any, **__: Any) -> str:
        """Raise ValueError, as a private file on disk does."""
        raise ValueError("This file is not accessible via a URL.")


def _parts(url: str) -> dict[str, Any]:
    """`https://key:secret@host:port/bucket?region=…` in the library's words."""
    given = urlsplit(url)
    host = given.hostname or ""
    return {
        "access_key": unquote(given.username or "") or None,
        "secret_key": unquote(given.password or "") or None,
        "security_token": None,
        "endpoint_url": f"{given.scheme}://{host}" + (f":{given.port}" if given.port else ""),
        "bucket_name": given.path.strip("/"),
        "region_name": parse_qs(given.query).get("region", ["us-east-1"])[0],
    }


def _bad_answer(parsed: dict[str, Any], **_: Any) -> None:
    """A refusal of the whole store, not of one file: our key is wrong, the bucket is not there, it is broken."""
    status = parsed["ResponseMetadata"]["HTTPStatusCode"]
    error = parsed.get("Error", {})
    if status >= 500 or status == 403 or error.get("Code") == "NoSuchBucket":
        raise _away(f"{status} {error.get('Code')} {error.get('Message')}")


def _away(reason: object) -> FilesAwayError:
    log.error("S3 does not serve: %s", reason)
    return FilesAwayError()

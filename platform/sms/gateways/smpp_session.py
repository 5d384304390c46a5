"""One bound session of SMPP 3.4: what goes over the wire, and what comes of itself meanwhile."""

import logging
import select
import socket
import ssl
import struct
import time
from typing import Any
from urllib.parse import urlsplit

from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from sms.gateways.base import NotSentError

log = logging.getLogger(__name__)

ANSWER_SECONDS = 20.0  # for an answer; then what was handed over is unknown
_BIND_SECONDS = 5.0
_BUSY_TRIES = 3
_VERSION = 0x34
_LASTING = {0x0D, 0x0E, 0x0F, 0x53}  # bind failed, wrong password, system_id, system_type


class LostError(Exception):
    """The connection is gone, or the service says nothing, or speaks something else."""


class _Client(Client):
    """smpplib's, with the name of the host checked under TLS."""

    def _create_socket(self) -> socket.socket:
        raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        raw.settimeout(self.timeout)
        return self._ssl_context.wrap_socket(raw, server_hostname=self.host) if self._ssl_context else raw


class Session:
    """A bound transceiver. Whatever goes wrong after the bind is a LostError."""

    def __init__(self, address: str, *, login: str, secret: str, system_type: str) -> None:
        where = urlsplit(address)
        context = ssl.create_default_context() if where.scheme == "smpps" else None
        self._client = _Client(
            where.hostname or "", where.port or 2775, timeout=_BIND_SECONDS, ssl_context=context,
            allow_unknown_opt_params=True, logger_name="sms.smpp",
        )  # fmt: skip
        self._access = {"system_id": login, "password": secret, "system_type": system_type}

    def open(self) -> None:
        """Connect and bind. Raises NotSentError; one who is told that we are bound already asks again soon."""
        try:
            self._client.connect()
        except exceptions.ConnectionError as error:
            self._drop()
            raise NotSentError("Сервис не отвечает.") from error
        for attempt in range(1, _BUSY_TRIES + 1):
            try:
                self._client.bind_transceiver(interface_version=_VERSION, **self._access)
            except exceptions.PDUError as error:
                status = error.args[1] if len(error.args) > 1 else 0
                if status == consts.SMPP_ESME_RALYBND and attempt < _BUSY_TRIES:
                    time.sleep(1)
                    continue
                self._drop()
                words = "Неверный логин или пароль." if status in _LASTING else f"Вход не удался: ошибка {status}."
                raise NotSentError(words, is_lasting=status in _LASTING) from error
            except (exceptions.ConnectionError, OSError, *_GARBAGE) as error:
                self._drop()
                raise NotSentError("Сервис не пустил.") from error
            self._client._socket.settimeout(ANSWER_SECONDS)
            return

    def request(self, command: str, **fields: Any) -> int:
        """Send a request; its number, by which the answer is known."""
        pdu = smpp.make_pdu(command, client=self._client, **fields)
        self._send(pdu)
        return int(pdu.sequence)

    def answer(self, received: Any, status: int) -> None:
        """Acknowledge a `deliver_sm`."""
        response = smpp.make_pdu(f"{received.command}_resp", client=self._client, status=status)
        response.sequence = received.sequence
        self._send(response)

    def read(self, seconds: float) -> Any | None:
        """The next PDU that is not about the link itself; None when nothing came in that time."""
        until = time.monotonic() + seconds
        while self._is_readable(max(until - time.monotonic(), 0)):
            try:
                pdu = self._client.read_pdu()
            except (exceptions.ConnectionError, exceptions.PDUError, OSError, *_GARBAGE) as error:
                raise LostError from error
            if pdu.command == "enquire_link":
                self.answer(pdu, consts.SMPP_ESME_ROK)
            elif pdu.command == "unbind":
                raise LostError
            elif pdu.command != "enquire_link_resp":
                return pdu
        return None

    def close(self) -> None:
        """Unbind and hang up, whether or not the service still listens."""
        try:
            if self._client.state == consts.SMPP_CLIENT_STATE_BOUND_TRX:
                self._client._socket.settimeout(1)
                self._client.unbind()
        except (exceptions.ConnectionError, exceptions.PDUError, OSError, *_GARBAGE):
            log.info("smpp_unbind_unanswered")
        self._drop()

    def _send(self, pdu: Any) -> None:
        try:
            self._client.send_pdu(pdu)
        except (exceptions.ConnectionError, exceptions.PDUError, OSError) as error:
            raise LostError from error

    def _is_readable(self, seconds: float) -> bool:
        connection = self._client._socket
        if connection is None:
            raise LostError
        if isinstance(connection, ssl.SSLSocket) and connection.pending():
            return True
        try:
            return bool(select.select([connection], [], [], seconds)[0])
        except (OSError, ValueError) as error:
            raise LostError from error

    def _drop(self) -> None:
        self._client.state = consts.SMPP_CLIENT_STATE_OPEN  # so that the library does not complain
        self._client.disconnect()


# What the library makes of octets that are no PDU.
_GARBAGE = (exceptions.UnknownCommandError, struct.error, AttributeError, TypeError, ValueError, KeyError, IndexError)

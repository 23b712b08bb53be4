"""Asking an identity provider that a university's administrator has named, and nobody else.

The one place that asks an address which somebody typed: https only, never a machine of our own
network, never a redirect, never much. What is refused is refused before a byte is sent.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any, ClassVar

import requests
import urllib3
from django.conf import settings
from requests.adapters import HTTPAdapter

TIMEOUT = (3.05, 7)  # seconds, to connect and for each read
MOST_BYTES = 1024 * 1024


class NotFetched(requests.RequestException):
    """Nobody is there, it is not allowed, or it is too much."""


# What is raised where nothing could be read.
NO_ANSWER = (requests.RequestException, OSError)


def get(url: str) -> bytes:
    """Raises one of NO_ANSWER."""
    with session() as asks, asks.get(url) as answer:
        answer.raise_for_status()
        return answer.content


def session() -> requests.Session:
    made = _Session()
    made.trust_env = False
    made.mount("https://", _Adapter())
    if settings.SIGN_ON_PRIVATE_HOSTS:
        made.mount("http://", _Adapter())
    else:
        del made.adapters["http://"]
    return made


def _is_allowed(address: str) -> bool:
    return settings.SIGN_ON_PRIVATE_HOSTS or ipaddress.ip_address(address).is_global


def _checked(made: socket.socket) -> socket.socket:
    """The address that answers, not the one that a name had a moment before."""
    if not _is_allowed(made.getpeername()[0].partition("%")[0]):
        made.close()
        raise NotFetched("That address is not one of the open internet.")
    return made


class _Http(urllib3.connection.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _Https(urllib3.connection.HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    POOLS: ClassVar[dict[str, Any]] = {"http": _HttpPool, "https": _HttpsPool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.POOLS


class _Session(requests.Session):
    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs |= {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        answer = super().request(*args, **kwargs)
        if answer.is_redirect:
            raise NotFetched("It leads elsewhere, and we do not follow.")
        try:
            found = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        except urllib3.exceptions.HTTPError as error:
            raise NotFetched("It stopped before its end, or is not what it says.") from error
        if len(found) > MOST_BYTES:
            raise NotFetched("It is too large.")
        # As requests keeps what it has read.
        answer._content = found
        return answer

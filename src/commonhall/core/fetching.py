"""Asking other people's servers: only http and https, and never from networks of one's own.

The name is looked up once and the connection goes to the address that was looked at, so that a name which leads
elsewhere the next moment leads nowhere. `COMMONHALL_FETCH_PRIVATE` opens networks of one's own, for a system that
stands beside the hall.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

SECONDS = 60
LARGEST = 64 * 1024 * 1024
REDIRECTS = 3
MOVED = (301, 302, 303, 307, 308)


class FetchError(Exception):
    """An address could not be read; the message says why, for people."""


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    address: str


@dataclass(frozen=True)
class Answer:
    """What a server answered. kind: its Content-Type; location: where it sends on to, or ""."""

    status: int
    body: bytes
    kind: str = ""
    location: str = ""


def get(url: str, accept: str = "*/*", largest: int = LARGEST) -> bytes:
    """What stands at an address. Raises `FetchError`."""
    for _turn in range(REDIRECTS + 1):
        answer = _ask(_target(url), "GET", {"Accept": accept}, largest=largest)
        if answer.status in MOVED and answer.location:
            url = urljoin(url, answer.location)
            continue
        if answer.status != 200:
            raise FetchError(f"{_shown(url)} answered with {answer.status}")
        return answer.body
    raise FetchError(f"{_shown(url)} leads on and on")


def post(url: str, body: bytes, kind: str, largest: int, seconds: float = SECONDS) -> Answer:
    """Send something to an address; whatever it answers, no redirects followed. Raises `FetchError`."""
    return _ask(_target(url), "POST", {"Content-Type": kind}, body, largest, seconds)


def _shown(url: str) -> str:
    """An address without what may be secret in it."""
    return url.partition("?")[0][:200]


def _target(url: str) -> _Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{_shown(url)} is no web address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"{_shown(url)} is no web address: write it like https://host/path")
    if parts.username or parts.password:
        raise FetchError("leave name and password out of the address")
    port = port or (443 if parts.scheme == "https" else 80)
    path = parts.path or "/"
    path = f"{path}?{parts.query}" if parts.query else path
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in path):
        raise FetchError(f"{_shown(url)} is no web address")
    return _Target(parts.scheme, parts.hostname, port, path, _looked_up(parts.hostname, port))


def _looked_up(host: str, port: int) -> str:
    """The address of a host, where it lies in the open internet. Raises `FetchError`."""
    if settings.PRACTICE:
        # Everybody is an official there.
        raise FetchError("the practice town reads from no other server")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"there is no host {host[:100]}") from error
    addresses = [str(one[4][0]) for one in found]
    if not settings.FETCH_PRIVATE:
        for one in addresses:
            if not _is_public(one):
                raise FetchError(
                    f"{host[:100]} lies in a network of one's own ({one}); COMMONHALL_FETCH_PRIVATE=1 allows it"
                )
    return addresses[0]


def _is_public(address: str) -> bool:
    plain = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(plain, "ipv4_mapped", None) or getattr(plain, "sixtofour", None)
    return plain.is_global and not plain.is_multicast and (mapped is None or mapped.is_global)


def _ask(
    target: _Target,
    method: str,
    headers: dict[str, str],
    body: bytes | None = None,
    largest: int = LARGEST,
    seconds: float = SECONDS,
) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    try:
        plain = socket.create_connection((target.address, target.port), timeout=seconds)
        if target.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(plain, server_hostname=target.host)
        else:
            connection.sock = plain
        usual = target.port == (443 if target.scheme == "https" else 80)
        host = f"[{target.host}]" if ":" in target.host else target.host
        named = host if usual else f"{host}:{target.port}"
        headers = {"Host": named, "User-Agent": "commonhall", **headers}
        connection.request(method, target.path, body, headers)
        answer = connection.getresponse()
        found = answer.read(largest + 1)
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(f"{target.host} could not be read: {error}") from error
    finally:
        connection.close()
    if len(found) > largest:
        raise FetchError(f"{target.host} sends more than {largest:,} bytes at once")
    kind, location = answer.getheader("Content-Type", ""), answer.getheader("Location", "")
    return Answer(answer.status, found, kind, location)

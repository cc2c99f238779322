"""Networks named in settings: "10.0.0.0/8, ::1"."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse(name: str, text: str) -> list[Network]:
    """The networks of a setting. Raises ValueError naming what would be right."""
    found = []
    for word in filter(None, (one.strip() for one in text.split(","))):
        try:
            found.append(ipaddress.ip_network(word, strict=False))
        except ValueError as error:
            raise ValueError(
                f'{name}: "{word}" is no address or network; write it like 127.0.0.1, 10.0.0.0/8 or fd00::/8'
            ) from error
    return found


def address(text: str) -> str:
    """An address in its plain form ("::ffff:10.0.0.1" → "10.0.0.1"), without a port; "" if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def within(text: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of them."""
    plain = address(text)
    return bool(plain) and any(ipaddress.ip_address(plain) in one for one in networks)

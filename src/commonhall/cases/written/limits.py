"""How often somebody without an account may write: each costs a letter to an address that nobody has confirmed."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

from commonhall.cases.mail_in import answers
from commonhall.core import rate_limits

# Bits of an address that belong to one household, and to one network.
OWN = {4: 32, 6: 64}
NETWORK = {4: 24, 6: 48}


def _part(address: str, bits: dict[int, int]) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, bits[found.version]), strict=False))


def may_write(request: HttpRequest, address: str) -> bool:
    """Count one letter by where it was asked for and by where it goes; False when a limit is used up."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    allowed = [
        rate_limits.allowed("write_here", _part(peer, OWN)),
        rate_limits.allowed("write_network", _part(peer, NETWORK)),
    ]
    return all(allowed) and answers.may_acknowledge(address)

"""The address of who asks, also behind a proxy: told by it only if the proxy is ours.

Without this every resident behind the hall's own proxy has the proxy's address, and one limit of sign-in is
shared by a whole city. With a header believed from anybody, everyone has as many addresses as they like.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commonhall.site import networks

# What proxies say; from anybody else it is a lie and taken out, so that nothing further in believes it.
SAID_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


class TrustedProxies:
    """Sets REMOTE_ADDR to the client's address; must come before everything that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        peer = networks.address(meta.get("REMOTE_ADDR", ""))
        if networks.within(peer, settings.TRUSTED_PROXIES):
            meta["REMOTE_ADDR"] = client(meta.get("HTTP_X_FORWARDED_FOR", ""), peer)
            meta.pop("HTTP_X_FORWARDED_FOR", None)
        else:
            for name in SAID_BY_PROXIES:
                meta.pop(name, None)
        return self.get_response(request)


def client(forwarded: str, peer: str) -> str:
    """The last address in the chain that none of our proxies has.

    Read from the right: each proxy adds at the right whom it heard, and what stands further left than
    the first stranger is the stranger's own claim.
    """
    found = peer
    for claimed in reversed(forwarded.split(",")):
        plain = networks.address(claimed)
        if not plain:
            break
        found = plain
        if not networks.within(plain, settings.TRUSTED_PROXIES):
            break
    return found

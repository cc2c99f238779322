"""Asking the sign-in provider what it offers, as signing in by it would."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
SECONDS = 10
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Heard:
    """What the provider answered. faults: what will keep people from signing in, in sentences."""

    address: str
    issuer: str = ""
    faults: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        return not self.faults


def ask() -> Heard:
    """Read the provider's own description of itself and look whether it serves."""
    server: str = settings.OIDC["server"].rstrip("/")
    address = server if "/.well-known/" in server else server + WELL_KNOWN
    if not address.startswith(("https://", "http://")):
        return Heard(address, faults=(_("The address must begin with https://."),))
    request = urllib.request.Request(  # noqa: S310  (http or https: looked at a line before)
        address, headers={"Accept": "application/json", "User-Agent": "Commonhall"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            said = json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        told = _("The address does not answer like a sign-in provider: %(why)s") % {
            "why": str(why)[:200]
        }
        return Heard(address, faults=(told,))
    if not isinstance(said, dict):
        return Heard(address, faults=(_("The answer does not describe a sign-in provider."),))
    return Heard(address, str(said.get("issuer", ""))[:200], tuple(_faults(said, server)))


def _faults(said: dict[str, Any], server: str) -> list[str]:
    missing = [name for name in NEEDED if not said.get(name)]
    faults = []
    if missing:
        faults.append(_("Its answer does not include: %(names)s") % {"names": ", ".join(missing)})
    issuer = str(said.get("issuer", "")).rstrip("/")
    if issuer and issuer != server.partition("/.well-known/")[0].rstrip("/"):
        faults.append(
            _("It calls itself %(issuer)s, but COMMONHALL_OIDC_SERVER says %(server)s.")
            % {"issuer": issuer[:200], "server": server}
        )
    claims = said.get("claims_supported")
    residence = settings.OIDC["residence_claim"].partition(".")[0]
    if residence and isinstance(claims, list) and residence not in claims:
        faults.append(
            _("It does not offer the claim “%(claim)s”, which says where somebody lives.")
            % {"claim": residence}
        )
    return faults

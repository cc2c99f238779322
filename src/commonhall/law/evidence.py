"""Where anybody can see what was decided or filed elsewhere: an address, or the digest of a file."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Words
from commonhall.core.refusals import BadInput

SHA256 = re.compile(r"[0-9a-f]{64}")
DIGEST_HELP = _("64 characters, using digits and the letters a to f. Enter this or the address.")
#: An address or a digest that may be left out.
ADDRESS = Words(
    _("Address of the court’s confirmation"), _("It must begin with https://."), most=200
)
DIGEST = Words(_("SHA-256 of the court’s confirmation"), DIGEST_HELP, most=64)


def check(evidence: str, digest: str) -> None:
    """Raises BadInput where an address or a digest is none. Neither of them is no fault here."""
    if evidence and not evidence.startswith(("https://", "http://")):
        raise BadInput("evidence", _("Write an address that begins with https://."))
    if digest and not SHA256.fullmatch(digest):
        raise BadInput(
            "digest",
            _("Enter a SHA-256 of 64 characters, using digits and the small letters a to f."),
        )

"""Who outside the hall watches its record: read from lines, and as the policy that verifications demand."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.record import keys, signing
from commonhall.record.notes import NoteError
from commonhall.record.witnesses import policy
from commonhall.record.witnesses.policy import EMPTY, Policy, PolicyError, Witness

MOST = 16


def read(text: str) -> list[dict[str, str]]:
    """Lines such as `witness.example+1234abcd+BAbc… https://witness.example/`; raises ValidationError naming the line."""
    found: list[dict[str, str]] = []
    own = signing.chain().keys | {keys.witness_signer().public().public}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        words = line.split()
        try:
            key = policy.witness_key(words[0])
        except NoteError as error:
            raise ValidationError(
                _("Line %(line)d: this is not a witness's key (%(why)s)."),
                params={"line": number, "why": error},
            ) from error
        if key.public in own:
            raise ValidationError(
                _("Line %(line)d: a hall cannot be a witness of its own record."),
                params={"line": number},
            )
        address = words[1] if len(words) > 1 else ""
        if len(words) > 2 or (address and not _is_address(address)):
            raise ValidationError(
                _(
                    "Line %(line)d: after the key write an address such as https://witness.example/."
                ),
                params={"line": number},
            )
        found.append({"key": str(key), "url": address})
    if len(found) > MOST:
        raise ValidationError(_("Enter up to %(most)d witnesses."), params={"most": MOST})
    try:
        made_of(found, 0)
    except PolicyError as error:
        raise ValidationError(_("Enter each witness once.")) from error
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not (parts.username or parts.password or parts.query or parts.fragment)
        and len(text) <= 200
    )


def written(witnesses: list[dict[str, str]]) -> str:
    """Witnesses as lines."""
    return "\n".join(f"{one['key']} {one['url']}".strip() for one in witnesses)


def made_of(witnesses: list[dict[str, str]], needed: int) -> Policy:
    """The policy: so many of these. A witness is called what its key is called."""
    many = [(policy.witness_key(one["key"]), one["url"]) for one in witnesses]
    return policy.k_of(needed, [Witness(key.name, key, url) for key, url in many])


def policy_of_the_hall() -> Policy:
    """What is settled; nobody where nothing is, and in a database without tables."""
    try:
        settled = settings_of_the_hall()
        return made_of(settled.witnesses, settled.witnesses_needed)
    except (DatabaseError, NoteError, PolicyError):
        return EMPTY

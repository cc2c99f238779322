"""Who was elected, as lines: "council-chair: mayor@example.org"."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from commonhall.people.bodies.models import Body

Seat = tuple[str, str]
MOST_SEATS = 500


def read(text: str) -> list[Seat]:
    """(code of the office, e-mail address) of every line that names somebody. Raises ValidationError."""
    found: list[Seat] = []
    for number, line in enumerate(text.splitlines(), start=1):
        code, mark, address = (part.strip() for part in line.partition(":"))
        if not line.strip() or (mark and not address):
            continue
        try:
            validate_email(address)
        except ValidationError as error:
            words = _(
                "Line %(number)d: enter the code of the office, a colon and an e-mail address."
            )
            raise ValidationError(words, params={"number": number}) from error
        found.append((code, address.lower()))
    if len({code for code, _address in found}) < len(found):
        raise ValidationError(_("Two lines name the same office. Remove one."))
    if len(found) > MOST_SEATS:
        raise ValidationError(_("Enter up to %(most)d offices."), params={"most": MOST_SEATS})
    return found


def offices_of(thing: Any) -> str:
    """A line for every office of a body, to be filled in."""
    if not isinstance(thing, Body):
        return ""
    codes = thing.offices.filter(ended_on=None).order_by("pk").values_list("code", flat=True)
    return "\n".join(f"{code}: " for code in codes)

"""The number of a public beacon's round as an input: whoever copies it here, only what the beacon signed is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.methods.beacons import rounds

SIGNATURE = Words(
    _("What the beacon shows for the round"),
    _(
        "Copy everything on the round’s page, or only its signature. It does not matter who enters it: this site checks that the beacon signed it, and accepts nothing else."
    ),
    most=2000,
    long=True,
    empty=_("Copy what the beacon’s page shows for the round."),
)


def not_before(due: datetime | None) -> None:
    """Raises `Refused` while the round has not come."""
    if due is not None and clock.now() < due:
        when = formats.date_format(timezone.localtime(due), "DATETIME_FORMAT")
        raise Refused(
            "state",
            "not-yet",
            _("The beacon’s round is on %(when)s. Enter its number then.") % {"when": when},
        )


def read(beacon: Mapping[str, Any], number: int, text: str) -> dict[str, Any]:
    """The signature of that round, checked: {round, signature, previous}. Raises BadInput for the field `signature`."""
    try:
        said = rounds.read_signature(text)
    except ValueError as error:
        raise BadInput(
            "signature", _("We found no signature in this. Copy everything on the beacon’s page.")
        ) from error
    if said["round"] not in (None, number):
        raise BadInput(
            "signature",
            _("This is round %(given)d. Round %(number)d decides here.")
            % {"given": said["round"], "number": number},
        )
    if not rounds.is_signed(beacon, number, said["signature"], said["previous"]):
        raise BadInput(
            "signature",
            _(
                "The beacon did not sign this for round %(number)d. Check the round and copy it again."
            )
            % {"number": number},
        )
    return {"round": number, "signature": said["signature"], "previous": said["previous"]}

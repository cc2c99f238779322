"""Shifts a person signed up for, on their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.shifts.models import Volunteer
from commonhall.people import my_page

CAME: dict[bool | None, Any] = {
    None: _("promised"),
    True: _("You were there"),
    False: _("You were not there"),
}


def _show(rows: Sequence[Volunteer]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.shift.name,
            one.shift.get_absolute_url(),
            _("called off") if one.shift.cancelled else CAME[one.came],
            "bad" if one.shift.cancelled else "good" if one.came else "info",
            _("Day"),
            one.shift.starts_at,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "shifts",
        _("Help I promised"),
        order=50,
        rows=lambda person: Volunteer.objects.filter(person=person, left_on=None).select_related(
            "shift"
        ),
        show=_show,
    )

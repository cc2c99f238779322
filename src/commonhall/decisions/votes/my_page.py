"""Running votes in which a person's envelope lies, on their page. Once a vote has closed nobody can tell (docs/methods/secret-ballot.md)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes import voted
from commonhall.decisions.votes.models import Election
from commonhall.people import my_page


def _show(rows: Sequence[Election]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.name,
            one.get_absolute_url(),
            one.get_state_display(),
            one.tone,
            _("Open until"),
            one.closes_at,
            _("Your envelope is in. You can replace it until the vote closes."),
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "votes",
        _("Running votes I took part in"),
        order=35,
        rows=lambda person: voted.running_with_envelope_of(person.pk),
        show=_show,
        about=_(
            "Votes stand here only while they run. Once a vote has closed, nobody can tell who took part, so that your vote stays secret."
        ),
    )

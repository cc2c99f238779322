"""Does a second body look at the roll?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.people.rolls import queries
from commonhall.people.rolls.models import RollChange

OLD = timedelta(days=90)
MANY = 20


@check
def second_pair_of_eyes(today: date) -> Iterator[Finding]:
    """Lists that nobody of a second body has looked at, and counters whose confirmations nobody draws."""
    page = reverse("people:roll_changes")
    open_states = (RollChange.State.WAITING, RollChange.State.ALONE)
    if queries.roll_changes().filter(state__in=open_states).exists():
        text = _("A list changed the roll of residents, and no second body has agreed to it yet.")
        yield Finding("roll-unconfirmed", "note", text, page)
    if queries.counter_undrawn().filter(starts__lt=today - OLD).count() >= MANY:
        text = _(
            "Residents were confirmed at the counter months ago, and no second body has drawn any to look at."
        )
        yield Finding("counter-undrawn", "note", text, page)

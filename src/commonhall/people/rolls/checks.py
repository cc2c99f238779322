"""Can residents be confirmed, does a second body look at the roll, and are the keys here?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.people.accounts import seeds
from commonhall.people.residents.models import CensusEntry
from commonhall.people.rolls import queries
from commonhall.people.rolls.models import RollChange
from commonhall.record.models import Entry

OLD = timedelta(days=90)


@check
def roll(today: date) -> Iterator[Finding]:
    """Without a roll residents are confirmed at the counter only; lists that nobody of a second body has looked at, and
    counters whose confirmations nobody draws; second factors whose key is lost. One query for all of them."""
    open_states = (RollChange.State.WAITING, RollChange.State.ALONE)
    asked = Entry.objects.order_by().values_list(
        Exists(CensusEntry.objects.order_by()),
        Exists(RollChange.objects.filter(state__in=open_states)),
        Exists(queries.counter_undrawn().filter(starts__lt=today - OLD)),
        Subquery(seeds.sealed().order_by("-pk").values("data")[:1]),
    )
    filled, unconfirmed, undrawn, factor = next(iter(asked[:1]), None) or (
        False,
        False,
        False,
        None,
    )
    page = reverse("people:roll_changes")
    if not filled:
        text = _("There is no census list, so residents can only be confirmed at the counter.")
        yield Finding("roll-empty", "note", text, reverse("people:import_census"))
    if unconfirmed:
        text = _("A list changed the roll of residents, and no second body has agreed to it yet.")
        yield Finding("roll-unconfirmed", "note", text, page)
    if undrawn:
        text = _(
            "Residents were confirmed at the counter months ago, and no second body has drawn any to look at."
        )
        yield Finding("counter-undrawn", "note", text, page)
    if factor and not seeds.is_readable(factor):
        text = _(
            "Codes of second factors cannot be checked: the key they are sealed under is not in keys/roll_keys. Bring it back from your copy of the keys."
        )
        yield Finding("second-factor-key", "fault", text)

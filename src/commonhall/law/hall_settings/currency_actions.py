"""In which currency the hall counts: corrected while it is being founded, before any money is on the record."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.core import money
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.models import AskingRule
from commonhall.law.founding.queries import founding_period
from commonhall.law.hall_settings.models import HallSettings
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.law.instruments.models import Competence
from commonhall.ui import hall
from commonhall.ui.text import listed

# Amounts of the law itself: the figures that were entered when the hall was founded.
OF_LAW = (Competence, AskingRule)
MOST_NAMED = 3


def _nothing_recorded(_actor: Actor, _thing: None) -> None:
    period = founding_period()
    if period is None or not period.runs:
        raise Refused(
            "state",
            "founded",
            _(
                "The founding period is over. The charter’s amounts are in %(currency)s, and they stay so."
            )
            % {"currency": money.hall_currency()},
        )
    found = [str(model._meta.verbose_name) for model in money.recorded(besides=OF_LAW)]
    if found:
        raise Refused(
            "state",
            "money-recorded",
            _("Amounts in %(currency)s are on the record already: %(things)s. They stay so.")
            % {"currency": money.hall_currency(), "things": listed(found[:MOST_NAMED])},
        )


@action(
    "law.set_currency",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set the hall's currency"),
    done=_("The hall's currency set"),
    allows=_nothing_recorded,
    second_factor=True,
)
def set_currency(
    ctx: Context,
    currency: Annotated[
        str,
        Words(
            _("Currency"),
            _("The three letters of its code, for example EUR, PLN, GBP or CNY."),
            most=3,
            empty=_("Enter three capital letters, like EUR."),
            present=lambda _none: money.hall_currency(),
        ),
    ],
) -> HallSettings:
    """Correct the currency in the founding period, while no money is on the record. Amounts in the charter keep their
    figures: a limit of 10,000 is one of 10,000 in the new currency."""
    old = money.hall_currency()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadInput("currency", _("Enter three capital letters, like EUR."))
    if money.digits(currency) != money.digits(old):
        raise BadInput(
            "currency",
            _(
                "The charter’s amounts were entered in %(old)s, which has other small units. Found the hall again to use this currency."
            )
            % {"old": old},
        )
    settled = settings_of_the_hall()
    settled.currency = currency
    moved: list[Any] = [
        *Competence.objects.filter(Q(most__isnull=False) | Q(urgent_most__gt=0)).order_by("pk"),
        *AskingRule.objects.exclude(least_amount=None).order_by("pk"),
    ]
    for one in moved:
        one.currency = currency
        ctx.save(one)
    ctx.note(currency=currency, limits=len(moved))
    transaction.on_commit(hall.forget)
    return ctx.save(settled)

"""What may be settled for the whole hall: its languages, its days of rest and holidays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, ChoiceMany, Lines
from commonhall.core.refusals import BadInput
from commonhall.law.hall_settings import working_days
from commonhall.law.hall_settings.models import HallSettings
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.ui import languages

WEEK = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]
MOST_REST = 3
CHOICES = [(one.code, one.name) for one in languages.available().values()]


@action(
    "law.set_languages",
    by=Kind.OFFICE,
    power="set-languages",
    title=_("Choose the hall's languages"),
    done=_("The hall's languages chosen"),
)
def set_languages(
    ctx: Context,
    own: Annotated[
        str,
        Choice(
            _("The hall's own language"),
            _("It is shown where nobody has chosen a language, and letters are written in it."),
            choices=CHOICES,
            empty=_("Choose one of the languages listed."),
        ),
    ],
    others: Annotated[
        Sequence[str],
        ChoiceMany(
            _("Other languages"), _("Names and texts are asked for in these too."), choices=CHOICES
        ),
    ] = (),
) -> HallSettings:
    """Choose in which languages pages are shown, and names and texts are asked for.

    What is written in a language that is left out is no longer shown, and goes when its thing is edited.
    """
    settled = settings_of_the_hall()
    settled.languages = list(dict.fromkeys([own, *others]))
    ctx.note(languages=settled.languages)
    transaction.on_commit(languages.forget)
    return ctx.save(settled)


@action(
    "law.set_working_days",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    title=_("Set days of rest and holidays"),
    done=_("Days of rest and holidays set"),
)
def set_working_days(
    ctx: Context,
    rest: Annotated[
        Sequence[str],
        ChoiceMany(
            _("Days of rest"),
            _("On these days of the week nobody works."),
            choices=WEEK,
            empty=_("Choose at least one day of rest."),
        ),
    ],
    holidays: Annotated[
        dict[str, str] | None,
        Lines(
            _("Holidays"),
            _(
                "One a line, for example: 2026-12-25 Christmas Day. They take the place of those set before."
            ),
            read=working_days.read,
        ),
    ] = None,
) -> HallSettings:
    """Say which days are no working days. Deadlines that count working days leave them out.

    Days that were set before for cases and demands under way stay as they are.
    """
    if len(set(rest)) > MOST_REST:
        raise BadInput("rest", _("Choose up to three days of rest."))
    settled = settings_of_the_hall()
    settled.rest_days = sorted({int(one) for one in rest})
    settled.holidays = holidays or {}
    ctx.note(rest_days=settled.rest_days, holidays=list(settled.holidays))
    return ctx.save(settled)

"""What may be settled for the whole hall: its languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, ChoiceMany
from commonhall.law.hall_settings.models import HallSettings
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.ui import languages

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

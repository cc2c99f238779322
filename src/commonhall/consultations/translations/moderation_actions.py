"""Moderation of translations: one is taken out for a published reason. The original stays."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable, writers
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import What, hide, may_hide
from commonhall.consultations.translations.models import Translation
from commonhall.consultations.translations.queries import is_own, of_shown, original_of
from commonhall.core.refusals import Refused


def _may_hide(actor: Actor, translation: Translation) -> None:
    if original_of(translation.about) is None:
        raise Refused(
            "state", "wrong-state", _("The original is not shown, so this is not either.")
        )
    may_hide(actor, translation)


@action(
    "consultations.hide_translation",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this translation"),
    done=_("Translation hidden by moderation"),
    place=lambda translation: translation.unit_id,
    concerns=writers,
    allows=_may_hide,
)
def hide_translation(
    ctx: Context, translation: Translation, reason: Annotated[str, REASON]
) -> Withheld:
    """Take a translation out for one of the published reasons. The original stays; the one who offered it may appeal
    once."""
    return hide(ctx, translation, What.TEXT, reason)


hides(
    hide_translation.code,
    Hideable(
        Translation,
        text=("text",),
        own=is_own,
        seen=lambda translation: bool(translation.text and of_shown([translation])),
    ),
)

"""What may be done with translations: offer one, and confirm one."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Ref, Words
from commonhall.consultations.comments.actions import DEBATE, LIMIT
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.speakers import spoken_by
from commonhall.consultations.translations import queries
from commonhall.consultations.translations.models import OTHER, Confirmation, Translation
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui import languages

LONGEST = 4000
# Translations of a statement stay short, as it is.
LONGEST_OF_STATEMENT = 800
# Residents, beside whoever offers it and whoever wrote the original, until a translation stands.
ENOUGH = 2


def _installed() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in languages.installed()]


def _known() -> list[tuple[str, str]]:
    every = [(one.code, one.name) for one in languages.available().values()]
    return [*every, (OTHER, gettext("another language"))]


@action(
    "consultations.offer_translation",
    by=EVERYBODY,
    right=DEBATE,
    verified=True,
    title=_("Offer a translation"),
    done=_("Translation offered"),
    told=lambda _made: gettext(
        "Your translation is shown beneath the original. It stands once the writer or two other residents confirm it."
    ),
    limit=LIMIT,
)
def offer_translation(
    ctx: Context,
    about: Annotated[
        str,
        Ref(_("What you translate"), empty=_("Choose what you translate.")),
    ],
    language: Annotated[
        str,
        Choice(
            _("Translated into"),
            choices_now=_installed,
            empty=_("Choose the language you translate into."),
            gone=_("Choose one of the languages of this hall."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("Translation"),
            _("Say what the original says. Add nothing and leave nothing out."),
            most=LONGEST,
            long=True,
            empty=_("Enter the translation."),
        ),
    ],
    original_language: Annotated[
        str,
        Choice(
            _("The original is in"),
            _("You can leave this blank if an earlier translation says it."),
            choices_now=_known,
            unsaid=_("as an earlier translation says"),
        ),
    ] = "",
) -> Translation:
    """Say a statement or a comment in another language of the hall. Votes and marks stay with the original."""
    original = queries.original_of(about)
    if original is None:
        raise BadInput(
            "about", _("This cannot be translated. Choose a statement or a comment that is shown.")
        )
    known = queries.language_of(original)
    written_in = original_language or known
    if not written_in:
        raise BadInput("original_language", _("Choose the language the original is in."))
    if language in (written_in, known):
        raise BadInput("language", _("The original is in this language. Choose another one."))
    if isinstance(original, Statement):
        text = " ".join(text.split())
        if len(text) > LONGEST_OF_STATEMENT:
            message = _("Enter up to %(most)d characters. A statement is short.")
            raise BadInput("text", message % {"most": LONGEST_OF_STATEMENT})
    same = Translation.objects.filter(about=about, language=language, text=text)
    if any(one.fits(original) for one in same):
        raise BadInput("text", _("This translation has already been offered. Confirm it instead."))
    made = ctx.save(
        Translation(
            about=about,
            language=language,
            original_language=written_in,
            text=text,
            behind_id=ctx.actor.person,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    ctx.subject = about
    ctx.note(translation=made.pk, language=language)
    return made


def _may_confirm(actor: Actor, translation: Translation) -> None:
    original = queries.original_of(translation.about)
    if original is None or not translation.text or not translation.fits(original):
        raise Refused("state", "wrong-state", _("This translation is not shown any more."))
    if queries.is_own(actor, translation):
        raise Refused("state", "own-words", _("You cannot confirm your own translation."))
    if translation.confirmed_at is not None:
        raise Refused("state", "confirmed", _("This translation is already confirmed."))
    if original.said_by(actor):
        return
    if actor.kind is not Kind.PERSON:
        raise Refused(
            "state",
            "not-yours",
            _("The writer of the original or confirmed residents confirm a translation."),
        )
    if translation.confirmed_by.filter(person_id=actor.person_id).exists():
        raise Refused(
            "state",
            "twice",
            _("You have already confirmed this. One more resident needs to confirm it."),
        )


@action(
    "consultations.confirm_translation",
    by=EVERYBODY,
    right=DEBATE,
    verified=True,
    title=_("Confirm this translation"),
    done=_("Translation confirmed"),
    told=lambda made: (
        gettext("The translation stands.")
        if made.confirmed_at
        else gettext("Confirmed. One more resident needs to confirm it.")
    ),
    allows=_may_confirm,
    limit="consultations.mark_remark",
    notifies=False,
)
def confirm_translation(ctx: Context, translation: Translation) -> Translation:
    """Say that it says what the original says. The writer of the original decides alone; otherwise two residents do."""
    original = queries.original_of(translation.about)
    assert original is not None  # the guard has seen to it
    by_writer = original.said_by(ctx.actor)
    if not by_writer:
        ctx.save(
            Confirmation(translation=translation, person_id=ctx.actor.person, at=ctx.occurred_at)
        )
        translation.confirmations += 1
    if by_writer or translation.confirmations >= ENOUGH:
        translation.confirmed_at = ctx.occurred_at
    ctx.note(stands=translation.confirmed_at is not None)
    return ctx.save(translation)

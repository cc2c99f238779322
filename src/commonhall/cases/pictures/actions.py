"""What may be done with pictures of a case: whoever raised it adds some, the body shows what it did."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Upload, Words
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import WAITING, Answer, Case
from commonhall.cases.pictures import at_raising
from commonhall.cases.pictures.models import Picture
from commonhall.core import photos
from commonhall.core.refusals import Refused

MOST = 5
_PICTURE = Upload(
    _("Photo"),
    kinds=at_raising.KINDS,
    clean=photos.clean,
    empty=_("Choose a photo."),
)
WORDS = Words(
    _("What the photo shows"),
    _("Read to people who cannot see it, for example: New lamps on both sides of the road."),
    most=200,
)


def _room(shown: int) -> None:
    if shown >= MOST:
        raise Refused(
            "state", "enough-photos", _("This case already has five photos. You cannot add more.")
        )


def _may_add(actor: Actor, case: Case) -> None:
    rules.own_while(*WAITING, Case.State.DONE)(actor, case)
    _room(case.pictures.filter(answer=None).count())


@action(
    "cases.add_picture",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Add a photo"),
    done=_("Photo of the case added"),
    allows=_may_add,
    limit="cases.raise_case",
)
def add_picture(
    ctx: Context, case: Case, image: Annotated[Any, _PICTURE], words: Annotated[str, WORDS] = ""
) -> Picture:
    """Show more of the matter. Hidden data, such as where it was taken, are removed."""
    return ctx.save(Picture(case=case, image=image, words=words, at=ctx.occurred_at))


def _may_show(actor: Actor, case: Case) -> None:
    rules.own_body_while(*WAITING, Case.State.DONE)(actor, case)
    last = _last(case)
    if last is None:
        raise Refused("state", "not-answered", _("Say what was done first, then show it."))
    _room(last.shown)


def _last(case: Case) -> Any:
    """The last answer that says something was done, with how many photos show it."""
    kinds = (Answer.Kind.DONE, Answer.Kind.PARTLY)
    rows = case.answers.filter(kind__in=kinds).annotate(shown=Count("pictures"))
    return rows.order_by("-pk").first()


@action(
    "cases.show_result",
    by=Kind.OFFICE,
    power="answer-cases",
    remedy=owed.LOOKED_AT,
    title=_("Show what was done"),
    done=_("Photo of what was done added"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_may_show,
)
def show_result(
    ctx: Context, case: Case, image: Annotated[Any, _PICTURE], words: Annotated[str, WORDS] = ""
) -> Picture:
    """Put a photo beside what was said to be done, so that before and after can be compared."""
    return ctx.save(
        Picture(case=case, answer=_last(case), image=image, words=words, at=ctx.occurred_at)
    )

"""Within an hour, the person who raised a case may correct or withdraw it, as long as nobody has acted on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.models import Sealed
from commonhall.cases.cases import reading, rules, search
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused

HOUR = timedelta(hours=1)


def _early(actor: Actor, case: Case) -> None:
    if not rules.raised_by(actor, case):
        raise Refused("state", "not-yours", _("Only the person who raised the case can say this."))
    rules.in_state(case, (Case.State.OPEN,))
    if clock.now() > case.raised_at + HOUR:
        raise Refused(
            "state",
            "too-late",
            _(
                "You can change this within an hour. Add a photo or evidence, or reply when the body asks."
            ),
        )
    if _acted_on(case):
        raise Refused(
            "state", "acted-on", _("Somebody has already acted on this case. You cannot change it.")
        )


def _acted_on(case: Case) -> bool:
    """Did the body or anybody else do something with it?"""
    held = (case.assigned_id, case.main_id, case.source_id, case.missed_on, case.disputed_to_id)
    return (
        any(one is not None for one in held)
        or case.answers.exists()
        or case.voices.exists()
        or case.me_toos.exists()
        or case.evidence.exists()
    )


@action(
    "cases.correct_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Correct what you wrote"),
    done=_("Case corrected by the person who raised it"),
    allows=_early,
    notifies=False,
    limit="cases.raise_case",
)
def correct_case(
    ctx: Context,
    case: Case,
    title: Annotated[
        str,
        Words(
            _("What is the matter, in a few words?"),
            most=160,
            empty=_("Enter what is wrong or needed."),
            present=lambda case: case.title,
        ),
    ],
    text: Annotated[
        str, Words(_("More details"), most=4000, long=True, present=lambda case: case.text)
    ] = "",
    address: Annotated[
        str, Words(_("Where exactly"), most=200, present=lambda case: case.address)
    ] = "",
) -> Case:
    """Put right what you wrote, within an hour and before anybody acts on it. The body can still read the first text."""
    if (title, text, address) == (case.title, case.text, case.address):
        raise BadInput("title", _("Nothing is different yet. Change what you want to correct."))
    case.title, case.text, case.address = title, text, address
    case.corrected = True
    search.index([ctx.save(case)])
    return case


@action(
    "cases.withdraw_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Withdraw it"),
    done=_("Case withdrawn by the person who raised it"),
    told=lambda _case: gettext("Your case is withdrawn. Nobody else can read it any more."),
    allows=_early,
    notifies=False,
    limit="cases.raise_case",
)
def withdraw_case(ctx: Context, case: Case) -> Case:
    """Take it back, within an hour and before anybody acts on it. Its words are then shown to you and the body alone."""
    case.state, case.closed_at = Case.State.WITHDRAWN, ctx.occurred_at
    search.index([ctx.save(case)])
    reading.forget_followers(case)
    return case


# --- what stood there before ----------------------------------------------------------------------
@dataclass(frozen=True)
class Earlier:
    """What a case said until it was corrected."""

    title: str
    text: str
    address: str


def earlier(case: Case) -> list[Earlier]:
    """What was written first, newest last; for the body and the person who raised it. One query, none where nothing was corrected."""
    if not case.corrected:
        return []
    rows = Sealed.objects.filter(version__type=Case._meta.label_lower, version__object_id=case.pk)
    now = Earlier(case.title, case.text, case.address)
    found: list[Earlier] = []
    for one in _said(rows.order_by("version__version").values_list("contents", flat=True)):
        if one not in (*found, now) and one.title:
            found.append(one)
    return found


def _said(contents: Iterable[str]) -> Iterator[Earlier]:
    for one in contents:
        held = json.loads(one)
        yield Earlier(*(_value(held.get(name, ())) for name in ("title", "text", "address")))


def _value(seal: Sequence[str]) -> str:
    """What is sealed; "" where it was erased."""
    return str(seal[1] or "") if len(seal) == 2 else ""

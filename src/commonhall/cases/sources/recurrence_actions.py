"""What may be done when a source may have come back: ask, say, open it again, and end the watching."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Internal, Pick
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import Case
from commonhall.cases.sources import recurrence
from commonhall.cases.sources.models import Candidate, Source
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.people.actors import system


def _unit_of(source: Source) -> int:
    return source.unit_id


def _over(_actor: Actor, source: Source) -> None:
    if source.state != Source.State.WATCHED:
        raise Refused("state", "wrong-state", _("This source is not being watched."))
    if source.watched_until is not None and clock.today() < source.watched_until:
        raise Refused("state", "not-over", _("It is being watched until the day that was set."))


@action(
    "cases.close_source",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Stop watching a source"),
    done=_("Source did not come back while it was watched"),
    place=_unit_of,
    allows=_over,
)
def close_source(ctx: Context, source: Source) -> Source:
    """The days of watching are over and it did not come back. New cases of its kind are asked about all the same."""
    source.state = Source.State.ENDED
    return ctx.save(source)


@action(
    "cases.ask_whether_again",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Ask whether it has come back"),
    done=_(
        "Is it the same again? Person who raised the case asked about a source that was dealt with"
    ),
    place=rules.unit_of,
)
def ask_whether_again(ctx: Context, case: Case, source: Annotated[Source, Internal()]) -> Candidate:
    """A new case of the source's kind, within its place or 150 m: the person who raised it is asked."""
    made = ctx.save(Candidate(source=source, case=case, asked_at=ctx.occurred_at))
    ctx.subject = case.ref
    ctx.note(source=source.ref)
    return made


def _sources_asked(case: Case) -> QuerySet[Source]:
    asked = Candidate.objects.filter(case=case, state=Candidate.State.ASKED)
    return Source.objects.filter(pk__in=asked.values("source")).order_by("pk")


def _asked(actor: Actor, case: Case) -> None:
    if not rules.raised_by(actor, case):
        raise Refused("state", "not-yours", _("Only the person who raised the case can say this."))
    if not _sources_asked(case).exists():
        raise Refused("state", "wrong-state", _("Nobody has asked this about the case."))


@action(
    "cases.say_whether_again",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Is it the same again?"),
    done=_("Person said whether a source came back"),
    place=rules.unit_of,
    allows=_asked,
    remedy=_("The person who raised it can answer again for their next case."),
)
def say_whether_again(
    ctx: Context,
    case: Case,
    source: Annotated[
        Source, Pick(_("Which source"), rows_of=_sources_asked, rows=Source.objects.all)
    ],
    again: Annotated[
        bool,
        Either(
            _("Is it the same again?"),
            yes=_("Yes, it is the same cause"),
            no=_("No, it is something else"),
        ),
    ],
) -> Candidate:
    """The person who raised a case says whether it is the source that was dealt with. Two cases open it again."""
    candidate = Candidate.objects.get(case=case, source=source)
    candidate.state = Candidate.State.AGAIN if again else Candidate.State.OTHER
    ctx.save(candidate)
    if again:
        gathered(ctx, source, case)
    ctx.subject = case.ref
    ctx.note(source=source.ref, again=again)
    return candidate


def gathered(ctx: Context, source: Source, case: Case) -> None:
    """A case belongs to a source, if to no other; where enough came back, it is open again."""
    if case.source_id is None:
        case.source = source
        ctx.save(case)
        ctx.link(case, source, "has-source")
    back = recurrence.came_back(source).count()
    if source.state != Source.State.OPEN and back >= recurrence.CONFIRMED:
        ctx.perform_as(system(), reopen_source, source=source)


def _dealt_with(_actor: Actor, source: Source) -> None:
    if source.state == Source.State.OPEN:
        raise Refused("state", "wrong-state", _("This source is already open."))


@action(
    "cases.reopen_source",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Reopen a source"),
    done=_("The source came back and was reopened"),
    place=_unit_of,
    allows=_dealt_with,
)
def reopen_source(ctx: Context, source: Source) -> Source:
    """Enough cases were confirmed to be the same cause: its body deals with it once more."""
    source.state = Source.State.OPEN
    source.reopened += 1
    source.watched_until = None
    ctx.note(cases=recurrence.came_back(source).count())
    return ctx.save(source)

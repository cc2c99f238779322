"""What the actions on applications share: whose one is, in which state, who reads it, and the day of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from commonhall.actions import notifications
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.core import clock
from commonhall.core import refs as core_refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.law.appeals.models import Appeal
from commonhall.law.promises import ledger
from commonhall.law.queries import COMPETENCES, deadline_days
from commonhall.people.actors import in_force
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from commonhall.services.applications.models import WAITING, Application, ApplicationStep

ANSWERS, REPLY, KEEP = (
    "answer-applications",
    "reply-to-application",
    "keep-application-words",
)
APPLY = "apply-for-services"
REVIEWS = "review-decisions"
Step = ApplicationStep.Kind


class Sealed(Protocol):
    """Something of which only those who applied, and a body, know whose it is: an application, a place on a list."""

    person_id: Any
    organisation_id: Any
    person: Any

    @property
    def ref(self) -> str: ...


# --- whose it is ----------------------------------------------------------------------------------
def own(actor: Actor, application: Sealed) -> bool:
    """Is the actor the one who applied?"""
    if actor.kind is Kind.ORGANISATION:
        return bool(application.organisation_id == actor.organisation)
    return application.person_id is not None and bool(application.person_id == actor.person)


def parties(application: Sealed) -> list[str]:
    """Whose interests recuse: whoever applied."""
    return [
        Person(pk=application.person_id).ref if application.person_id else "",
        Organisation.ref_of(application.organisation_id) if application.organisation_id else "",
    ]


def in_state(application: Application, states: Iterable[str]) -> None:
    if application.state not in states:
        raise Refused(
            "state",
            "withdrawn" if application.state == Application.State.WITHDRAWN else "wrong-state",
            _("You cannot do this while the application is in its current state."),
        )


def own_while(*states: str) -> Callable[[Actor, Application], None]:
    """The actor applied, and the application stands in one of these states."""

    def check(actor: Actor, application: Application) -> None:
        if actor.kind is Kind.OFFICE or not own(actor, application):
            raise Refused("state", "not-yours", _("Only those who applied can do this."))
        in_state(application, states)

    return check


def waits(_actor: Actor, application: Application) -> None:
    in_state(application, WAITING)


# --- who reads it ---------------------------------------------------------------------------------
def reads(actor: Actor, application: Application) -> bool:
    """May the actor read what was applied for, by whom and in which words?

    Those who applied, the body that answers, and a body that reviews decisions once those who applied appealed.
    """
    if actor.kind in (Kind.PERSON, Kind.ORGANISATION):
        return own(actor, application)
    if actor.kind is not Kind.OFFICE or actor.body is None:
        return False
    return actor.body == application.body_id or reviews(actor.body, application)


def reviews(body: int, application: Sealed) -> bool:
    """May a body that reviews decisions read it? Once those who applied have appealed."""
    appeals = Appeal.objects.filter(about=application.ref)
    if application.organisation_id:
        appeals = appeals.filter(organisation=application.organisation_id)
    else:
        appeals = appeals.filter(person__isnull=False, person=application.person_id)
    return appeals.exists() and bool(COMPETENCES.rows(body=body, power=REVIEWS, day=clock.today()))


def readers(ref: str, accounts: Iterable[int]) -> set[int]:
    """Which of these accounts may hear what happens to an application: those of whoever applied."""
    kind, number = core_refs.split(ref)
    rows = Application.objects.filter(pk=number).select_related("person")
    application = rows.first() if kind == Application._meta.label_lower else None
    return accounts_of(application, accounts) if application is not None else set()


def accounts_of(application: Sealed, accounts: Iterable[int]) -> set[int]:
    """Which of these accounts are of whoever applied: a person, or the members of an organisation."""
    if application.organisation_id:
        members = Membership.objects.filter(
            in_force(clock.today()), organisation=application.organisation_id
        )
        return set(accounts) & set(members.values_list("person__account", flat=True))
    return set(accounts) & {application.person.account_id if application.person else None}


notifications.heard_by(Application._meta.label_lower, readers)


# --- the day of the answer ------------------------------------------------------------------------
def owed(application: Application) -> Governed:
    """What the promise to answer stands on: the application, or the step since which the days run again."""
    return application.steps.filter(runs=True).order_by("-pk").first() or application


def promise(ctx: Context, application: Application, thing: Governed) -> None:
    """The body owes the answer by the law's day."""
    if application.due_on is not None:
        ledger.make(
            ctx,
            thing,
            "application",
            body=application.body_id,
            unit=application.unit_id,
            day=application.due_on,
        )


def step(
    ctx: Context, application: Application, kind: str, text: str, **more: object
) -> ApplicationStep:
    """Keep what was said."""
    return ctx.save(
        ApplicationStep(application=application, kind=kind, text=text, at=ctx.occurred_at, **more)
    )


def runs_again(ctx: Context, application: Application, thing: ApplicationStep, day: date) -> None:
    """The promise is for another day now, because the applicant is or was waited for."""
    ledger.withdraw(ctx, owed(application))
    application.due_on, thing.runs = day, True
    promise(ctx, application, ctx.save(thing))


def days_to_reply(ctx: Context) -> timedelta:
    found = deadline_days(REPLY, ctx.today)
    return timedelta(days=found[0] if found else 0)


def kept_since(today: date) -> date | None:
    """Words of what was decided before this day are destroyed; None where no provision sets days."""
    found = deadline_days(KEEP, today)
    return today - timedelta(days=found[0]) if found else None

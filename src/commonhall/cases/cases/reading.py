"""Who may read a case: everybody, or, where it is confidential or withdrawn, its body, that body's reviewer and its raiser.

Everybody else sees its number, category, body, days and state, and that it is counted. No list, feed, export, map,
search, letter or thread holds its words: `Case.heading` names none, and `queries.visible` leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import notifications
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.models import Follow
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.actions import READS
from commonhall.core import clock
from commonhall.core import refs as core_refs
from commonhall.core.refusals import BadInput
from commonhall.law.queries import COMPETENCES
from commonhall.people.actors import in_force
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Membership

REVIEWS, SETTLES = "review-decisions", "settle-cases"


def holds(body: int, power: str, day: date) -> bool:
    return bool(COMPETENCES.rows(body=body, power=power, day=day))


def body_reads(body: Body | int) -> bool:
    """May a body be given confidential cases?"""
    return holds(body if isinstance(body, int) else body.pk, READS, clock.today())


def keep_confidential(case: Case, to: Body) -> None:
    """A confidential case goes only to a body that may read it. Raises `BadInput`."""
    if case.confidential and not body_reads(to):
        raise BadInput(
            "to", _("This case is confidential. Choose a body that may read confidential cases.")
        )


def may_read(actor: Actor, case: Case) -> bool:
    """May the actor read what was written in this case?"""
    if not case.is_private:
        return True
    if actor.kind in (Kind.PERSON, Kind.ORGANISATION):
        return rules.raised_by(actor, case)
    if actor.kind is not Kind.OFFICE or actor.body is None:
        return False
    if actor.body == case.body_id:
        return True
    return case.confidential and case.looks.filter(body=actor.body, ended_on=None).exists()


def reviews(body: int, case: Case) -> bool:
    """Does a body review the one that answers, or decide which one does? It then reads the case once it says why."""
    today = clock.today()
    if body == case.body_id or not holds(body, READS, today):
        return False
    settles = case.disputed_to_id is not None and holds(body, SETTLES, today)
    return settles or holds(body, REVIEWS, today)


def readers(ref: str, accounts: Iterable[int]) -> set[int]:
    """Which of these accounts may hear what happens to a case; two queries at most."""
    wanted = set(accounts)
    kind, number = core_refs.split(ref)
    case = Case.objects.filter(pk=number).first() if kind == Case._meta.label_lower else None
    if case is None or not case.is_private:
        return wanted
    if case.organisation_id:
        members = Membership.objects.filter(
            in_force(clock.today()), organisation_id=case.organisation_id
        )
        return wanted & set(members.values_list("person__account", flat=True))
    own = case.person.account_id if case.person else None
    return wanted & {own}


def forget_followers(case: Case) -> None:
    """Nobody follows a case that they may no longer read."""
    rows: QuerySet[Any] = Follow.objects.filter(ref=case.ref)
    kept = readers(case.ref, rows.values_list("account", flat=True))
    rows.exclude(account__in=kept).delete()


notifications.heard_by(Case._meta.label_lower, readers)

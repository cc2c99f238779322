"""Who is concerned by an asking: found from the cases behind it, its field, and the place it is held in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from commonhall.actions.models import Follow, Link
from commonhall.cases.cases.models import Case
from commonhall.consultations.askings.models import NamedConcern, WorksOn
from commonhall.core import clock
from commonhall.law.asking import origins
from commonhall.law.queries import residents
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.places.models import Unit

CASE = "cases.case"


@dataclass(frozen=True)
class Behind:
    """What lies behind a matter: refs, the matter first; ids of the cases among them."""

    refs: list[str]
    cases: list[int]


def behind(about: str) -> Behind:
    """The matter, what it came from, and the cases these were made of."""
    refs = origins.behind(about)
    links = Link.objects.filter(to_ref__in=refs, from_ref__startswith=f"{CASE}:")
    refs += list(links.values_list("from_ref", flat=True))
    return Behind(refs, [_number(one) for one in refs if one.startswith(f"{CASE}:")])


def _number(ref: str) -> int:
    return int(ref.partition(":")[2])


def named(asking: str) -> Iterator[int]:
    """Accounts of those who were named as concerned, and of those who speak for named organisations."""
    rows = NamedConcern.objects.filter(asking=asking)
    people = rows.exclude(person=None).exclude(person__account=None)
    yield from people.values_list("person__account_id", flat=True)
    chosen = rows.exclude(organisation=None).values_list("organisation_id", flat=True)
    yield from speakers(chosen)


def near(matter: Behind) -> Iterator[int]:
    """Accounts of those who raised a case behind it, or follow one of these or the matter."""
    yield from Follow.objects.filter(ref__in=matter.refs).values_list("account_id", flat=True)
    raisers = Case.objects.filter(pk__in=matter.cases).exclude(person__account=None)
    yield from raisers.values_list("person__account_id", flat=True)


def field_of(matter: Behind) -> set[str]:
    """Codes of the categories that the cases behind it have; none where no case lies behind."""
    found = set(Case.objects.filter(pk__in=matter.cases).values_list("category__code", flat=True))
    return found - {None}


def organisations(matter: Behind, unit: Unit) -> list[int]:
    """Organisations that work in the place and on what it is about.

    Where nothing says what it is about, or an organisation has not said on what it works, the place alone counts.
    """
    works_here = Q(unit__path__startswith=unit.path) | Q(unit__in=_above(unit))
    here = Organisation.objects.filter(works_here, state=Organisation.State.RECOGNISED)
    field = field_of(matter)
    said = dict(
        WorksOn.objects.filter(organisation__in=here).values_list("organisation", "categories")
    )
    return [
        one
        for one in here.order_by("pk").values_list("pk", flat=True)
        if not field or not said.get(one) or field & set(said[one])
    ]


def _above(unit: Unit) -> list[int]:
    return [int(part) for part in unit.path.split("/") if part]


def speakers(chosen: Iterable[int]) -> dict[int, int]:
    """Accounts of those who speak for these organisations → their organisation."""
    rows = Membership.objects.filter(
        organisation__in=list(chosen), ends=None, person__account__isnull=False
    )
    return dict(rows.values_list("person__account_id", "organisation_id"))


def follow_the_place(unit: Unit) -> Iterator[int]:
    """Accounts that follow the place, one it lies in, or one within it."""
    within = Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True)
    refs = [Unit.ref_of(one) for one in {*within, *_above(unit)}]
    yield from Follow.objects.filter(ref__in=refs).values_list("account_id", flat=True)


def live_there(unit: Unit) -> Iterator[int]:
    """Accounts of the confirmed residents."""
    people = residents(unit, clock.today()).exclude(person__account=None)
    yield from people.order_by("pk").values_list("person__account_id", flat=True).iterator()

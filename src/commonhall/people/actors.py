"""From an account to an `Actor`: in one's own name, in an office one holds, or for an organisation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from commonhall.actions.actors import ANYONE, Actor, Kind
from commonhall.core import clock
from commonhall.people import acting
from commonhall.people.accounts.models import Account
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.deputies import queries as deputy_queries
from commonhall.people.deputies.models import Deputyship
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from commonhall.ui.text import local_date

MEMO = "_commonhall_actor"


def in_term(day: date) -> Q:
    """Terms that run on a day, those of stand-ins among them: these end with the term of the one stood in for."""
    return (
        Q(starts__lte=day)
        & Q(ends__gte=day)
        & (Q(ended_early_on=None) | Q(ended_early_on__gt=day))
        & (Q(stands_for__ended_early_on=None) | Q(stands_for__ended_early_on__gt=day))
    )


def held_on(day: date) -> Q:
    """Terms that ran on a day, and those that ended on it: whoever had a part then had a part all day."""
    return Q(starts__lte=day, ends__gte=day) & (Q(ended_early_on=None) | Q(ended_early_on__gte=day))


def in_force(day: date) -> Q:
    return Q(starts__lte=day) & (Q(ends=None) | Q(ends__gte=day))


def person_of(account: Account) -> Person:
    """The account's person, made at its first use; asked for once per account that was read."""
    try:
        return account.person
    except Person.DoesNotExist:
        person, _ = Person.objects.get_or_create(account=account)
        return person


def as_person(person: Person) -> Actor:
    return Actor(
        Kind.PERSON, person.ref, person=person.pk, account=person.account_id, name=str(person)
    )


def as_deputy(deputyship: Deputyship) -> Actor:
    """The resident for whom a deputy acts: their own person, reached by the deputy's account."""
    person, deputy = deputyship.person, deputyship.deputy
    assert person is not None
    assert deputy is not None
    words = gettext("%(name)s (by a deputy)") % {"name": person}
    return Actor(
        Kind.PERSON,
        person.ref,
        person=person.pk,
        account=deputy.account_id,
        name=words,
        deputyship=deputyship.pk,
    )


def as_office(person: Person, office: Office) -> Actor:
    return Actor(
        Kind.OFFICE,
        office.ref,
        person=person.pk,
        body=office.body_id,
        account=person.account_id,
        name=office.name,
    )


def as_caretaker(person: Person, term: OfficeTerm) -> Actor:
    """Whoever held an office last, with the day until which they go on in its name."""
    last = caretaking.last_day(term)
    words = gettext("%(office)s (caretaker)") % {"office": term.office.name}
    if last is not None and last != caretaking.FOR_EVER:
        until = {"office": term.office.name, "day": local_date(last)}
        words = gettext("%(office)s (caretaker until %(day)s)") % until
    return replace(as_office(person, term.office), name=words)


def as_stand_in(person: Person, term: OfficeTerm) -> Actor:
    """Who stands in for the holder of an office, until the last day of it."""
    assert term.stands_for is not None
    words = gettext("%(office)s (standing in for %(name)s)") % {
        "office": term.office.name,
        "name": term.stands_for.person,
    }
    return replace(as_office(person, term.office), name=words, stand_in=term.pk)


def in_term_of(person: Person, term: OfficeTerm) -> Actor:
    """Somebody in the office that a term of theirs gives them, as its holder or as a stand-in."""
    return (
        as_office(person, term.office) if term.stands_for_id is None else as_stand_in(person, term)
    )


def as_organisation(person: Person, organisation: Organisation) -> Actor:
    return Actor(
        Kind.ORGANISATION,
        organisation.ref,
        person=person.pk,
        organisation=organisation.pk,
        account=person.account_id,
        name=organisation.name,
    )


def office_of(actor: Actor) -> int | None:
    """The number of the office in which somebody acts; None when they act in none."""
    return int(actor.ref.partition(":")[2]) if actor.kind is Kind.OFFICE else None


def by_mail(address: str) -> Person | None:
    """The person whose account has an e-mail address."""
    account = Account.objects.filter(email__iexact=address, is_active=True).first()
    return person_of(account) if account is not None else None


def system() -> Actor:
    """The System: deadlines and timers, a body like another, bound by law like another."""
    body = Body.objects.get(kind=Body.Kind.SYSTEM)
    return Actor(Kind.SYSTEM, body.ref, body=body.pk, name=body.name)


def by_resolution(body: Body, motion: str) -> Actor:
    """A body as a whole, by the resolution that a motion carries. Only a passed motion may make one."""
    return Actor(Kind.BODY, body.ref, body=body.pk, name=body.name, resolution=motion)


@dataclass(frozen=True)
class Choice:
    """One way an account may act: a key for the session, and a label."""

    key: str
    actor: Actor
    label: str


def terms_of(person: Person) -> QuerySet[OfficeTerm]:
    return OfficeTerm.objects.filter(in_term(clock.today()), person=person).select_related(
        "office__body", "stands_for__person"
    )


def in_office(person: Person, office: Office) -> Actor:
    """Somebody in an office they name: as a stand-in if they are one today. Whether they may, the gate judges."""
    term = terms_of(person).filter(office=office).first()
    return in_term_of(person, term) if term is not None else as_office(person, office)


def choices(person: Person) -> list[Choice]:
    """All ways a person may act today: own name first."""
    found = [Choice("", as_person(person), str(person))]
    for term in terms_of(person):
        actor = in_term_of(person, term)
        found.append(Choice(term.office.ref, actor, f"{actor.name} · {term.office.body.name}"))
    for term in caretaking.terms_of(person.pk, clock.today()):
        actor = as_caretaker(person, term)
        found.append(Choice(term.office.ref, actor, f"{actor.name} · {term.office.body.name}"))
    for deputyship in deputy_queries.held_by(person):
        acted = as_deputy(deputyship)
        found.append(Choice(deputyship.ref, acted, acted.name))
    memberships = Membership.objects.filter(in_force(clock.today()), person=person)
    for membership in memberships.select_related("organisation"):
        organisation = membership.organisation
        found.append(
            Choice(organisation.ref, as_organisation(person, organisation), organisation.name)
        )
    return found


def of_request(request: HttpRequest) -> Actor:
    """Who acts in this request: `ANYONE` when nobody is signed in. Looked up once per request."""
    known: Actor | None = getattr(request, MEMO, None)
    if known is None:
        known = _find(request)
        setattr(request, MEMO, known)
    return known


def _find(request: HttpRequest) -> Actor:
    user: Any = getattr(request, "auth_account", None) or request.user
    if isinstance(user, AnonymousUser) or not user.is_authenticated:
        return ANYONE
    person = person_of(user)
    chosen = acting.chosen(request)
    if not chosen or (acting.is_office(chosen) and not acting.holds(request)):
        return as_person(person)
    kind, _, number = chosen.partition(":")
    if kind == "people.office" and number.isdecimal() and len(number) <= 18:
        term = terms_of(person).filter(office=int(number)).first()
        if term is None:
            return _caretaker(person, int(number))
        if term.stands_for_id is not None:
            return as_stand_in(person, term)
        return replace(as_office(person, term.office), seen_on=clock.today())
    for choice in choices(person):
        if choice.key == chosen:
            return choice.actor
    return as_person(person)


def _caretaker(person: Person, office: int) -> Actor:
    terms = caretaking.terms_of(person.pk, clock.today())
    term = next((one for one in terms if one.office_id == office), None)
    return as_caretaker(person, term) if term is not None else as_person(person)


def shown_acting(request: HttpRequest) -> acting.Shown | None:
    """What every page says of a session that does not act in its person's own name."""
    if not acting.chosen(request) or not request.user.is_authenticated:
        return None
    actor = of_request(request)
    if actor.kind is Kind.PERSON and actor.deputyship is None:
        return None
    return acting.Shown(actor.name, reverse("people:act_as"))

"""What `people` answers at the gate: identity, standing, interests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import belonging, pages, second_factor
from commonhall.actions import stages as gate_stages
from commonhall.actions.actors import Kind, find_by, system_by
from commonhall.actions.stages import ActionRequest, Reliance
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.refusals import Refused
from commonhall.people.accounts import credentials, failures, providers
from commonhall.people.actors import in_force, in_term, of_request, office_of, shown_acting, system
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.deputies import queries as deputy_queries
from commonhall.people.deputies.models import Deputyship
from commonhall.people.interests.models import Interest
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person, Verification
from commonhall.places.models import Unit
from commonhall.ui import navigation

APP = "people"
_HELD: CompiledQuery[OfficeTerm] = CompiledQuery(
    lambda person, office, body, day: OfficeTerm.objects.filter(
        in_term(day), person_id=person, office_id=office, office__body_id=body
    ),
    person=0,
    office=0,
    body=0,
    day=date.min,
)
_SPEAKS: CompiledQuery[Membership] = CompiledQuery(
    lambda person, organisation, day: Membership.objects.filter(
        in_force(day), person_id=person, organisation_id=organisation
    ),
    person=0,
    organisation=0,
    day=date.min,
)
_ACTIVE: CompiledQuery[Person] = CompiledQuery(
    lambda person: Person.objects.filter(pk=person).exclude(account__is_active=False), person=0
)
_VERIFIED: CompiledQuery[Verification] = CompiledQuery(
    lambda person, day: Verification.objects.filter(
        starts__lte=day, ends__gte=day, person_id=person
    ),
    person=0,
    day=date.min,
)
_MEMBER: CompiledQuery[Membership] = CompiledQuery(
    lambda person, day: Membership.objects.filter(starts__lte=day, person_id=person),
    person=0,
    day=date.min,
)
_INTERESTS: CompiledQuery[Interest] = CompiledQuery(
    lambda person, day: Interest.objects.filter(starts__lte=day, person_id=person),
    person=0,
    day=date.min,
)


_DEPUTY: CompiledQuery[Deputyship] = CompiledQuery(
    lambda number, person, account, day: Deputyship.objects.filter(
        deputy_queries.in_force(day), pk=number, person_id=person, deputy__account_id=account
    ),
    number=0,
    person=0,
    account=0,
    day=date.min,
)

_ACTS_FOR: CompiledQuery[Deputyship] = CompiledQuery(
    lambda person, day: Deputyship.objects.filter(deputy_queries.in_force(day), deputy_id=person),
    person=0,
    day=date.min,
)


def identity(request: ActionRequest) -> Iterable[Reliance]:
    """Is the subject who it says: an active person, in office today, entitled to speak for it?"""
    actor, day = request.actor, timezone.localdate(request.at)
    key = ("identity", actor, day)
    if key in request.memo:
        known: Refused | None = request.memo[key]
        if known:
            raise known
        return []
    refusal = None
    if actor.kind is Kind.SYSTEM:
        refusal = None if actor.body else _unknown()
    elif actor.kind is Kind.BODY:
        refusal = None if actor.body and actor.resolution else _unknown()
    elif actor.person is None:
        refusal = Refused("identity", "not-signed-in", _("Sign in first."))
    elif actor.kind is Kind.OFFICE:
        office = office_of(actor) or 0
        if not (request.dry_run and actor.seen_on == day):
            held = _HELD.rows(person=actor.person, office=office, body=actor.body_id, day=day)
            request.relied += held[:1]
            refusal = _in_office(request, held[0]) if held else _after_term(request, office, day)
    elif actor.kind is Kind.ORGANISATION:
        speaks = _SPEAKS.rows(person=actor.person, organisation=actor.organisation or 0, day=day)
        request.relied += speaks[:1]
        if not speaks:
            refusal = Refused(
                "identity",
                "not-a-representative",
                _("You are not named as a representative of this organisation."),
            )
    elif not _ACTIVE.exists(person=actor.person):
        refusal = _unknown()
    elif actor.deputyship is not None:
        refusal = _as_deputy(request, actor.deputyship, day)
    request.memo[key] = refusal
    if refusal:
        raise refusal
    return []


def _in_office(request: ActionRequest, term: OfficeTerm) -> Refused | None:
    """The holder of an office, or who stands in for them: known as such, active and with a second factor."""
    actor = request.actor
    if term.stands_for is None:
        return None if actor.stand_in is None else _not_in_office()
    request.relied.append(term.stands_for)
    request.memo["stand_in", actor] = term
    if actor.stand_in != term.pk or not _ACTIVE.exists(person=actor.person_id):
        return _not_in_office()
    if not second_factor.has_one(actor.account_id):
        return Refused(
            "identity",
            "no-second-factor",
            _("Set up a second factor before you stand in for somebody."),
        )
    return None


def _not_in_office() -> Refused:
    return Refused(
        "identity",
        "not-in-office",
        _("You do not hold this office today: your term has not begun or has ended."),
    )


def _as_deputy(request: ActionRequest, number: int, day: date) -> Refused | None:
    """A deputy acts while the deputyship holds, by their own account."""
    actor = request.actor
    held = _DEPUTY.rows(number=number, person=actor.person_id, account=actor.account_id, day=day)
    request.relied += held[:1]
    if held:
        return None
    return Refused("identity", "no-deputy", _("You do not act for this resident any more."))


def _after_term(request: ActionRequest, office: int, day: date) -> Refused | None:
    """Nobody acts in an office that is not theirs; whoever held it last is judged by the law's stages."""
    actor = request.actor
    term = caretaking.term_of(actor.person_id, office, actor.body_id, day)
    if term is None:
        return _not_in_office()
    request.memo["caretaker", actor, day] = term
    request.relied.append(term)
    return None


def _unknown() -> Refused:
    return Refused("identity", "unknown", _("Sign in so that we know who you are."))


def standing(request: ActionRequest) -> Iterable[Reliance]:
    """Are persons verified where the action asks for residents; is an organisation recognised?"""
    actor, day = request.actor, timezone.localdate(request.at)
    if actor.deputyship is not None and request.action.right not in deputy_queries.RIGHTS:
        raise Refused(
            "standing",
            "not-by-deputy",
            _("Nobody can do this for somebody else. Act in your own name, or let them do it."),
        )
    if actor.kind is Kind.PERSON and request.action.verified:
        key = ("verified", actor.person, day)
        if key not in request.memo:
            found = _VERIFIED.rows(person=actor.person_id, day=day)
            request.relied += found[:1]
            request.memo[key] = bool(found)
        if not request.memo[key]:
            raise Refused(
                "standing",
                "not-verified",
                _("This is for confirmed residents. You can be confirmed online or at an office."),
            )
    if actor.kind is Kind.ORGANISATION:
        known = ("recognised", actor.organisation)
        if known not in request.memo:
            request.memo[known] = (
                Organisation.objects.filter(pk=actor.organisation or 0)
                .values_list("state", flat=True)
                .first()
            )
        if request.memo[known] != Organisation.State.RECOGNISED:
            raise Refused(
                "standing",
                "not-recognised",
                _("This organisation does not have standing yet. It must be recognised first."),
            )
    return []


_PERSON = "people.person:"
_ORGANISATION = Organisation.ref_of(0).removesuffix("0")
_recusing: list[Callable[[date], str]] = []
_lasting: list[Callable[[date], int]] = []


def recused_by(provision: Callable[[date], str], days: Callable[[date], int]) -> None:
    """Say which provision binds whoever acts for the public by their interests, and for how many days after these have
    ended; the law does."""
    _recusing[:], _lasting[:] = [provision], [days]


def _counting(ended: dict[str, date | None], concerned: Iterable[str], day: date) -> set[str]:
    """Of ties by what they are to, those that concern: they hold, or ended so lately that they still count.

    Nobody gets rid of one for an afternoon, decides, and declares it again.
    """
    mine = {ref: ended[ref] for ref in concerned if ref in ended}
    now = {ref for ref, last in mine.items() if last is None or last >= day}
    if len(now) == len(mine):
        return now
    since = day - timedelta(days=_lasting[0](day))
    return now | {ref for ref, last in mine.items() if last is not None and last >= since}


def _latest(found: Iterable[tuple[str, date | None]]) -> dict[str, date | None]:
    """What a tie is to → when it ended last; None: it has not."""
    latest: dict[str, date | None] = {}
    for ref, ends in found:
        known = latest.get(ref, date.min)
        latest[ref] = None if ends is None or known is None else max(known, ends)
    return latest


def interests(request: ActionRequest) -> Iterable[Reliance]:
    """Does the person behind public power have an interest in somebody concerned?"""
    actor, day = request.actor, timezone.localdate(request.at)
    if not request.action.power or actor.person is None or not request.concerned:
        return []
    own = f"people.person:{actor.person}"
    if {own, *_stood_in_for(request)} & set(request.concerned):
        raise Refused(
            "interests",
            "own-matter",
            _("You cannot decide your own matter. Hand it to a colleague."),
            _recusing[0](day),
        )
    if _acts_for(request, day) & set(request.concerned):
        raise Refused(
            "interests",
            "own-resident",
            _(
                "You are the deputy of this resident, so you cannot act here. Hand it to a colleague."
            ),
            _recusing[0](day),
        )
    if _speaks_for(request, day):
        raise Refused(
            "interests",
            "own-organisation",
            _(
                "You speak for this organisation or did lately, so you cannot act here. Hand it to a colleague."
            ),
            _recusing[0](day),
        )
    key = ("interests", actor.person, day)
    if key not in request.memo:
        declared = _INTERESTS.rows(person=actor.person, day=day)
        request.memo[key] = _latest((one.target, one.ends) for one in declared)
    if _counting(request.memo[key], request.concerned, day):
        raise Refused(
            "interests",
            "recused",
            _(
                "You declared an interest, so you cannot act in this matter. Hand it to a colleague."
            ),
            _recusing[0](day),
        )
    return []


def _stood_in_for(request: ActionRequest) -> set[str]:
    """The ref of the person for whom a stand-in acts: their matters are not the stand-in's to decide."""
    term: OfficeTerm | None = request.memo.get(("stand_in", request.actor))
    holder = term.stands_for if term is not None else None
    return {f"{_PERSON}{holder.person_id}"} if holder is not None else set()


def _acts_for(request: ActionRequest, day: date) -> set[str]:
    """Refs of the residents whose deputy the person is: their matters are nearly one's own."""
    person = request.actor.person_id
    if not any(one.startswith(_PERSON) for one in request.concerned):
        return set()
    key = ("deputy", person, day)
    if key not in request.memo:
        held = _ACTS_FOR.rows(person=person, day=day)
        request.memo[key] = {f"{_PERSON}{one.person_id}" for one in held}
    known: set[str] = request.memo[key]
    return known


def _speaks_for(request: ActionRequest, day: date) -> set[str]:
    """Refs of the organisations concerned for which the person speaks, or did lately, declared or not: the hall knows it."""
    person = request.actor.person_id
    if person is None or not any(one.startswith(_ORGANISATION) for one in request.concerned):
        return set()
    key = ("member", person, day)
    if key not in request.memo:
        held = _MEMBER.rows(person=person, day=day)
        request.memo[key] = _latest(
            (Organisation.ref_of(one.organisation_id), one.ends) for one in held
        )
    return _counting(request.memo[key], request.concerned, day)


def register() -> None:
    """Answer for the stages of the gate that are about who acts, and say how the refused get on."""
    gate_stages.answer("identity", identity, APP)
    gate_stages.answer("standing", standing, APP)
    gate_stages.answer("interests", interests, APP)
    belonging.kinds(body=Body, unit=Unit)
    belonging.party(Organisation)
    find_by(of_request)
    navigation.provide("acting", shown_acting)
    credentials.register()
    failures.register()
    providers.register()
    system_by(system)
    pages.remedy("not-signed-in", _("Sign in"), "account_login")
    pages.remedy("not-verified", _("Confirm that you live here"), "people:verify_by_census")
    pages.remedy("wrong-kind", _("Choose which office you act in"), "people:me")

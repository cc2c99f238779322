"""What may be done with people: verify, register, recognise, establish, appoint, declare, erase."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.models import in_language
from commonhall.acts.refusals import BadInput, Refused
from commonhall.people import personal
from commonhall.people.actors import in_term
from commonhall.people.models import (
    Body,
    CensusEntry,
    Interest,
    Membership,
    Office,
    OfficeTerm,
    Organisation,
    Person,
    Verification,
)
from commonhall.places.models import Unit

VERIFIED_FOR = timedelta(days=3 * 365)


def body_place(body: Body, **_arguments: Any) -> int | None:
    return body.unit_id


# --- residents ------------------------------------------------------------------------------------
@act(
    "people.verify_resident",
    by=Kind.OFFICE,
    power="verify-residents",
    title=_("Confirm a resident seen at the office"),
    done=_("Resident confirmed at the office"),
    place=lambda unit, **_arguments: unit.pk,
    concerns=lambda person, **_arguments: [person.ref],
)
def verify_resident(ctx: Context, person: Person, unit: Unit) -> Verification:
    """An official has seen the person's papers: a resident of `unit` for three years."""
    return _verify(ctx, person, unit, Verification.Method.OFFICE)


@act(
    "people.verify_by_census",
    by=Kind.PERSON,
    right="take-part",
    title=_("Confirm that you live here"),
    done=_("Resident confirmed by the census list"),
)
def verify_by_census(ctx: Context, number: str, born: date) -> Verification:
    """A person shows what only they know and the census list holds; each line serves once."""
    entry = CensusEntry.objects.select_for_update().filter(key=census_key(number, born)).first()
    person = Person.objects.get(pk=ctx.actor.person_id)
    if entry is None or (entry.used_by_id not in (None, person.pk)):
        raise Refused(
            "standing",
            "not-on-the-list",
            _(
                "We did not find this number and birth date on the list of residents, or they "
                "were used already. An office can confirm you in person."
            ),
        )
    entry.used_by = person
    entry.save(update_fields=["used_by"])
    return _verify(ctx, person, entry.unit, Verification.Method.CENSUS)


def _verify(ctx: Context, person: Person, unit: Unit, method: str) -> Verification:
    person.unit = unit
    person.save(update_fields=["unit"])
    return ctx.save(
        Verification(
            person=person,
            method=method,
            unit=unit,
            starts=ctx.today,
            ends=ctx.today + VERIFIED_FOR,
        )
    )


def census_key(number: str, born: date) -> str:
    """The keyed hash under which a line of the census list is kept."""
    folded = "".join(unicodedata.normalize("NFKC", number).split()).replace("-", "").casefold()
    secret = settings.SECRET_KEY.encode()
    return hmac.new(
        secret, f"census|{folded}|{born.isoformat()}".encode(), hashlib.sha256
    ).hexdigest()


@act(
    "people.erase_me",
    by=Kind.PERSON,
    right="erase-own-data",
    title=_("Erase my data"),
    done=_("A person's data erased at their wish"),
    guard=lambda request: _not_in_office(request),
    notifies=False,
)
def erase_me(ctx: Context, words: bool = False) -> None:
    """Forget the person: account, name, and who stands behind what. `words`: what they wrote, too.

    What was done in public stays done: entries keep commitments that nobody can open any more.
    """
    person = (
        Person.objects.select_for_update(of=("self",))
        .select_related("account")
        .get(pk=ctx.actor.person_id)
    )
    ctx.note(words=words)
    ctx.forget_actor = True
    personal.erase_everywhere(ctx, person, words)


def _not_in_office(request: Any) -> None:
    day = timezone.localdate(request.at)
    if OfficeTerm.objects.filter(in_term(day), person_id=request.actor.person_id).exists():
        raise Refused(
            "state",
            "in-office",
            _("You hold a public office. Your data can be erased once its term has ended."),
        )


# --- bodies and offices ---------------------------------------------------------------------------
@act(
    "people.establish_body",
    by=Kind.OFFICE,
    power="establish-bodies",
    title=_("Establish a body"),
    done=_("Body established"),
    place=lambda unit, **_arguments: unit.pk,
)
def establish_body(
    ctx: Context,
    code: str,
    names: dict[str, str],
    kind: str,
    unit: Unit,
    duties: dict[str, str] | None = None,
    parent: Body | None = None,
    email: str = "",
) -> Body:
    """Make a public body. What it may do is another matter: competences grant that."""
    if not code or not in_language(names):
        raise BadInput("code", _("A body needs a code and a name."))
    if Body.objects.filter(code=code).exists():
        raise BadInput("code", _("There is a body with this code already."))
    body = Body(
        code=code,
        names=names,
        kind=kind,
        unit=unit,
        duties=duties or {},
        parent=parent,
        email=email,
    )
    return ctx.save(body)


@act(
    "people.establish_office",
    by=Kind.OFFICE,
    power="establish-bodies",
    title=_("Establish an office"),
    done=_("Office established"),
    place=body_place,
)
def establish_office(
    ctx: Context, body: Body, code: str, names: dict[str, str], duties: dict[str, str]
) -> Office:
    """Make a post within a body, with the duties it stands for."""
    if Office.objects.filter(code=code).exists():
        raise BadInput("code", _("There is an office with this code already."))
    return ctx.save(Office(body=body, code=code, names=names, duties=duties))


@act(
    "people.appoint",
    by=Kind.OFFICE,
    power="fill-offices",
    title=_("Appoint somebody to an office"),
    done=_("Office filled"),
    place=lambda office, **_arguments: office.body.unit_id,
    concerns=lambda person, **_arguments: [person.ref],
)
def appoint(ctx: Context, office: Office, person: Person, starts: date, ends: date) -> OfficeTerm:
    """Give an office to a person for a term."""
    if ends < starts:
        raise BadInput("ends", _("A term ends after it begins."))
    return ctx.save(OfficeTerm(office=office, person=person, starts=starts, ends=ends))


@act(
    "people.end_term",
    by=Kind.OFFICE,
    power="fill-offices",
    title=_("End a term of office early"),
    done=_("Term of office ended early"),
    subject="term",
    place=lambda term, **_arguments: term.office.body.unit_id,
    concerns=lambda term, **_arguments: [f"people.person:{term.person_id}"],
)
def end_term(ctx: Context, term: OfficeTerm, on: date) -> OfficeTerm:
    """From `on` (inclusive) the person no longer holds the office."""
    if not term.starts <= on <= term.ends:
        raise BadInput("on", _("The day must lie within the term."))
    return ctx.save(term, ended_early_on=on)


# --- interests ------------------------------------------------------------------------------------
@act(
    "people.declare_interest",
    by=(Kind.OFFICE, Kind.PERSON),
    right="declare-interests",
    title=_("Declare an interest"),
    done=_("Interest declared"),
)
def declare_interest(
    ctx: Context, target: str, kind: str, note: str = "", office: Office | None = None
) -> Interest:
    """Declare, for the person behind the actor, an interest that will force recusal."""
    if kind not in Interest.Kind.values:
        raise BadInput("kind", _("Choose one of the kinds listed."))
    interest = Interest(
        person_id=ctx.actor.person_id,
        office=office,
        target=target,
        kind=kind,
        note=note,
        starts=ctx.today,
    )
    return ctx.save(interest)


def _own_interest(interest: Interest, actor_person: int | None) -> None:
    if interest.person_id != actor_person:
        raise Refused("state", "not-yours", _("Only whoever declared an interest can end it."))


@act(
    "people.end_interest",
    by=(Kind.OFFICE, Kind.PERSON),
    right="declare-interests",
    title=_("End a declared interest"),
    done=_("Declared interest ended"),
    subject="interest",
    guard=lambda request: _own_interest(request.arguments["interest"], request.actor.person),
)
def end_interest(ctx: Context, interest: Interest) -> Interest:
    """The interest ends today; it stays on the record."""
    return ctx.save(interest, ends=ctx.today)


# --- organisations --------------------------------------------------------------------------------
@act(
    "people.register_organisation",
    by=Kind.PERSON,
    right="associate",
    title=_("Register an organisation"),
    done=_("Organisation registered"),
)
def register_organisation(
    ctx: Context,
    name: str,
    kind: str,
    unit: Unit,
    purpose: str = "",
    identifier: str = "",
    email: str = "",
    website: str = "",
    founded_on: date | None = None,
    names: dict[str, str] | None = None,
) -> Organisation:
    """Enter an organisation in the register; whoever does so is its first representative."""
    if not name.strip() and not names:
        raise BadInput("name", _("An organisation needs a name."))
    organisation = ctx.save(
        Organisation(
            names=names or {"en": name.strip()},
            kind=kind,
            unit=unit,
            purpose=purpose,
            identifier=identifier,
            email=email,
            website=website,
            founded_on=founded_on,
        )
    )
    ctx.save(Membership(organisation=organisation, person_id=ctx.actor.person_id, starts=ctx.today))
    ctx.subject = organisation.ref
    ctx.follow(organisation, ctx.actor.account)
    return organisation


def _state_must_be(*states: str) -> Any:
    def check(request: Any) -> None:
        if request.arguments["organisation"].state not in states:
            raise Refused(
                "state", "wrong-state", _("The organisation's present state does not allow this.")
            )

    return check


@act(
    "people.recognise_organisation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    title=_("Recognise the organisation"),
    done=_("Organisation recognised: it has standing"),
    subject="organisation",
    place=lambda organisation, **_arguments: organisation.unit_id,
    concerns=lambda organisation, **_arguments: [organisation.ref],
    guard=_state_must_be("registered", "suspended"),
)
def recognise_organisation(ctx: Context, organisation: Organisation) -> Organisation:
    """Give standing: it may speak, raise matters and take part as an organisation."""
    return ctx.save(organisation, state=Organisation.State.RECOGNISED)


@act(
    "people.suspend_organisation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    title=_("Suspend the organisation's standing"),
    done=_("Organisation's standing suspended"),
    subject="organisation",
    place=lambda organisation, **_arguments: organisation.unit_id,
    concerns=lambda organisation, **_arguments: [organisation.ref],
    guard=_state_must_be("recognised"),
)
def suspend_organisation(ctx: Context, organisation: Organisation) -> Organisation:
    """Take standing away for now; what it did stays."""
    return ctx.save(organisation, state=Organisation.State.SUSPENDED)


@act(
    "people.name_representative",
    by=Kind.ORGANISATION,
    right="associate",
    title=_("Name somebody who speaks for the organisation"),
    done=_("Representative named"),
    subject="organisation",
)
def name_representative(ctx: Context, organisation: Organisation, person: Person) -> Membership:
    """Another person may speak for the organisation from today."""
    if organisation.pk != ctx.actor.organisation:
        raise Refused("state", "not-yours", _("You can do this for your own organisation only."))
    return ctx.save(Membership(organisation=organisation, person=person, starts=ctx.today))

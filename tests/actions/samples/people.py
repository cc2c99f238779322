"""Samples of what may be done with bodies, offices, residents, organisations and interests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commonhall.core import clock, photos
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.api_keys.models import ApiKey
from commonhall.people.bodies import actions as bodies
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.interests import actions as interests
from commonhall.people.invitations import actions as invitations
from commonhall.people.invitations import letters
from commonhall.people.invitations.models import Invitation
from commonhall.people.organisations import actions as organisations
from commonhall.people.organisations import own_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as residents
from commonhall.people.residents import letter_actions, roll_keys, slips
from commonhall.people.residents.census import census_key
from commonhall.people.residents.letter_codes import Batch
from commonhall.people.residents.models import (
    CensusEntry,
    LetterCode,
    Person,
    ProviderIdentity,
    Slip,
    Verification,
)
from commonhall.people.rolls import actions as roll_actions
from commonhall.people.rolls.models import CounterCheck, RollChange
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.cases import a_photo, neighbour
from tests.kit import Hall, person
from tests.law import kit
from tests.words import texts

FAR = date(2100, 1, 1)


# --- bodies and offices ---------------------------------------------------------------------------
@sample("people.establish_body")
def establish_body(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={
            "code": "water",
            "names": texts("Water"),
            "kind": "agency",
            "unit": hall.unit("root"),
        },
        changed=lambda body: (body.code, body.kind, body.unit.code) == ("water", "agency", "root"),
        wrong=[Wrong("code", "parks"), Wrong("code", "Water Works")],
    )


@sample("people.establish_office")
def establish_office(hall: Hall) -> Sample:
    parks = hall.body("parks")
    return Sample(
        hall.chair,
        parks,
        {"code": "trees-desk", "names": texts("Trees")},
        changed=lambda office: (office.code, office.body) == ("trees-desk", parks),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("wrong-state", thing=Body.objects.get(kind="system")),
        ],
        wrong=[Wrong("code", "parks-desk"), Wrong("code", "Desk")],
    )


def leave(hall: Hall, code: str) -> None:
    """The office's holder leaves it today."""
    bodies.end_term.perform(hall.chair, OfficeTerm.objects.get(office__code=code))


@sample("people.end_body")
def end_body(hall: Hall) -> Sample:
    day = clock.today()
    leave(hall, "roads-desk")
    return Sample(
        hall.chair,
        hall.body("roads"),
        changed=lambda body: (
            body.ended_on == day and not body.offices.filter(ended_on=None).exists()
        ),
        refused=[
            unless("wrong-state", ended_on=day),
            Refusal("wrong-state", thing=Body.objects.get(kind="system")),
            Refusal("in-office", thing=hall.body("parks")),
        ],
    )


@sample("people.end_office")
def end_office(hall: Hall) -> Sample:
    leave(hall, "roads-desk")
    return Sample(
        hall.chair,
        Office.objects.get(code="roads-desk"),
        changed=lambda office: office.ended_on == clock.today(),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("in-office", thing=Office.objects.get(code="parks-desk")),
        ],
    )


# --- invitations ----------------------------------------------------------------------------------
def invitation(hall: Hall, email: str = "new@example.org") -> Invitation:
    day = clock.today()
    if OfficeTerm.objects.filter(office__code="parks-desk", ended_early_on=None).exists():
        leave(hall, "parks-desk")
    return invitations.invite.perform(
        hall.chair,
        Office.objects.get(code="parks-desk"),
        email=email,
        starts=day,
        ends=day + timedelta(days=300),
    ).result


@sample("people.invite")
def invite(hall: Hall) -> Sample:
    day = clock.today()
    invitation(hall, "there@example.org")
    return Sample(
        hall.chair,
        Office.objects.get(code="parks-desk"),
        {"email": "New@example.org", "starts": day, "ends": day + timedelta(days=300)},
        changed=lambda one: (
            (one.email, one.office.code, one.term)
            == (
                "new@example.org",
                "parks-desk",
                None,
            )
        ),
        refused=[unless("wrong-state", ended_on=day)],
        wrong=[
            Wrong("ends", day - timedelta(days=1)),
            Wrong("email", "chair@example.org"),
            Wrong("email", "there@example.org"),
            Wrong("starts", day - timedelta(days=1)),
            Wrong("starts", day, before=lambda: kit.seat(hall, "parks-desk", person("other"))),
        ],
    )


@sample("people.withdraw_invitation")
def withdraw_invitation(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        invitation(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("people.accept_office")
def accept_office(hall: Hall) -> Sample:
    new = actors.as_person(person("new"))
    sent = invitation(hall)
    return Sample(
        new,
        sent,
        {"code": letters.code_of(sent)},
        changed=lambda term: (term.person.pk, term.office.code) == (new.person, "parks-desk"),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[
            Wrong("code", "guessed"),
            Wrong(
                "code",
                letters.code_of(sent),
                before=lambda: kit.seat(hall, "parks-desk", person("other")),
            ),
        ],
    )


@sample("people.lapse_invitation")
def lapse_invitation(hall: Hall) -> Sample:
    late = invitation(hall)
    set_fields(late, choose_by=clock.today() - timedelta(days=1))
    return Sample(
        actors.system(),
        late,
        changed=lambda one: one.ended_on == clock.today(),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("not-due", choose_by=clock.today()),
        ],
    )


@sample("people.decline_office")
def decline_office(hall: Hall) -> Sample:
    sent = invitation(hall)
    return Sample(
        actors.as_person(person("new")),
        sent,
        {"code": letters.code_of(sent)},
        changed=lambda one: (one.ended_on, one.term) == (clock.today(), None),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[Wrong("code", "guessed")],
    )


@sample("people.appoint")
def appoint(hall: Hall) -> Sample:
    somebody, day = person("somebody"), clock.today()
    leave(hall, "parks-desk")
    return Sample(
        hall.chair,
        Office.objects.get(code="parks-desk"),
        {"person": somebody, "starts": day, "ends": day + timedelta(days=300)},
        changed=lambda term: (term.person, term.office.code) == (somebody, "parks-desk"),
        refused=[unless("wrong-state", ended_on=day)],
        wrong=[
            Wrong("ends", day - timedelta(days=1)),
            Wrong("ends", FAR),
            Wrong("starts", day - timedelta(days=1)),
            Wrong("starts", day, before=lambda: kit.seat(hall, "parks-desk", person("other"))),
        ],
    )


@sample("people.end_term")
def end_term(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        OfficeTerm.objects.get(office__code="parks-desk"),
        {"on": day},
        changed=lambda term: term.ended_early_on == day,
        wrong=[Wrong("on", FAR), Wrong("on", day - timedelta(days=1))],
    )


# --- residents ------------------------------------------------------------------------------------
@sample("people.verify_resident")
def verify_resident(hall: Hall) -> Sample:
    resident = Person.objects.get(pk=hall.resident.person)
    return Sample(
        hall.clerk,
        given={"person": resident, "unit": hall.unit("north")},
        changed=lambda seen: (
            (seen.person, seen.unit.code, seen.method) == (resident, "north", "office")
        ),
        wrong=[
            Wrong("person", resident, along={"new_name": "Ada"}),
            Wrong("ends", clock.today()),
            Wrong("ends", FAR),
        ],
    )


def without_account(hall: Hall) -> Verification:
    return residents.verify_resident.perform(
        hall.clerk, new_name="Ada", unit=hall.unit("north"), papers="passport"
    ).result


@sample("people.give_slip")
def give_slip(hall: Hall) -> Sample:
    seen = without_account(hall)
    return Sample(
        hall.clerk,
        seen,
        changed=lambda printed: (printed.person, Slip.objects.count()) == (seen.person, 1),
        refused=[
            unless("wrong-state", ends=clock.today() - timedelta(days=1)),
            unless("has-account", person_id=hall.resident.person),
        ],
        quiet=True,
    )


@sample("people.join_slip")
def join_slip(hall: Hall) -> Sample:
    seen = without_account(hall)
    printed = slips.give(seen.person, hall.clerk.person)
    return Sample(
        hall.resident,
        given={"code": printed.code},
        changed=lambda joined: (
            Verification.objects.get().person_id == joined.person.pk == hall.resident.person
        ),
        refused=[
            Refusal("unknown-code", given={"code": "K7QF-2M9T-XPA4"}),
            Refusal("unknown-code", before=lambda: Slip.objects.update(joined_on=clock.today())),
            Refusal("unknown-code", by=actors.as_person(Person.objects.get(name="clerk"))),
        ],
    )


@sample("people.verify_by_census")
def verify_by_census(hall: Hall) -> Sample:
    born = date(1990, 1, 1)
    key = census_key("A-1", born)
    line = CensusEntry.objects.create(key=key, unit=hall.unit("north"))
    return Sample(
        hall.resident,
        given={"number": "A-1", "born": born},
        changed=lambda seen: (seen.person_id, seen.unit.code) == (hall.resident.person, "north"),
        refused=[
            Refusal("not-on-the-list", given={"born": date(1990, 1, 2)}),
            Refusal(
                "not-on-the-list",
                before=lambda: CensusEntry.objects.filter(pk=line.pk).update(
                    used_by=neighbour().person
                ),
            ),
        ],
    )


def letters_to(hall: Hall, lines: str = "A-1,1980-05-01,Ada Chen,Mill Road 1") -> Batch:
    file = SimpleUploadedFile("list.csv", f"number,born,name,address\n{lines}\n".encode())
    return letter_actions.write_letters.perform(
        hall.clerk, unit=hall.unit("north"), file=file
    ).result


@sample("people.write_letters")
def write_letters(hall: Hall) -> Sample:
    file = SimpleUploadedFile(
        "list.csv", b"number,born,name,address\nA-1,1980-05-01,Ada Chen,Mill Road 1\n"
    )
    return Sample(
        hall.clerk,
        given={"unit": hall.unit("north"), "file": file},
        changed=lambda batch: (
            (batch.letters[0].name, LetterCode.objects.get().number)
            == ("Ada Chen", batch.letters[0].number)
        ),
        wrong=[
            Wrong("file", SimpleUploadedFile("list.csv", b"number,born\nA-1,1980-05-01\n")),
            Wrong("ends", clock.today()),
            Wrong("ends", FAR),
        ],
        quiet=True,
    )


@sample("people.verify_by_provider")
def verify_by_provider(hall: Hall) -> Sample:
    server = "https://login.example.org"
    given = {"unit": hall.unit("north"), "server": server, "identity": "u1"}
    return Sample(
        hall.resident,
        given=given,
        changed=lambda seen: (
            (seen.person_id, seen.method, seen.unit.code)
            == (hall.resident.person, "provider", "north")
        ),
        refused=[
            Refusal(
                "identity-used",
                before=lambda: ProviderIdentity.objects.create(
                    key=roll_keys.newest().digest("provider", server, "u1"),
                    used_by_id=neighbour().person,
                ),
            )
        ],
    )


@sample("people.verify_by_letter")
def verify_by_letter(hall: Hall) -> Sample:
    letter = letters_to(hall).letters[0]
    return Sample(
        hall.resident,
        given={"letter": letter.number, "code": letter.code},
        changed=lambda seen: (
            (seen.person_id, seen.method, seen.unit.code)
            == (hall.resident.person, "letter", "north")
        ),
        refused=[
            Refusal("unknown-code", given={"code": "K7QF-2M9T-XP"}),
            Refusal("unknown-code", given={"letter": "1"}),
            Refusal(
                "unknown-code",
                before=lambda: LetterCode.objects.update(used_on=clock.today()),
            ),
            Refusal(
                "unknown-code",
                before=lambda: LetterCode.objects.update(ends=clock.today() - timedelta(days=1)),
            ),
            Refusal(
                "unknown-code",
                before=lambda: CensusEntry.objects.update(used_by=neighbour().person),
            ),
        ],
    )


@sample("people.import_census")
def import_census(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given={"unit": hall.unit("root"), "lines": "number,born,unit\nA-1,1980-05-01,north"},
        changed=lambda brought: (
            brought.new == 1 and CensusEntry.objects.get().unit == hall.unit("north")
        ),
        wrong=[Wrong("lines", ""), Wrong("lines", "number\nA-1")],
    )


# --- four eyes on the roll ------------------------------------------------------------------------
def list_of(hall: Hall) -> RollChange:
    """A list that waits for a second body."""
    residents.import_census.perform(
        hall.clerk, unit=hall.unit("root"), lines="number,born,unit\nA-1,1980-05-01,north"
    )
    change = RollChange.objects.get()
    CensusEntry.objects.all().delete()
    set_fields(change, state="waiting")
    return change


def second_office(hall: Hall, change: RollChange) -> Any:
    """Who proposed it sits in the second body's office, too."""

    def before() -> None:
        office = Office.objects.get(code="council-chair")
        set_fields(change, by_office=office)

    return Refusal("same-person", before=before)


@sample("people.confirm_roll_change")
def confirm_roll_change(hall: Hall) -> Sample:
    change = list_of(hall)
    return Sample(
        hall.chair,
        change,
        {"seen": "The register's own list."},
        changed=lambda one: one.state == "confirmed" and CensusEntry.objects.count() == 1,
        refused=[
            unless("wrong-state", state="refused"),
            unless("same-body", body=hall.body("council")),
            second_office(hall, change),
        ],
    )


@sample("people.refuse_roll_change")
def refuse_roll_change(hall: Hall) -> Sample:
    change = list_of(hall)
    return Sample(
        hall.chair,
        change,
        {"reason": "Nobody knows this list."},
        changed=lambda one: one.state == "refused" and not CensusEntry.objects.exists(),
        refused=[
            unless("wrong-state", state="refused"),
            unless("same-body", body=hall.body("council")),
            second_office(hall, change),
        ],
    )


@sample("people.withdraw_roll_change")
def withdraw_roll_change(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        list_of(hall),
        {"reason": "Another list."},
        changed=lambda one: one.state == "withdrawn",
        refused=[unless("wrong-state", state="confirmed")],
    )


def at_the_counter(hall: Hall) -> Any:
    return residents.verify_resident.perform(
        hall.clerk, new_name="Ada", unit=hall.unit("north"), papers="passport"
    ).result


@sample("people.draw_counter_checks")
def draw_counter_checks(hall: Hall) -> Sample:
    seen = at_the_counter(hall)
    return Sample(
        hall.chair,
        changed=lambda count: count == 1 and CounterCheck.objects.get().verification == seen,
        refused=[Refusal("nothing-new", before=lambda: set_fields(seen, method="census"))],
    )


@sample("people.check_counter_confirmation")
def check_counter_confirmation(hall: Hall) -> Sample:
    at_the_counter(hall)
    roll_actions.draw_counter_checks.perform(hall.chair)
    return Sample(
        hall.chair,
        CounterCheck.objects.get(),
        {"result": "wrong", "words": "Nobody at that address."},
        changed=lambda one: one.verification.ends < clock.today(),
        refused=[unless("wrong-state", result="right")],
    )


@sample("people.erase_me")
def erase_me(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        given={"email": "resident@example.org"},
        changed=lambda _none: Person.objects.get(pk=hall.resident.person).account is None,
        refused=[Refusal("in-office", by=neighbour())],
        wrong=[Wrong("email", "another@example.org", door="page")],
        quiet=True,
    )


# --- organisations --------------------------------------------------------------------------------
def registered(hall: Hall) -> Organisation:
    return organisations.register_organisation.perform(
        hall.resident, name="Friends", kind="association", unit=hall.unit("north")
    ).result


@sample("people.register_organisation")
def register_organisation(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        given={"name": "Friends", "kind": "association", "unit": hall.unit("north")},
        changed=lambda made: (
            (made.state, [one.person_id for one in made.memberships.all()])
            == ("registered", [hall.resident.person])
        ),
    )


@sample("people.recognise_organisation")
def recognise_organisation(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        registered(hall),
        changed=lambda one: one.state == "recognised",
        refused=[unless("wrong-state", state="recognised")],
    )


@sample("people.suspend_organisation")
def suspend_organisation(hall: Hall) -> Sample:
    speaker = kit.organisation(hall)
    return Sample(
        hall.clerk,
        Organisation.objects.get(pk=speaker.organisation),
        changed=lambda one: one.state == "suspended",
        refused=[unless("wrong-state", state="registered")],
    )


def own(hall: Hall) -> tuple[Any, Organisation]:
    speaker = kit.organisation(hall)
    return speaker, Organisation.objects.get(pk=speaker.organisation)


def strangers(hall: Hall) -> list[Refusal]:
    """Nobody does it for an organisation of others, nor for one that was dissolved."""
    return [
        Refusal("not-yours", by=neighbour()),
        Refusal("wrong-state", {"state": "ended"}, by=hall.resident),
    ]


def second_speaker(speaker: Any, one: Organisation) -> Person:
    """Somebody who speaks for it, too, since later."""
    somebody = person("somebody")
    organisations.name_representative.perform(speaker, organisation=one, person=somebody)
    return somebody


@sample("people.present_organisation")
def present_organisation(hall: Hall) -> Sample:
    speaker, one = own(hall)
    return Sample(
        speaker,
        one,
        {
            "purpose": "We mend bicycles.",
            "tongues": "Polski",
            "website": "https://friends.example/",
        },
        changed=lambda made: (made.purpose, made.tongues) == ("We mend bicycles.", "Polski"),
        refused=strangers(hall),
        wrong=[Wrong("website", "friends"), Wrong("email", "friends")],
    )


@sample("people.picture_organisation")
def picture_organisation(hall: Hall) -> Sample:
    speaker, one = own(hall)
    return Sample(
        speaker,
        one,
        {"image": a_photo(), "image_words": "Four people and a bicycle."},
        changed=lambda made: made.image_words == "Four people and a bicycle." and made.image,
        refused=strangers(hall),
        wrong=[Wrong("image_words", "")],
    )


@sample("people.take_down_photo")
def take_down_photo(hall: Hall) -> Sample:
    speaker, one = own(hall)
    own_actions.picture_organisation.perform(
        speaker, one, image=photos.clean(a_photo()), image_words="Us"
    )
    return Sample(
        speaker,
        Organisation.objects.get(pk=one.pk),
        changed=lambda made: not made.image and not made.image_words,
        refused=[*strangers(hall), unless("wrong-state", image="")],
    )


@sample("people.name_me")
def name_me(hall: Hall) -> Sample:
    _speaker, one = own(hall)
    return Sample(
        hall.resident,
        one,
        {"name": "Ada", "role": "treasurer"},
        changed=lambda member: (member.shown_as, member.role) == ("Ada", "treasurer"),
        refused=strangers(hall),
        wrong=[Wrong("name", "")],
    )


@sample("people.stop_speaking")
def stop_speaking(hall: Hall) -> Sample:
    _speaker, one = own(hall)
    return Sample(
        hall.resident,
        one,
        changed=lambda member: member.ends is not None and member.ends < clock.today(),
        refused=strangers(hall),
    )


@sample("people.part_with_representative")
def part_with_representative(hall: Hall) -> Sample:
    speaker, one = own(hall)
    somebody = second_speaker(speaker, one)
    return Sample(
        speaker,
        one,
        {"person": somebody},
        changed=lambda member: member.person == somebody and member.ends < clock.today(),
        refused=[
            *strangers(hall),
            Refusal("alone", thing=registered(hall), by=hall.resident),
        ],
        wrong=[
            Wrong("person", person("stranger")),
            Wrong("person", Person.objects.get(pk=hall.resident.person)),
        ],
    )


def everybody_left(one: Organisation) -> None:
    for member in own_actions.speakers(one):
        own_actions.stop_speaking.perform(actors.as_person(member.person), organisation=one)


@sample("people.end_representation")
def end_representation(hall: Hall) -> Sample:
    speaker, one = own(hall)
    somebody = second_speaker(speaker, one)
    return Sample(
        hall.clerk,
        one,
        {"person": somebody, "reason": "Minutes of 3 May."},
        changed=lambda member: member.person == somebody and member.ends < clock.today(),
        refused=[Refusal("wrong-state", before=lambda: everybody_left(one))],
        wrong=[Wrong("person", person("stranger")), Wrong("reason", "")],
    )


@sample("people.dissolve_organisation")
def dissolve_organisation(hall: Hall) -> Sample:
    speaker, one = own(hall)
    return Sample(
        speaker,
        one,
        {"sure": True},
        changed=lambda made: made.state == "ended",
        refused=[
            *strangers(hall),
            Refusal("not-alone", before=lambda: second_speaker(speaker, one)),
        ],
        wrong=[Wrong("sure", False)],
    )


@sample("people.name_representative")
def name_representative(hall: Hall) -> Sample:
    speaker, somebody = kit.organisation(hall), person("somebody")
    return Sample(
        speaker,
        Organisation.objects.get(pk=speaker.organisation),
        {"person": somebody},
        changed=lambda member: (
            (member.person, member.organisation_id) == (somebody, speaker.organisation)
        ),
        refused=[Refusal("not-yours", thing=registered(hall))],
    )


# --- interests ------------------------------------------------------------------------------------
@sample("people.declare_interest")
def declare_interest(hall: Hall) -> Sample:
    target = hall.unit("south").ref
    return Sample(
        hall.parks,
        given={"target": target, "kind": "property"},
        changed=lambda one: (
            (one.target, one.person_id, one.office_id)
            == (target, hall.parks.person, actors.office_of(hall.parks))
        ),
    )


@sample("people.end_interest")
def end_interest(hall: Hall) -> Sample:
    declared = interests.declare_interest.perform(
        hall.parks, target=hall.unit("south").ref, kind="property"
    ).result
    return Sample(
        hall.parks,
        declared,
        changed=lambda one: one.ends == clock.today(),
        refused=[
            Refusal("not-yours", by=hall.roads),
            unless("wrong-state", ends=clock.today()),
        ],
    )


# --- keys of programs -----------------------------------------------------------------------------
@sample("people.end_key")
def end_key(hall: Hall) -> Sample:
    account = Account.objects.get(person=hall.parks.person)
    mine = actors.choices(actors.person_of(account))[0]
    key, _shown = keys.make(account, "Map of lamps", mine, 30)
    return Sample(
        hall.chair,
        given={"key": key, "reason": "It stood on a public page."},
        changed=lambda _none: not ApiKey.objects.filter(pk=key.pk).exists(),
        quiet=True,
    )

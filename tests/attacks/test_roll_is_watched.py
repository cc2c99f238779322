"""Who may vote is not written by one office alone: a list that changes the roll waits for a second body, and what one office
confirms at the counter is drawn and looked at by another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.queries import founding_period
from commonhall.people import actors
from commonhall.people.bodies.models import Office
from commonhall.people.residents import actions, letter_actions
from commonhall.people.residents.models import CensusEntry, Person, Verification
from commonhall.people.rolls import actions as rolls
from commonhall.people.rolls.models import CounterCheck, RollChange, RollChangeLine
from commonhall.record.models import Entry
from tests import on_record
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit as law_kit

pytestmark = pytest.mark.django_db
LINES = "number,born,unit\nA-1,1980-05-01,north\nA-2,1980-05-02,south\n"
SEEN = {"seen": "The register's own list; three lines looked up."}


@pytest.fixture
def young(home: Path) -> Hall:
    """In its founding period one office begins alone."""
    made = found_hall()
    law_kit.seat(made, "reviewer", person("judge"))
    return made


@pytest.fixture
def hall(young: Hall) -> Hall:
    close_founding_period.perform(young.chair, founding_period())
    return young


def judge() -> Actor:
    office = Office.objects.get(code="reviewer")
    return actors.as_office(Person.objects.get(name="judge"), office)


def handed_in(hall: Hall, lines: str = LINES) -> RollChange:
    actions.import_census.perform(hall.clerk, unit=hall.unit("root"), lines=lines)
    return RollChange.objects.order_by("-pk")[0]


def confirmed_by(number: str = "A-1", born: date = date(1980, 5, 1)) -> Any:
    who = actors.as_person(person(f"resident-{number}".lower()))
    return actions.verify_by_census.perform(who, number=number, born=born)


# --- lists ----------------------------------------------------------------------------------------
def test_a_list_confirms_nobody_before_a_second_body_agrees(hall: Hall) -> None:
    page = signed_in(hall.clerk)
    sent = {"unit": hall.unit("root").pk, "lines": LINES}
    answer = page.post("/residents/import-census/", sent, follow=True)
    change = RollChange.objects.get()
    said = answer.content.decode()
    assert "waits for a second body" in said and change.digest in said
    assert not CensusEntry.objects.exists()
    with pytest.raises(Refused):
        confirmed_by()
    refused_everywhere(
        hall.clerk, rolls.confirm_roll_change, change, SEEN, by="competence no-competence"
    )
    refused_everywhere(
        hall.parks, rolls.confirm_roll_change, change, SEEN, by="competence no-competence"
    )
    wrong_everywhere(
        judge(), rolls.confirm_roll_change, change, {"seen": ""}, field="seen", says="Say what"
    )
    rolls.confirm_roll_change.perform(judge(), change, **SEEN)
    assert {one.unit.code for one in CensusEntry.objects.all()} == {"north", "south"}
    assert not RollChangeLine.objects.exists()
    assert confirmed_by("A-2", date(1980, 5, 2)).result.unit == hall.unit("south")


def test_nobody_agrees_to_their_own_list(hall: Hall) -> None:
    change = handed_in(hall)
    law_kit.competence(hall, "hall", "confirm-rolls", "Article 38")
    refused_everywhere(hall.clerk, rolls.confirm_roll_change, change, SEEN, by="state same-body")
    # Nor from a second office.
    seat = Office.objects.get(code="reviewer").terms.all()
    on_record.change(seat, person=hall.clerk.person)
    twice = actors.as_office(
        Person.objects.get(pk=hall.clerk.person), Office.objects.get(code="reviewer")
    )
    refused_everywhere(twice, rolls.confirm_roll_change, change, SEEN, by="state same-person")
    assert not CensusEntry.objects.exists()


def test_refused_or_taken_back_the_roll_stays(hall: Hall) -> None:
    one = handed_in(hall)
    rolls.refuse_roll_change.perform(judge(), one, reason="Nobody knows this list.")
    shown = Client().get(one.get_absolute_url()).content.decode()
    assert "Nobody knows this list." in shown and "refused" in shown
    two = handed_in(hall)
    refused_everywhere(
        hall.parks,
        rolls.withdraw_roll_change,
        two,
        {"reason": "No."},
        by="competence no-competence",
    )
    rolls.withdraw_roll_change.perform(hall.clerk, two, reason="Another list.")
    refused_everywhere(judge(), rolls.confirm_roll_change, two, SEEN, by="state wrong-state")
    assert not CensusEntry.objects.exists() and not RollChangeLine.objects.exists()


def test_letters_bring_nobody_onto_the_roll_beside_it(hall: Hall) -> None:
    rows = b"number,born,name,address\nA-9,1980-05-01,Ada Chen,Mill Road 1\n"
    with pytest.raises(BadInput) as caught:
        letter_actions.write_letters.perform(
            hall.clerk, unit=hall.unit("north"), file=SimpleUploadedFile("list.csv", rows)
        )
    assert caught.value.field == "file" and "1" in str(caught.value.message)
    assert not CensusEntry.objects.exists() and not RollChange.objects.exists()


def test_moving_people_to_another_district_waits_too(hall: Hall) -> None:
    rolls.confirm_roll_change.perform(judge(), handed_in(hall), **SEEN)
    moved = handed_in(hall, LINES.replace("north", "south"))
    assert (moved.new, moved.changed, moved.by_place) == (0, 1, {"south": 1})
    assert CensusEntry.objects.filter(unit__code="north").count() == 1
    rolls.confirm_roll_change.perform(judge(), moved, **SEEN)
    assert not CensusEntry.objects.filter(unit__code="north").exists()
    # The same list again changes nothing, and asks nobody.
    handed_in(hall, LINES.replace("north", "south"))
    assert RollChange.objects.count() == 2


def test_what_one_office_began_alone_is_looked_at_afterwards(young: Hall) -> None:
    change = handed_in(young)
    assert change.state == "alone" and CensusEntry.objects.count() == 2
    confirmed_by()
    close_founding_period.perform(young.chair, founding_period())
    shown = Client().get("/residents/roll-changes/").content.decode()
    assert "no second body has looked at it yet" in shown
    rolls.refuse_roll_change.perform(judge(), change, reason="Not our residents.")
    # Whom a line confirmed keeps it; the others are gone.
    assert CensusEntry.objects.get().used_by is not None
    entry = Entry.objects.get(action="people.refuse_roll_change")
    assert '"taken_out":1' in entry.body


def test_where_nobody_else_sits_nothing_stops(hall: Hall) -> None:
    on_record.change(Office.objects.get(code="reviewer").terms.all(), ended_early_on=clock.today())
    on_record.change(
        Office.objects.get(code="council-chair").terms.all(), ended_early_on=clock.today()
    )
    assert handed_in(hall).state == "alone" and CensusEntry.objects.count() == 2


# --- at the counter -------------------------------------------------------------------------------
def at_the_counter(hall: Hall, count: int) -> None:
    for number in range(count):
        actions.verify_resident.perform(
            hall.clerk, new_name=f"Ada {number}", unit=hall.unit("north"), papers="passport"
        )


def test_a_second_body_draws_and_looks_and_a_wrong_one_ends(hall: Hall) -> None:
    at_the_counter(hall, 8)
    refused_everywhere(hall.clerk, rolls.draw_counter_checks, None, by="competence no-competence")
    rolls.draw_counter_checks.perform(judge())
    drawn = list(CounterCheck.objects.order_by("pk"))
    assert len(drawn) == rolls.LEAST
    refused_everywhere(judge(), rolls.draw_counter_checks, None, by="state nothing-new")
    mine = signed_in(judge()).get("/residents/roll-changes/").content.decode()
    names = [str(one.verification.person) for one in drawn]
    assert all(name in mine for name in names)
    for other in (Client(), signed_in(hall.parks), signed_in(hall.resident)):
        shown = other.get("/residents/roll-changes/").content.decode()
        assert not any(name in shown for name in names)
    first, second = drawn[:2]
    sent = {"result": "wrong", "words": "Nobody at that address."}
    url = action_pages.url_of(rolls.check_counter_confirmation, first)
    assert signed_in(judge()).post(url, sent).status_code == 302
    assert Verification.objects.get(pk=first.verification_id).ends < clock.today()
    rolls.check_counter_confirmation.perform(judge(), second, result="right", words="By telephone.")
    assert Verification.objects.get(pk=second.verification_id).ends > clock.today()
    refused_everywhere(
        judge(), rolls.check_counter_confirmation, second, sent, by="state wrong-state"
    )
    # What was among a draw is not drawn from again.
    at_the_counter(hall, 1)
    rolls.draw_counter_checks.perform(judge())
    assert CounterCheck.objects.count() == rolls.LEAST + 1


def test_the_draw_can_be_repeated_from_the_record(hall: Hall) -> None:
    import hashlib
    import json

    at_the_counter(hall, 9)
    rolls.draw_counter_checks.perform(judge())
    note = json.loads(Entry.objects.get(action="people.draw_counter_checks").body)["data"]
    rows = list(Verification.objects.order_by("pk").values_list("pk", flat=True))
    rows.sort(key=lambda one: hashlib.sha256(f"{note['seed']}\n{one}".encode()).digest())
    drawn = set(CounterCheck.objects.values_list("verification_id", flat=True))
    assert set(rows[: rolls.LEAST]) == drawn and note["among"] == 9

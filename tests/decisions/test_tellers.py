"""Tellers are named, join and hand in; a vote opens at its hour, for the roll of its day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import (
    actions,
    destruction,
    opening_actions,
    queries,
    roll_actions,
    tally,
    teller_actions,
    teller_files,
    timers,
)
from commonhall.decisions.votes.models import Election, Envelope, TellerParts
from commonhall.people import actors
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.residents import actions as people
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests import asking_kit
from tests.decisions.kit import (
    TELLERS,
    budget,
    cast,
    count_it,
    hand_in,
    open_it,
    parts_of,
    question,
    sign,
    signature_of,
    voter,
    with_tellers,
)
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def open_now(hall: Hall, election: Election, **given: Any) -> Election:
    values = {"closes_at": timezone.now() + 7 * DAY, **given}
    return actions.open_election.perform(hall.chair, election=election, **values).result


# --- naming and joining ---------------------------------------------------------------------------
def test_a_vote_opens_only_with_three_tellers_who_joined(hall: Hall) -> None:
    election = question(hall)
    assert refusal(lambda: open_now(hall, election)) == "tellers-missing"
    with_tellers(hall, election, 2)
    assert refusal(lambda: open_now(hall, election)) == "tellers-missing"
    person = Person.objects.create(name="Third")
    teller_actions.name_teller.perform(hall.chair, election=election, person=person)
    assert refusal(lambda: open_now(hall, election)) == "tellers-have-not-joined"
    key = teller_files.make_key()
    join = teller_actions.join_as_teller
    join.perform(actors.as_person(person), election=election, public_key=key.public.upper())
    opened = open_now(hall, election)
    assert opened.keys[3] == key.public and list(opened.keys) == [1, 2, 3]


def test_need_of_more_tellers_asks_for_more(hall: Hall) -> None:
    election = question(hall, need=4)
    with_tellers(hall, election, 3)
    assert refusal(lambda: open_now(hall, election)) == "tellers-missing"
    with pytest.raises(BadInput) as caught:
        question(hall, need=1)
    assert caught.value.field == "need"


def test_nobody_is_teller_of_a_vote_they_prepare_or_twice(hall: Hall) -> None:
    election, name = question(hall), teller_actions.name_teller
    chair = Person.objects.get(pk=hall.chair.person)
    with pytest.raises(BadInput, match="You are preparing this vote"):
        name.perform(hall.chair, election=election, person=chair)
    person = Person.objects.create(name="Teller")
    first = name.perform(hall.chair, election=election, person=person).result
    with pytest.raises(BadInput, match="already"):
        name.perform(hall.chair, election=election, person=person)
    teller_actions.step_down_as_teller.perform(actors.as_person(person), election=election)
    first.refresh_from_db()
    assert first.released
    join = teller_actions.join_as_teller
    key = teller_files.make_key().public
    stale = actors.as_person(person)
    assert refusal(lambda: join.perform(stale, election=election, public_key=key)) == "no-teller"
    assert name.perform(hall.chair, election=election, person=person).result.number == 2


@pytest.mark.parametrize("key", ["04", "xx", "04" + "0" * 128, "é" * 130])
def test_what_is_no_public_key_is_refused(hall: Hall, key: str) -> None:
    election = question(hall)
    person = Person.objects.create(name="Teller")
    teller_actions.name_teller.perform(hall.chair, election=election, person=person)
    with pytest.raises(BadInput) as caught:
        teller_actions.join_as_teller.perform(
            actors.as_person(person), election=election, public_key=key
        )
    assert caught.value.field == "public_key"


def test_two_tellers_never_have_one_key(hall: Hall) -> None:
    election = question(hall)
    (_actor, key), *_rest = with_tellers(hall, election, 1)
    person = Person.objects.create(name="Second")
    teller_actions.name_teller.perform(hall.chair, election=election, person=person)
    with pytest.raises(BadInput, match="already been used"):
        teller_actions.join_as_teller.perform(
            actors.as_person(person), election=election, public_key=key.public
        )


# --- handing in -----------------------------------------------------------------------------------
def closed(hall: Hall, votes: int = 3, first: int = 0) -> Election:
    election = open_it(hall, question(hall))
    for number in range(first, first + votes):
        cast(voter(hall, number), election, "yes")
    with clock.replay(timezone.now() + 8 * DAY):
        tally.close_if_over(election)
    election.refresh_from_db()
    return election


def test_the_system_counts_when_enough_tellers_have_handed_in(hall: Hall) -> None:
    election = closed(hall)
    assert timers.count_due() == 0
    hand_in(election, 1)
    assert (timers.count_due(), tally.missing(election)) == (0, 1)
    assert refusal(lambda: tally.tally(election)) == "parts-missing"
    assert refusal(lambda: hand_in(election, 1)) == "handed-in"
    actor, key = TELLERS[election.pk][2]
    third = parts_of(election, actor, key)
    teller_actions.hand_in_parts.perform(actor, election=election, file=third)
    assert (timers.count_due(), tally.unsigned(election)) == (0, 2)
    assert refusal(lambda: tally.tally(election)) == "signatures-missing"
    sign(election, 1)
    assert (timers.count_due(), tally.unsigned(election)) == (0, 1)
    teller_actions.sign_ballots.perform(
        actor, election=election, file=signature_of(election, actor, key)
    )
    assert timers.count_due() == 1
    election.refresh_from_db()
    assert election.result.outcome["votes"] == {"no": 0, "yes": 3}
    assert not Envelope.objects.exists() and not TellerParts.objects.exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_vote_nobody_took_part_in_decides_nothing_and_needs_no_teller(hall: Hall) -> None:
    election = closed(hall, 0)
    assert timers.count_due() == 1
    election.refresh_from_db()
    assert election.result.outcome["winners"] == []


def test_wrong_parts_are_named_and_nothing_is_kept(hall: Hall) -> None:
    election, other = closed(hall), closed(hall, 2, first=50)
    (one, key), (two, _key), _third = TELLERS[election.pk]
    good = parts_of(election, one, key)
    theirs = parts_of(other, *TELLERS[other.pk][0])
    give = teller_actions.hand_in_parts
    changed = bytearray(good.parts)
    changed[70] ^= 1
    missing = teller_files.Parts(good.vote, 1, good.set, good.parts[:-66])
    wrong = teller_files.Parts(good.vote, 1, good.set, bytes(changed))
    for actor, parts, said in (
        (one, theirs, "another vote"),
        (two, good, "another teller"),
        (one, missing, "3 envelopes"),
        (one, wrong, "1 of these parts"),
    ):
        with pytest.raises(BadInput, match=said) as caught:
            give.perform(actor, election=election, file=parts)
        assert caught.value.field == "file"
    with pytest.raises(BadInput, match="not a parts file"):
        give.perform(one, election=election, file=SimpleUploadedFile("x.json", b"{}"))
    assert not TellerParts.objects.exists()
    stranger = actors.as_person(Person.objects.create(name="No teller"))
    assert refusal(lambda: give.perform(stranger, election=election, file=good)) == "no-teller"


def test_envelopes_are_for_tellers_of_a_closed_vote_without_a_name(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    cast(voter(hall, 1), election, "yes")
    address = f"/decisions/{election.pk}/tellers/envelopes.json?all=1"
    assert Client().get(address).status_code == 302
    assert signed_in("resident").get(address).status_code == 404
    first = election.tellers.get(number=1)
    pairs = queries.envelopes_for(election, first)
    sealed = bytes(Envelope.objects.get().sealed)
    assert pairs == [(Envelope.objects.get().digest, sealed[: 65 + 82 + 32])]
    entry = Entry.objects.get(action="decisions.cast_ballot")
    assert pairs[0][0] in entry.body


def test_the_page_of_tellers_names_them_to_office_and_tellers_only(hall: Hall) -> None:
    election = question(hall)
    client = signed_in("chair", hall.chair.ref)
    told = {"person": "clerk@example.org"}
    assert client.post(f"/decisions/{election.pk}/name-teller/", told).status_code == 302
    address = f"/decisions/{election.pk}/tellers/"
    assert "clerk" in client.get(address).content.decode()
    assert "clerk" not in Client().get(address).content.decode()
    mine = signed_in("clerk").get(address).content.decode()
    assert "You are teller 1 for this vote" in mine and "join-as-teller" in mine
    assert (
        "Join with your key" in signed_in("clerk").get(election.get_absolute_url()).content.decode()
    )


def test_a_teller_who_is_erased_leaves_no_name(hall: Hall) -> None:
    election = question(hall)
    (actor, _key), *_rest = with_tellers(hall, election)
    people.erase_me.perform(actor, words=True)
    assert election.tellers.get(number=1).person is None
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


# --- hours and the roll ---------------------------------------------------------------------------
def on_the_list(hall: Hall, number: int, unit: str = "north") -> None:
    key = census_key(f"L-{number}", date(1990, 1, 1))
    CensusEntry.objects.create(key=key, unit=hall.unit(unit))


def verified(number: int) -> Any:
    person = actors.as_person(Person.objects.create(name=f"Listed {number}"))
    people.verify_by_census.perform(person, number=f"L-{number}", born=date(1990, 1, 1))
    return person


def test_a_vote_opens_at_its_hour_by_the_clock(hall: Hall) -> None:
    election, now = question(hall), timezone.now()
    with_tellers(hall, election)
    open_now(hall, election, opens_at=now + 2 * DAY, closes_at=now + 5 * DAY)
    election.refresh_from_db()
    assert election.state == "scheduled" and timers.open_due() == 0
    assert refusal(
        lambda: opening_actions.begin_election.perform(actors.system(), election=election)
    ) == ("not-due")
    with clock.replay(now + 2 * DAY + timedelta(minutes=1)):
        assert timers.open_due() == 2
        election.refresh_from_db()
        assert election.state == "open" and timers.open_due() == 0
        cast(voter(hall, 1), election, "yes")
    with clock.replay(now + 5 * DAY):
        assert timers.close_due() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"opens_at": -1, "closes_at": 5}, "opens_at"),
        ({"opens_at": 3, "closes_at": 3}, "closes_at"),
        ({"closes_at": -1}, "closes_at"),
        ({"opens_at": 3, "closes_at": 5, "roll_day": 4}, "roll_day"),
        ({"closes_at": 5, "roll_day": -1}, "roll_day"),
    ],
)
def test_wrong_hours_and_days_are_named(hall: Hall, given: dict[str, int], field: str) -> None:
    election, now = question(hall), timezone.now()
    with_tellers(hall, election)
    values: dict[str, Any] = {name: now + days * DAY for name, days in given.items()}
    if "roll_day" in given:
        values["roll_day"] = clock.today() + given["roll_day"] * DAY
    with pytest.raises(BadInput) as caught:
        open_now(hall, election, **values)
    assert caught.value.field == field
    election.refresh_from_db()
    assert election.state == "draft"


def test_everybody_on_the_list_may_vote_with_an_account_or_without(hall: Hall) -> None:
    for number in range(5):
        on_the_list(hall, number, "north" if number < 3 else "south")
    early = verified(0)
    election = open_it(hall, question(hall, unit=hall.unit("north")))
    assert election.eligible == 3
    assert cast(early, election, "yes") and cast(verified(1), election, "yes")
    assert queries.eligible(election) == 3
    whole = open_it(hall, question(hall))
    assert whole.eligible == 5


def test_a_line_of_another_place_takes_nobody_off_the_roll(hall: Hall) -> None:
    for number in range(2):
        on_the_list(hall, number, "south")
    voters = asking_kit.confirmed(hall, 3)
    election = open_it(hall, question(hall, unit=hall.unit("north")))
    assert election.eligible == 3
    # While the vote runs, two of them show letters that went to where they lived before.
    for line, who in zip(CensusEntry.objects.all(), voters, strict=False):
        CensusEntry.objects.filter(pk=line.pk).update(used_by=who.person)
    assert queries.eligible(election) == 3
    assert cast(voters[0], election, "yes") and cast(voters[2], election, "yes")


def test_whoever_comes_onto_the_roll_after_its_day_has_no_part(hall: Hall) -> None:
    on_the_list(hall, 0)
    election, now = question(hall), timezone.now()
    with_tellers(hall, election)
    open_now(
        hall, election, opens_at=now + 3 * DAY, closes_at=now + 9 * DAY, roll_day=clock.today()
    )
    assert timers.open_due() == 1
    election.refresh_from_db()
    assert (election.state, election.eligible) == ("scheduled", 1)
    on_the_list(hall, 1)
    with clock.replay(now + 3 * DAY + timedelta(minutes=1)):
        timers.open_due()
        election.refresh_from_db()
        assert cast(verified(0), election, "yes")
        late = verified(1)
        assert refusal(lambda: cast(late, election, "yes")) == "not-on-the-roll"
    with clock.replay(now + 9 * DAY):
        timers.close_due()
    election.refresh_from_db()
    assert election.eligible == 1


def test_a_late_voter_is_admitted_by_two_officials_and_their_number_published(hall: Hall) -> None:
    election, now = question(hall), timezone.now()
    with_tellers(hall, election)
    open_now(hall, election, closes_at=now + 9 * DAY)
    election.refresh_from_db()
    propose, admit = roll_actions.propose_voter, roll_actions.admit_voter
    with clock.replay(now + 2 * DAY):
        on_the_list(hall, 1)
        late = verified(1)
        assert refusal(lambda: cast(late, election, "yes")) == "not-on-the-roll"
        person = Person.objects.get(pk=late.person)
        given = {
            "election": election,
            "person": person,
            "reason": "Moved in May; the list was late.",
        }
        assert refusal(lambda: propose.perform(hall.parks, **given)) == "no-competence"
        asked = propose.perform(hall.clerk, **given).result
        assert refusal(lambda: cast(late, election, "yes")) == "not-on-the-roll"
        with pytest.raises(BadInput, match="already been proposed"):
            propose.perform(hall.clerk, **given)
        with pytest.raises(BadInput, match="Another official"):
            admit.perform(hall.clerk, election=election, late_voter=asked)
        made = body_actions.establish_office.perform(
            hall.chair, hall.body("hall"), code="second-desk", names=texts("Second desk")
        ).result
        desk = Office.objects.select_related("body").get(pk=made.pk)
        second = Person.objects.create(name="Second")
        day = clock.today()
        body_actions.appoint.perform(
            hall.chair, office=desk, person=second, starts=day, ends=day + 99 * DAY
        )
        admit.perform(actors.as_office(second, desk), election=election, late_voter=asked)
        assert cast(late, election, "yes")
    result = count_it(election, 9)
    election.refresh_from_db()
    assert (result.ballots, election.admitted, election.eligible) == (1, 1, 1)
    page = Client().get(election.get_absolute_url()).content.decode()
    assert "admitted after the roll was fixed" in page
    assert "Moved in May" not in page + repr(list(Entry.objects.values()))


# --- ballots and rules ----------------------------------------------------------------------------
def test_a_ballot_names_no_more_of_one_district_than_allowed(hall: Hall) -> None:
    election = open_it(hall, budget(hall, most_per_place=1))
    with pytest.raises(BadInput, match="Choose up to 1 in one district"):
        cast(voter(hall, 1), election, "a", "c")
    cast(voter(hall, 2), election, "a", "b")
    result = count_it(election)
    assert (result.ballots, result.spoilt) == (1, 0)
    election.refresh_from_db()
    assert queries.recount(election) == result.outcome


def test_the_completion_is_chosen_where_the_rule_has_one(hall: Hall) -> None:
    assert budget(hall).completion == "add1u"
    assert budget(hall, completion="none").completion == "none"
    with pytest.raises(BadInput) as caught:
        budget(hall, rule="greedy", completion="add1")
    assert caught.value.field == "completion"


# --- destruction ----------------------------------------------------------------------------------
def test_what_a_database_role_may_not_do_is_said_and_stops_nothing(
    monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    class Cursor:
        def __enter__(self) -> Cursor:
            return self

        def __exit__(self, *_rest: Any) -> None:
            pass

        description = None
        size = 0

        def fetchone(self) -> tuple[int, bool]:
            return self.size, False

        def execute(self, step: str) -> None:
            if step.startswith(("SELECT", "SET LOCAL")):
                return
            asked.append(step)
            if step == "CHECKPOINT":
                raise DatabaseError("permission denied to execute CHECKPOINT command\n")

    class Ordinary:
        vendor, in_atomic_block = "postgresql", False
        cursor = Cursor

    monkeypatch.setattr(destruction, "connection", Ordinary)
    monkeypatch.setattr(destruction.transaction, "atomic", lambda **_options: nullcontext())
    left = destruction.envelopes([1])
    emptied = [step for step in asked if step.startswith(("LOCK", "TRUNCATE", "CHECKPOINT"))]
    assert emptied == [
        "LOCK TABLE decisions_envelope IN ACCESS EXCLUSIVE MODE",
        "TRUNCATE decisions_envelope",
        "LOCK TABLE decisions_tellerparts IN ACCESS EXCLUSIVE MODE",
        "TRUNCATE decisions_tellerparts",
        "CHECKPOINT",
    ]
    assert not left and "permission denied to execute CHECKPOINT" in caplog.text
    monkeypatch.setattr(Cursor, "size", 8192)
    assert destruction.envelopes([1]) == [
        "decisions_envelope holds bytes",
        "decisions_tellerparts holds bytes",
    ]

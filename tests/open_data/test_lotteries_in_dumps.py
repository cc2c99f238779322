"""A lottery is drawn again from the dump alone, and whoever runs the hall cannot publish another draw unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commonhall.core import clock
from commonhall.decisions.lotteries import seed_actions, sources, timers
from commonhall.methods import beacons
from commonhall.open_data import dump_verification
from commonhall.record import entry_format, sequencer
from tests import kept_dumps
from tests.decisions import lots
from tests.kit import found_hall
from tests.open_data.test_dump import alter, not_derived
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def dumped(home: Path, tmp_path: Path) -> Path:
    """Places drawn by the tests' beacon, one accepted; more by the numbers of a public draw."""
    return kept_dumps.kept("lotteries", home, tmp_path / "dump", _drawn)


def _drawn() -> None:
    hall = found_hall()
    by_beacon = lots.places(hall)
    by_numbers = lots.places(
        hall,
        source="numbers",
        draw_names=texts("National Lottery"),
        draws_at=timezone.now() + timedelta(days=8),
        numbers_count=6,
        numbers_most=49,
    )
    people = [lots.entrants(hall, one, 5) for one in (by_beacon, by_numbers)]
    lots.draw(by_beacon)
    lots.answer(people[0][by_beacon.tickets.filter(state="drawn")[0].code], by_beacon)
    lots.freeze(by_numbers)
    with clock.replay(timezone.now() + timedelta(days=8, minutes=1)):
        for who in (hall.clerk, hall.parks):
            seed_actions.enter_numbers.perform(who, lottery=by_numbers, numbers="03 07 12 25 33 41")
        timers.draw_due()
    sequencer.sequence_once()


def test_both_follow_from_the_dump_alone(dumped: Path) -> None:
    report, derived = dump_verification.verify(dumped)
    assert report.ok, report.as_text()
    assert derived["lotteries"] == 2


def test_a_ticket_added_to_or_taken_from_a_frozen_list_is_found(dumped: Path) -> None:
    listed = '"type":"decisions.ticket"'
    alter(dumped, lambda line: "" if listed in line and '"state":"listed"' in line else line)
    assert "do not give the root of the frozen list" in not_derived(dumped)


def drawn_states(folder: Path, change: Any, source: str = "beacon") -> str:
    """Change the published states of a lottery once it was drawn, as whoever runs the hall could; what is found."""

    def changed(line: str) -> str:
        entry, _, text = line.partition(" ")
        said = json.loads(text)
        state = said["state"]
        if said["type"] != "decisions.lottery" or not state["seed"] or state["source"] != source:
            return line
        change(state)
        return f"{entry} {json.dumps(said, separators=(',', ':'), sort_keys=True)}\n"

    alter(folder, changed)
    return not_derived(folder)


def seeded(state: dict[str, Any], number: int, signature: str) -> None:
    """Let a lottery's states fit another round."""
    state["round"] = number
    state["seed_from"] = {"round": number, "signature": signature, "previous": ""}
    state["seed"] = f"{state['root']}\n{beacons.randomness(signature)}"


def test_a_round_swapped_after_the_opening_is_found(dumped: Path) -> None:
    """Whoever runs the hall waits for a round that suits, names it as if it had been named, and draws anew."""

    def swap(state: dict[str, Any]) -> None:
        later = state["round"] + 20
        seeded(state, later, lots.sign(later))
        moment = datetime.fromtimestamp(lots.CHAIN.time_of(later), UTC)
        state.update(
            beacon={**state["beacon"], "round": later}, draws_at=entry_format.moment(moment)
        )

    said = drawn_states(dumped, swap)
    assert "beacon is not what the opening said" in said
    assert "draws_at is not what the opening said" in said


def test_another_round_than_the_named_one_is_found(dumped: Path) -> None:
    def other(state: dict[str, Any]) -> None:
        seeded(state, state["round"] + 1, lots.sign(state["round"] + 1))

    assert "is not the one named at the opening" in drawn_states(dumped, other)


def test_a_list_said_to_be_late_so_that_a_later_round_counts_is_found(dumped: Path) -> None:
    def late(state: dict[str, Any]) -> None:
        moment = entry_format.parse_moment(state["ready_at"]) + timedelta(days=1)
        state["ready_at"] = entry_format.moment(moment)
        number = state["round"] + 24 * 60 * 60 // 3
        seeded(state, number, lots.sign(number))

    said = drawn_states(dumped, late)
    assert "is not that of the entry on the record" in said
    assert "is not the one named" not in said


def test_a_signature_of_another_beacon_is_found(dumped: Path) -> None:
    def forge(state: dict[str, Any]) -> None:
        seeded(state, state["round"], lots.sign(state["round"], secret=8))

    said = drawn_states(dumped, forge)
    assert "is not that of the round named at the opening" in said
    assert "not made from the frozen list" not in said


def test_a_beacon_of_the_halls_own_is_found(dumped: Path) -> None:
    """Its maker knows every round beforehand; states and draw fit together, and the opening names it, too."""
    own = replace(lots.CHAIN, genesis=lots.CHAIN.genesis - 3)
    alter(dumped, lambda line: line.replace(lots.CHAIN.hash, own.hash))
    assert "none of the public ones that this program knows" in not_derived(dumped)


def test_a_place_given_to_another_ticket_is_found(dumped: Path) -> None:
    accepted = '"state":"accepted"'
    alter(dumped, lambda line: line.replace(accepted, '"state":"listed"'))
    assert "give places to others" in not_derived(dumped)


def test_numbers_other_than_two_offices_entered_are_found(dumped: Path) -> None:
    other = "03 07 12 25 33 42"

    def change(state: dict[str, Any]) -> None:
        for one in state["entries"]:
            one["numbers"] = other
        state["seed_from"] = {"numbers": other}
        state["seed"] = f"{state['root']}\n{other}"

    said = drawn_states(dumped, change, "numbers")
    assert "are not those it entered" in said and "not made from the frozen list" not in said


def test_numbers_of_one_office_or_of_the_holder_are_found(dumped: Path) -> None:
    def change(state: dict[str, Any]) -> None:
        state["entries"][1]["body"] = state["body_id"]

    assert "by two other offices" in drawn_states(dumped, change, "numbers")


def test_numbers_in_another_spelling_are_found(dumped: Path) -> None:
    spelled = "3 7 12 25 33 41"

    def change(state: dict[str, Any]) -> None:
        for one in state["entries"]:
            one.update(sources_entry(one, spelled))
        state["seed_from"] = {"numbers": spelled}
        state["seed"] = f"{state['root']}\n{spelled}"

    assert "not written in the stated form" in drawn_states(dumped, change, "numbers")


def sources_entry(one: dict[str, Any], numbers: str) -> dict[str, Any]:
    made = sources.entry(one["body"], one["nonce"], numbers)
    return {**made, "numbers": numbers}

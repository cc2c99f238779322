"""A hall shows whoever follows it another record, a shorter one, or one that nobody else has seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.record import notes
from commonhall.record.following import Look
from commonhall.record.following_state import State
from tests.record.foreign import ForeignLog, OtherWitness, policy_of
from tests.record.shown import NOW, SIGNED, Hall, look


@pytest.fixture
def hall() -> Hall:
    return Hall(ForeignLog().grow(12))


@pytest.fixture
def state(hall: Hall) -> State:
    found = State("https://other.example", keys=[str(hall.log.key)])
    assert look(hall, found) == set()
    return found


def test_a_log_that_grows_is_followed(hall: Hall, state: State) -> None:
    for size in (12, 13, 64, 65, 300):
        hall.log.grow(size - len(hall.log.leaves))
        assert look(hall, state) == set()
        assert state.logs["other.example/record"].size == size


def test_a_shorter_log_is_an_alarm_and_what_was_seen_stays(hall: Hall, state: State) -> None:
    hall.size = 11
    assert look(hall, state) == {"rolled_back"}
    assert state.logs["other.example/record"].size == 12
    assert len(state.evidence) == 1 and all(state.evidence[0])
    assert look(hall, state) == {"rolled_back"}
    hall.size = None
    assert look(hall, state) == set()


@pytest.mark.parametrize("more", [0, 1, 30])
@pytest.mark.parametrize("proves", [True, False])
def test_another_history_is_an_alarm(hall: Hall, state: State, more: int, proves: bool) -> None:
    hall.log = hall.log.fork(5).grow(7 + more, "another")
    hall.proves = proves
    expected = "split_view" if proves or not more else "unproved"
    assert look(hall, state) == {expected}
    assert state.logs["other.example/record"].size == 12
    # Once the right one is shown again, it goes on; what convicts is kept.
    hall.log, hall.proves = ForeignLog().grow(20), True
    assert look(hall, state) == set()
    assert bool(state.evidence) is (expected == "split_view")


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 39))
def test_whatever_is_shown_the_follower_stays_on_one_history(
    first: int, more: int, where: int
) -> None:
    log = ForeignLog().grow(first)
    hall, state = Hall(log), State("https://other.example", keys=[str(log.key)])
    assert look(hall, state) == set()
    hall.log = log.fork(min(where, first)).grow(first + more - min(where, first), "another")
    codes = look(hall, state)
    assert (codes == set()) is (hall.log.root(first) == log.root(first))


def test_a_changed_key_and_a_broken_signature_are_told_apart(hall: Hall, state: State) -> None:
    stolen = ForeignLog(number=9)
    stolen.leaves = hall.log.leaves
    hall.log, real = stolen, hall.log
    hall.rows[0]["keys"] = [str(stolen.key)]
    assert look(hall, state) == {"key_changed"}
    hall.log = real
    hall.cosigned[12] = real.note().replace("\n12\n", "\n13\n", 1)
    assert look(hall, state) == {"signature_wrong"}
    other = ForeignLog("third.example/record").grow(12)
    hall.cosigned[12] = other.note()
    assert look(hall, state) == {"signature_wrong"}


def test_nothing_published_is_no_alarm_until_something_was(hall: Hall, state: State) -> None:
    hall.checkpoint = lambda _number: ""  # type: ignore[method-assign]
    new = State("https://other.example", keys=[str(hall.log.key)])
    at = Look(hall, new, NOW)
    assert at.run() == [] and "nothing yet" in at.notices[0]
    assert look(hall, state) == {"signature_wrong"}


def test_a_log_that_vanishes_is_an_alarm(hall: Hall, state: State) -> None:
    hall.rows[0]["origin"] = "other.example/record/2"
    assert "log_gone" in look(hall, state)
    hall.rows.clear()
    assert look(hall, state) == {"no_log", "log_gone"}


def test_a_restore_that_the_record_admits_is_said_and_no_alarm(hall: Hall, state: State) -> None:
    lost = hall.log.note()
    second = ForeignLog("other.example/record/2").grow(2)
    hall.rows.append({"origin": second.signer.name, "keys": [], "predecessor": lost})
    first, hall.size = hall.log, 4
    shown = {1: first, 2: second}
    hall.checkpoint = lambda number: shown[number].note(4 if number == 1 else None)  # type: ignore[method-assign]
    at = Look(hall, state, NOW)
    assert at.run() == [] and "admits" in at.notices[0]
    # Another end than the one that was seen is no admission.
    hall.rows[1]["predecessor"] = first.fork(3).grow(9, "another").note()
    assert look(hall, state) == {"rolled_back"}


# --- the witnesses ----------------------------------------------------------------------------------
@pytest.fixture
def witnesses() -> list[OtherWitness]:
    return [OtherWitness(f"w{number}.example", number) for number in (1, 2, 3)]


@pytest.fixture
def watched(hall: Hall, state: State, witnesses: list[OtherWitness]) -> State:
    """Two of three witnesses are demanded, and have cosigned."""
    state.policy = str(policy_of(2, *witnesses))
    hall.cosign(12, *witnesses)
    assert look(hall, state) == set()
    return state


def test_missing_cosignatures_are_an_alarm_after_an_hour(
    hall: Hall, watched: State, witnesses: list[OtherWitness]
) -> None:
    hall.log.grow(3)
    assert look(hall, watched) == set()
    assert look(hall, watched, NOW + timedelta(hours=2)) == {"unwitnessed"}
    hall.cosign(15, witnesses[0])
    assert look(hall, watched, NOW + timedelta(hours=2)) == {"unwitnessed"}
    hall.cosign(15, *witnesses[:2])
    assert look(hall, watched, NOW + timedelta(hours=2)) == set()
    # A busy hall whose newest checkpoint is never the one cosigned is no alarm.
    for hours in (3, 5, 7):
        hall.log.time = SIGNED + hours * 3600
        hall.cosign(len(hall.log.leaves), *witnesses)
        hall.log.grow(1)
        assert look(hall, watched, NOW + timedelta(hours=hours)) == set()


def test_a_forged_cosignature_is_an_alarm(
    hall: Hall, watched: State, witnesses: list[OtherWitness]
) -> None:
    hall.log.grow(1)
    key = witnesses[0].key
    line = notes.Signature(key.name, key.key_id, SIGNED.to_bytes(8) + bytes(64)).line()
    hall.cosigned[13] = hall.log.note() + line
    assert look(hall, watched) == {"cosignature_wrong"}


def test_a_view_made_for_the_follower_alone_is_given_away_by_a_witness(
    hall: Hall, watched: State, witnesses: list[OtherWitness]
) -> None:
    """The hall shows the witnesses one history and the follower another, both from what the follower saw."""
    honest = hall.log
    public = Hall(honest.fork(12).grow(5, "public"))
    public.cosign(17, *witnesses)
    hall.log = honest.fork(12).grow(5, "private")
    hall.seen = public.seen
    assert look(hall, watched) == {"split_view"}
    assert any(public.seen["https://w1.example"] in pair for pair in watched.evidence)


def test_a_hall_that_holds_back_its_end_is_given_away_by_a_witness(
    hall: Hall, watched: State, witnesses: list[OtherWitness]
) -> None:
    hall.log.grow(5)
    hall.cosign(17, *witnesses)
    hall.size = 12
    assert look(hall, watched) == {"held_back"}


def test_a_witness_that_is_away_or_talks_nonsense_is_no_alarm(
    hall: Hall, watched: State, witnesses: list[OtherWitness]
) -> None:
    hall.seen = {"https://w1.example": "nonsense\n", "https://w2.example": hall.log.note()}
    at = Look(hall, watched, NOW)
    assert at.run() == [] and len(at.notices) == 3

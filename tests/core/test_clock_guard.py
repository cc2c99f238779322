"""A clock that jumped is refused at the gate, said so, and accepted again by an operator alone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonhall.core import clock_guard, running_time
from commonhall.core.models import Beat
from commonhall.core.refusals import Refused
from commonhall.record import entries, health, sequencer
from commonhall.record.models import Entry
from commonhall.site import cli
from commonhall.site.commands import timer
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(home: Any) -> Hall:
    return found_hall()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the machine's clock ahead (or back) by a span."""

    def set_by(span: timedelta) -> None:
        real = datetime.now(timezone.get_default_timezone())
        monkeypatch.setattr(timezone, "now", lambda: real + span)
        monkeypatch.setattr(entries, "_now", lambda: real + span)

    monkeypatch.setattr(clock_guard, "_well_at", None)
    return set_by


def test_a_clock_that_went_back_records_nothing_not_even_the_refusal(
    hall: Hall, clock: Any
) -> None:
    before = Entry.objects.count()
    clock(timedelta(minutes=-30))
    with pytest.raises(Refused, match="the record's last entry is from") as refusal:
        hall.raise_case()
    assert refusal.value.code == "clock-jumped" and Entry.objects.count() == before
    clock(timedelta())
    hall.raise_case()
    assert Entry.objects.count() == before + 1


def test_a_clock_that_ran_ahead_of_the_last_sign_of_life_is_refused(hall: Hall, clock: Any) -> None:
    assert clock_guard.note()
    clock(timedelta(hours=71))
    clock_guard.refuse_if_wrong()
    clock(timedelta(hours=73))
    clock_guard._well_at = None
    with pytest.raises(Refused, match="the hall last ran on"):
        hall.raise_case()
    # The timer must not take the wrong time for a sign of life, nor do what seems due.
    seen = Beat.objects.get(name=clock_guard.SEEN).at
    turn = timer.Turn()
    turn()
    assert not turn.mine and Beat.objects.get(name=clock_guard.SEEN).at == seen


def test_an_operator_accepts_the_time(hall: Hall, clock: Any, capsys: Any) -> None:
    clock_guard.note()
    clock(timedelta(hours=80))
    assert cli.main(["clock", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["trusted"] is False
    assert cli.main(["clock", "--accept"]) == 0
    hall.raise_case()
    # The clock was wrong after all and goes back: the entries of the future are named, and can be accepted.
    clock(timedelta())
    clock_guard._well_at = None
    with pytest.raises(Refused, match="the record's last entry"):
        hall.raise_case()
    assert cli.main(["clock"]) == 1 and "commonhall clock --accept" in capsys.readouterr().out
    assert cli.main(["clock", "--accept"]) == 0
    hall.raise_case()


def test_a_clock_that_went_back_behind_the_last_sign_of_life_is_refused(
    hall: Hall, clock: Any
) -> None:
    clock(timedelta(hours=2))
    clock_guard.note()
    clock(timedelta(minutes=5))
    with pytest.raises(Refused, match="the hall last ran on"):
        hall.raise_case()


def test_a_clock_that_moves_under_a_running_process_is_noticed_at_once(
    hall: Hall, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_guard.note()
    clock_guard.refuse_if_wrong()
    asked: list[int] = []
    monkeypatch.setattr(clock_guard, "trouble", lambda: asked.append(1) or "")
    clock_guard.refuse_if_wrong()
    assert not asked
    wall = clock_guard.time.time
    monkeypatch.setattr(clock_guard.time, "time", lambda: wall() + 120)
    clock_guard.refuse_if_wrong()
    assert asked


def test_a_new_hall_and_a_span_of_zero_ask_nothing_of_the_clock(clock: Any, settings: Any) -> None:
    assert clock_guard.trouble() == ""
    settings.CLOCK_JUMP_HOURS = 0
    clock_guard.note()
    assert clock_guard.trouble(timezone.now() + timedelta(days=4000)) == ""


# --- the machine's own running time ----------------------------------------------------------------
@pytest.fixture
def machine(home: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine that has run for so long, with a clock that was moved by so much."""

    def runs(seconds: float, clock_moved: float = 0, boot: str = "first") -> None:
        began = 1_790_000_000.0
        monkeypatch.setattr(running_time, "now", lambda: (boot, seconds))
        monkeypatch.setattr(running_time.time, "time", lambda: began + seconds + clock_moved)
        monkeypatch.setattr(running_time, "_kept_at", None)
        monkeypatch.setattr(clock_guard, "_well_at", None)

    return runs


def test_a_clock_moved_ahead_while_the_machine_runs_is_refused_within_the_hour(
    machine: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step that once post-dated entries for ever: less than the days a hall may be off."""
    hall, before = found_hall(), Entry.objects.count()
    machine(100)
    hall.raise_case()
    # It goes on, sleeps, and may be put right by a little.
    machine(8000, clock_moved=500)
    hall.raise_case()
    machine(8100, clock_moved=500 + 11 * 60)
    with pytest.raises(Refused, match="it has been running long enough") as refusal:
        hall.raise_case()
    assert refusal.value.code == "clock-jumped" and Entry.objects.count() == before + 2
    # The record signs nothing at that time either, and says so.
    monkeypatch.setattr(sequencer, "_clock_trouble", clock_guard.trouble)
    with pytest.raises(sequencer.SequencerError, match="running long enough"):
        sequencer.sequence_once()
    assert health.status().alarm == "clock-jumped"
    # Set right, it goes on by itself.
    machine(8200, clock_moved=500)
    hall.raise_case()
    sequencer.sequence_once()
    assert health.status().alarm == ""


def test_the_step_is_confirmed_by_an_operator(machine: Any) -> None:
    hall = found_hall()
    machine(100)
    hall.raise_case()
    machine(200, clock_moved=7200)
    assert cli.main(["clock"]) == 1
    assert cli.main(["clock", "--accept"]) == 0
    hall.raise_case()


def test_another_run_of_the_machine_and_a_broken_file_are_no_evidence(
    machine: Any, settings: Any
) -> None:
    machine(100)
    clock_guard.refuse_if_wrong()
    machine(5, clock_moved=7200, boot="second")
    clock_guard.refuse_if_wrong()
    (settings.COMMONHALL_HOME / running_time.FILE).write_text("{")
    machine(6, clock_moved=90_000, boot="second")
    clock_guard.refuse_if_wrong()
    machine(7, clock_moved=900_000, boot="second")
    settings.CLOCK_STEP_MINUTES = 0
    clock_guard.refuse_if_wrong()

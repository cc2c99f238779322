"""The roll's keys: apart from the session secret, rotated without losing a line, let go when nothing needs them."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from commonhall.core.refusals import Refused
from commonhall.people.actors import as_person
from commonhall.people.residents import actions as residents
from commonhall.people.residents import roll_keys, slip_actions, slips
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.site.cli import main
from tests.kit import Hall, found_hall, person

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 1)
LINES = "number,born\nA-1,1980-05-01\nA-2,1980-05-01\n"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def bring(hall: Hall) -> Any:
    return residents.import_census.perform(hall.clerk, unit=hall.unit("north"), lines=LINES).result


def verify(who: Any, number: str) -> Any:
    return residents.verify_by_census.perform(who, number=number, born=BORN)


def test_they_are_apart_from_the_session_secret_and_for_their_owner_only(
    hall: Hall, settings: Any
) -> None:
    before = census_key("A-1", BORN)
    settings.SECRET_KEY = "another secret"
    assert census_key("A-1", BORN) == before
    file = Path(settings.COMMONHALL_HOME) / "keys" / "roll_keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_rotated_the_old_lines_count_and_come_under_the_new_key_when_brought_in(
    hall: Hall,
) -> None:
    bring(hall)
    verify(hall.resident, "A-1")
    assert main(["roll", "rotate"]) == 0
    # Under the older key still: used ones stay used, free ones serve.
    other = as_person(person("other"))
    with pytest.raises(Refused):
        verify(other, "A-1")
    again = bring(hall)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert {one.roll_key for one in CensusEntry.objects.all()} == {"2"}
    with pytest.raises(Refused):
        verify(other, "A-1")
    verify(hall.resident, "A-1")
    verify(other, "A-2")


def test_a_slip_given_before_is_joined_after(hall: Hall) -> None:
    printed = slips.give(Person.objects.create(name="Ada"), None)
    roll_keys.rotate()
    slip_actions.join_slip.perform(hall.resident, code=printed.code)


def test_a_key_is_let_go_only_when_nothing_needs_it(hall: Hall, capsys: Any) -> None:
    bring(hall)
    verify(hall.resident, "A-1")
    assert main(["roll", "forget", "1"]) == 2 and "is the newest" in capsys.readouterr().err
    main(["roll", "rotate"])
    assert main(["roll", "forget", "1", "--lose-unused"]) == 2
    assert "1 lines under key 1 have confirmed somebody" in capsys.readouterr().err
    bring(hall)
    assert main(["roll", "forget", "1"]) == 0
    capsys.readouterr()
    main(["roll", "status", "--json"])
    told = json.loads(capsys.readouterr().out)["keys"]
    assert [(one["name"], one["lines"], one["lines_used"]) for one in told] == [("2", 2, 1)]
    assert main(["roll", "forget", "9"]) == 2


def test_what_nobody_used_is_lost_only_if_asked_for(hall: Hall, capsys: Any) -> None:
    bring(hall)
    roll_keys.rotate()
    assert main(["roll", "forget", "1"]) == 2 and "--lose-unused" in capsys.readouterr().err
    assert CensusEntry.objects.count() == 2
    assert main(["roll", "forget", "1", "--lose-unused"]) == 0
    assert not CensusEntry.objects.exists()


def test_they_may_stand_in_a_setting(hall: Hall, settings: Any, capsys: Any) -> None:
    settings.ROLL_KEYS = f"2:{'b' * 40},1:{'a' * 40}"
    assert [key.name for key in roll_keys.every()] == ["2", "1"]
    assert main(["roll", "rotate"]) == 2 and "COMMONHALL_ROLL_KEYS" in capsys.readouterr().err
    settings.ROLL_KEYS = "1:short"
    with pytest.raises(ImproperlyConfigured):
        roll_keys.every()

"""A framework's own lines are minimum standards: below one, the alarm is raised, whatever else goes well there; it does not
go away because the body that must mend it reports a better number, or because the framework is changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.editions.timers import follow_lines, publish_editions
from commonhall.evaluation.frameworks import actions as framework_actions
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.series.models import Series
from commonhall.open_data import dump, dump_verification
from commonhall.record import sequencer
from commonhall.services.minimum_standards import actions
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from tests.evaluation import kit
from tests.kit import MEASURED, Hall

pytestmark = pytest.mark.django_db
LINE = '\n[hall.lines.poverty]\nbody = "parks"\ndays = 20\n'


@pytest.fixture
def hall(home: Path) -> Hall:
    made = kit.old_hall()
    kit.measured(made)
    return made


def pack(lines: str = LINE) -> str:
    text = packs.ready()["social-governance"].replace("[hall]\n", "[hall]\nleast = 1\n", 1)
    return text.replace('every = "quarter"', 'every = "month"') + lines


def poor(hall: Hall, **by_unit: str) -> None:
    kit.report(
        hall, Series.objects.get(code="poverty"), kit.last_month() + timedelta(days=1), **by_unit
    )


def publish(months: int = 0) -> None:
    """What is due on the thirteenth of this month, or of a later one."""
    day = clock.today().replace(day=1)
    for _step in range(months):
        day = (day + timedelta(days=32)).replace(day=1)
    with clock.replay(kit.noon(day + timedelta(days=12))):
        publish_editions()
        follow_lines()


def line() -> MinimumStandard:
    return MinimumStandard.objects.get(source__endswith="#poverty", ended_on=None)


def test_below_a_line_of_a_framework_the_alarm_is_raised(hall: Hall) -> None:
    framework = kit.set_framework(hall, pack(), kit.last_month())
    standard = line()
    assert (standard.threshold, standard.at_least, standard.body.code) == (30, False, "parks")
    # What counts broken minimum standards has alarms of its own.
    assert MinimumStandard.objects.count() == 1
    poor(hall, north="12", south="34.004")
    publish()
    alarm = Alarm.objects.get()
    assert (alarm.unit.code, alarm.value, alarm.case.body.code) == (
        "south",
        Decimal("34.01"),
        "parks",
    )
    assert (alarm.due_on - alarm.opened_at.date()).days == 20
    page = Client().get(framework.get_absolute_url()).content.decode()
    assert standard.get_absolute_url() in page and "20 days to put it right" in page
    shown = Client().get(standard.get_absolute_url()).content.decode()
    assert framework.get_absolute_url() in shown and ">broken<" in shown.replace("\n", "")
    follow_lines()
    assert standard.values.count() == 2


def test_the_body_that_must_mend_it_ends_nothing_by_reporting_a_better_number(hall: Hall) -> None:
    kit.set_framework(hall, pack(), kit.last_month())
    poor(hall, south="35")
    publish()
    kit.report(hall, Series.objects.get(code="poverty"), clock.today(), south="10")
    publish(1)
    alarm = Alarm.objects.get()
    assert alarm.ended_at is None and alarm.claimed is not None
    assert alarm.claimed.body == hall.body("parks")
    with pytest.raises(Refused):
        actions.confirm_value.perform(hall.parks, line(), unit=hall.unit("south"), seen="Done.")
    actions.confirm_value.perform(hall.chair, line(), unit=hall.unit("south"), seen="I was there.")
    assert Alarm.objects.get().ended_at is not None


def test_what_somebody_else_reports_ends_it(hall: Hall) -> None:
    kit.set_framework(hall, pack(""), kit.last_month())
    assert line().body.code == "council"
    poor(hall, south="35")
    publish()
    kit.report(hall, Series.objects.get(code="poverty"), clock.today(), south="10")
    publish(1)
    assert Alarm.objects.get().ended_at is not None


def test_nobody_types_its_values_or_ends_it_alone(hall: Hall) -> None:
    kit.set_framework(hall, pack(), kit.last_month())
    given = {"unit": hall.unit("south"), "value": Decimal(1), **MEASURED}
    with pytest.raises(Refused, match="series"):
        actions.report_value.perform(hall.parks, line(), **given)
    with pytest.raises(Refused, match="framework"):
        actions.end_minimum_standard.perform(hall.chair, line())


def test_a_milder_framework_does_not_end_the_alarm(hall: Hall) -> None:
    kit.set_framework(hall, pack(), kit.last_month())
    poor(hall, south="35")
    publish()
    milder = pack().replace("floor = 30", "floor = 39")
    assert milder != pack()
    kit.set_framework(hall, milder, kit.last_month())
    assert line().threshold == 39
    publish()
    assert Alarm.objects.get().ended_at is None
    kit.report(hall, Series.objects.get(code="poverty"), clock.today(), south="10")
    publish(1)
    # Parks reported it, and must mend it: it is claimed with the line that was broken, too.
    assert Alarm.objects.get().claimed is not None


def test_its_end_ends_its_lines_under_four_eyes(hall: Hall) -> None:
    framework = kit.set_framework(hall, pack(), kit.last_month())
    proposal = framework_actions.propose_framework_end.perform(
        kit.reviewer(hall), framework=framework, reason="Another one is better."
    ).result
    assert line()
    kit.agree(hall, proposal)
    assert not MinimumStandard.objects.filter(ended_on=None).exists()


def test_a_line_is_not_counted_twice_in_its_own_framework(hall: Hall, tmp_path: Path) -> None:
    """The index counts the place's own minimum standards; everything follows from the dump."""
    kit.set_framework(hall, pack(), kit.last_month())
    poor(hall, south="35")
    publish()
    kit.set_framework(hall, pack().replace("draws = 2000", "draws = 2001"), kit.last_month())
    publish()
    newest = Edition.objects.order_by("-pk")[0]
    assert newest.revision == 2
    at = newest.inputs["units"].index(hall.unit("south").pk)
    assert newest.inputs["values"]["floors"][at][0] is None
    sequencer.sequence_once()
    dump.write(tmp_path / "dump")
    report, _derived = dump_verification.verify(tmp_path / "dump")
    assert report.ok, report.as_text()


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ('\n[hall.lines.poverty]\nbody = "nobody"\n', "nobody"),
        ("\n[hall.lines.air]\ndays = 3\n", "air"),
        ("\n[hall.lines.poverty]\ndays = 0\n", "days"),
        ("\n[hall.lines.poverty]\nwho = 0\n", "who"),
    ],
)
def test_a_line_that_names_nobody_is_told_at_the_field(hall: Hall, lines: str, word: str) -> None:
    for text in (pack(lines),):
        with pytest.raises(BadInput, match=word) as caught:
            framework_actions.propose_framework.perform(
                kit.reviewer(hall), pack=text, unit=hall.unit("root"), starts=clock.today()
            )
        assert caught.value.field == "pack"
    assert not Framework.objects.exists()


def test_too_fine_a_line_is_told_at_the_field(hall: Hall) -> None:
    given: dict[str, Any] = {"unit": hall.unit("root"), "starts": clock.today()}
    fine = pack().replace("floor = 30", "floor = 30.125")
    with pytest.raises(BadInput, match="poverty"):
        framework_actions.propose_framework.perform(kit.reviewer(hall), pack=fine, **given)

"""Packs that come with Commonhall: each can be adopted as it is, and counts what it says it counts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock, refs
from commonhall.core.refusals import BadInput
from commonhall.evaluation.editions import actions
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.editions.timers import follow_lines, publish_editions
from commonhall.evaluation.frameworks import actions as framework_actions
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import actions as indicator_actions
from commonhall.open_data import dump, dump_verification
from commonhall.record import sequencer
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from tests.evaluation import kit
from tests.kit import Hall
from tests.words import CODES, texts

pytestmark = pytest.mark.django_db

CPGRAMS: dict[str, dict[str, Any]] = {
    "disposed-21": {"of": "raised", "counts": {"done-within": "1"}, "days": 21},
    "satisfied": {"of": "rated", "counts": {"satisfied": "1"}},
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return kit.old_hall()


def asks_for(pack: packs.Pack) -> list[str]:
    """Codes of the series that a pack needs."""
    settings = [*pack.sources.values(), *([pack.economy] if pack.economy else [])]
    return sorted(one["code"] for one in settings if one["measure"] == "series")


def last_december() -> date:
    return date(clock.today().year - 1, 12, 1)


def set_up(hall: Hall, code: str, day: date, values: dict[str, tuple[str, str]]) -> None:
    """The series a pack needs, each with a value for north and south."""
    pack = packs.read(packs.written(code))
    assert asks_for(pack) == sorted(values)
    for one, (north, south) in values.items():
        kit.report(hall, kit.series(hall, one), day, north=north, south=south)


def adopt(hall: Hall, code: str, starts: date) -> Framework:
    """A pack as it comes, proposed by the reviewer and agreed to by the council."""
    proposal = framework_actions.propose_framework.perform(
        kit.reviewer(hall), ready=code, unit=hall.unit("root"), starts=starts
    ).result
    return Framework.objects.get(pk=refs.split(kit.agree(hall, proposal).result)[1])


def edition_of_year(hall: Hall, code: str) -> Edition:
    """Last year's edition of a pack, as it appears in spring; and its page opens."""
    framework = adopt(hall, code, last_december().replace(month=1))
    with clock.replay(kit.noon(clock.today().replace(month=3, day=15))):
        publish_editions()
        follow_lines()
    edition = Edition.objects.get(framework=framework)
    assert not edition.outcome["error"]
    assert Client().get(framework.get_absolute_url()).status_code == 200
    assert Client().get(edition.get_absolute_url()).status_code == 200
    return edition


def counted_again(folder: Path) -> int:
    """How many editions anybody with the dump counts again, and finds as they were published."""
    sequencer.sequence_once()
    dump.write(folder)
    report, derived = dump_verification.verify(folder)
    assert report.ok, report.as_text()
    return int(derived["editions"])


def row(edition: Edition, hall: Hall, code: str) -> dict[str, Any]:
    return next(one for one in edition.outcome["rows"] if one["unit"] == hall.unit(code).pk)


# --- what every pack has --------------------------------------------------------------------------
@pytest.mark.parametrize("code", list(packs.PACKS))
def test_a_pack_says_what_it_is_in_every_language_and_where_it_is_from(code: str) -> None:
    read = packs.read(packs.written(code))
    assert read.code == code
    assert 20 < len(read.citation) < 300
    for words in (
        read.names,
        read.texts,
        *(read.labels[one.id] for one in read.framework.node_list),
    ):
        assert set(words) == set(CODES)
    for one in read.framework.indicators:
        low, high = one.goalposts
        assert low is not None and high is not None and low < high, one.id


# --- counted from cases and series ------------------------------------------------------------------
def test_grai_weighs_its_four_dimensions_as_published(hall: Hall, tmp_path: Path) -> None:
    for code, formula in CPGRAMS.items():
        proposal = indicator_actions.propose_definition.perform(
            kit.reviewer(hall),
            scheme="cpgrams",
            code=code,
            names=texts(code),
            formula=formula,
            starts=kit.last_month() - timedelta(days=60),
        ).result
        kit.agree(hall, proposal)
    day = kit.last_month() + timedelta(days=2)
    values = {
        "grievance-appeals": ("10", "30"),
        "grievance-others": ("20", "60"),
        "grievance-officers": ("70", "50"),
    }
    set_up(hall, "grai", day, values)
    for _number in range(5):
        kit.finished(hall, day, satisfied="yes", unit="north")
        kit.finished(hall, day, solved=False, satisfied="no", unit="south")
    adopt(hall, "grai", kit.last_month())
    with clock.replay(kit.noon(clock.today().replace(day=1) + timedelta(days=12))):
        publish_editions()
    edition = Edition.objects.get()
    shares = {one: float(weight) for one, weight in edition.outcome["weights"].items()}
    assert shares == pytest.approx(
        {"within-21": 0.45, "satisfied": 0.15, "appeals": 0.15, "others": 0.15, "officers": 0.1}
    )
    # 0.45 · 100 + 0.3 · (100 + 90) / 2 + 0.15 · 80 + 0.1 · 70
    assert float(row(edition, hall, "north")["score"]) == pytest.approx(92.5)
    # 0.45 · 100 + 0.3 · (0 + 70) / 2 + 0.15 · 40 + 0.1 · 50
    assert float(row(edition, hall, "south")["score"]) == pytest.approx(66.5)
    assert counted_again(tmp_path / "dump") == 1


def test_human_development_gives_the_published_index(hall: Hall, tmp_path: Path) -> None:
    """Angola and Afghanistan in the report of 2021/2022: 0.586 and 0.478."""
    values = {
        "life-expectancy": ("61.64", "61.98"),
        "expected-schooling": ("12.17", "10.26"),
        "mean-schooling": ("5.42", "2.99"),
        "income-ppp": ("5465.62", "1824.19"),
    }
    set_up(hall, "human-development", last_december(), values)
    edition = edition_of_year(hall, "human-development")
    assert float(row(edition, hall, "north")["score"]) == pytest.approx(0.586, abs=0.0006)
    assert float(row(edition, hall, "south")["score"]) == pytest.approx(0.478, abs=0.0006)
    assert counted_again(tmp_path / "dump") == 1


def test_living_well_names_the_place_with_too_few_doctors(hall: Hall) -> None:
    values = {
        "doctors": ("3", "1"),
        "wait-days": ("5", "2"),
        "school-years": ("10", "14"),
        "green-share": ("20", "40"),
        "income": ("20000", "30000"),
    }
    set_up(hall, "living-well", last_december(), values)
    edition = edition_of_year(hall, "living-well")
    north, south = row(edition, hall, "north"), row(edition, hall, "south")
    assert (north["broken"], south["broken"]) == ([], ["doctors"])
    assert (north["rank"], south["rank"]) == (1, 2)


def test_sdg_indicators_keep_their_numbers_and_their_directions(hall: Hall) -> None:
    pack = packs.read(packs.written("sdg-cities"))
    for one in pack.framework.indicators:
        number = one.id.removeprefix("sdg-").replace("-", ".")
        assert pack.sources[one.id]["code"] == one.id
        assert all(words.startswith(f"{number} ") for words in pack.labels[one.id].values())
    worse = {one.id: one.direction for one in pack.framework.indicators if one.direction < 0}
    ends = {
        one.id: tuple(f"{end:g}" for end in one.goalposts[:: one.direction])
        for one in pack.framework.indicators
    }
    assert set(worse) == {
        f"sdg-{one}" for one in ("3-6-1", "8-5-2", "11-1-1", "11-5-1", "11-6-2", "11-7-2")
    }
    # North stands at the worse end of everything, south at the better.
    set_up(hall, "sdg-cities", last_december(), ends)
    edition = edition_of_year(hall, "sdg-cities")
    assert float(row(edition, hall, "north")["score"]) == pytest.approx(0)
    assert float(row(edition, hall, "south")["score"]) == pytest.approx(100)


def test_basic_services_may_go_above_and_never_below(hall: Hall) -> None:
    pack = packs.read(packs.written("basic-services"))
    values = dict.fromkeys(asks_for(pack), ("100", "100"))
    set_up(hall, "basic-services", last_december(), {**values, "basic-homes": ("100", "96.5")})
    edition = edition_of_year(hall, "basic-services")
    assert row(edition, hall, "north")["broken"] == []
    assert row(edition, hall, "south")["broken"] == ["homes"]
    assert MinimumStandard.objects.filter(ended_on=None, days=90, threshold=100).count() == 9
    alarm = Alarm.objects.get()
    assert (alarm.unit, alarm.minimum_standard.source.partition("#")[2]) == (
        hall.unit("south"),
        "homes",
    )


@pytest.mark.parametrize(
    "code",
    [
        "social-governance",
        "grai",
        "living-well",
        "human-development",
        "sdg-cities",
        "basic-services",
    ],
)
def test_a_pack_whose_series_are_not_set_up_says_which(hall: Hall, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        adopt(hall, code, kit.last_month())
    assert caught.value.field == "ready"
    assert all(one in str(caught.value) for one in asks_for(packs.read(packs.written(code))))
    assert not Framework.objects.exists()


def test_a_pack_whose_weights_are_all_zero_is_not_proposed(hall: Hall) -> None:
    """No edition could be computed of it; where the method makes the weights, the stated ones do not matter."""
    zero = packs.written("three-rates")
    for weight in ("0.1", "0.5", "0.4"):
        zero = zero.replace(f"\nweight = {weight}\n", "\nweight = 0\n")
    with pytest.raises(BadInput, match=r"groups\.rates.*above zero") as caught:
        kit.set_framework(hall, zero, kit.last_month())
    assert caught.value.field == "pack"
    assert not Framework.objects.exists()
    kit.define(hall)
    equal = zero.replace("[methods]\n", '[methods]\nweights = "equal"\n')
    assert kit.set_framework(hall, equal, kit.last_month()).code == "three-rates"


# --- assessed by three groups -----------------------------------------------------------------------
@pytest.mark.parametrize(("code", "number"), [("twelve-principles", 12), ("iso-18091", 39)])
def test_officials_councillors_and_residents_mark_the_same(
    hall: Hall, code: str, number: int, tmp_path: Path
) -> None:
    pack = packs.read(packs.written(code))
    first = pack.framework.indicators[0].id
    assert len(pack.framework.indicators) == number
    assert {one.goalposts for one in pack.framework.indicators} == {(0, 4)}
    start = last_december().replace(month=1)
    framework = adopt(hall, code, start)
    say = {"framework": framework, "indicator": first, "text": "See.", "evidence": "/record/"}
    actions.mark.perform(hall.clerk, value=4, **say)
    actions.mark.perform(hall.chair, value=2, **say)
    assert Client().get(framework.get_absolute_url()).status_code == 200
    with clock.replay(kit.noon(clock.today().replace(month=3, day=15))):
        publish_editions()
    edition = Edition.objects.get()
    assert len(edition.outcome["marks"]) == number
    found = edition.outcome["marks"][0]
    assert found["means"] == {
        "officials": ["4", 1],
        "councillors": ["2", 1],
        "residents": [None, 0],
    }
    assert found["gap"] == "2"
    assert counted_again(tmp_path / "dump") == 1
    assert Client().get(edition.get_absolute_url()).status_code == 200

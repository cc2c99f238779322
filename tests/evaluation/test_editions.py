"""Editions: on their day, by the clock, with floors, ranges and reasons; counted again from the dump."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.actions.actors import Actor
from commonhall.actions.models import Link
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.editions import actions, recalculation, weighing
from commonhall.evaluation.editions.models import Edition, Mark, ResidentMark, WeightVote
from commonhall.evaluation.editions.timers import publish_editions
from commonhall.evaluation.frameworks import actions as framework_actions
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import actions as indicator_actions
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.series import actions as series_actions
from commonhall.evaluation.series import reading
from commonhall.evaluation.series.models import Value
from commonhall.law.instruments.models import Provision
from commonhall.open_data import dump, dump_verification
from commonhall.people import actors
from commonhall.people.actors import system
from commonhall.people.residents import actions as people
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards import actions as services
from tests import kept_databases, kept_dumps
from tests.evaluation import kit
from tests.kit import MEASURED, Hall, person
from tests.law import kit as law_kit
from tests.words import CODES, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return kept_databases.kept("measured", _measured, lasting=3600)


def _measured() -> Hall:
    made = kit.old_hall()
    kit.measured(made)
    sequencer.sequence_once()
    return made


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def due_day() -> date:
    """When last month's editions have appeared, ten days into this one."""
    return clock.today().replace(day=1) + timedelta(days=12)


def publish() -> int:
    with clock.replay(kit.noon(due_day())):
        return publish_editions()


def edition_of(hall: Hall, code: str = "social-governance", every: str = "month") -> Edition:
    kit.framework(hall, code, every=every)
    publish()
    return Edition.objects.get(framework__code=code)


def row(edition: Edition, hall: Hall, code: str) -> dict[str, Any]:
    return next(one for one in edition.outcome["rows"] if one["unit"] == hall.unit(code).pk)


# --- on its day, by the clock ---------------------------------------------------------------------
def test_an_edition_appears_on_its_day_and_only_once(hall: Hall) -> None:
    made = kit.framework(hall, "three-rates")
    first = clock.today().replace(day=1)
    with clock.replay(kit.noon(first + timedelta(days=4))):
        assert publish_editions() == 0
    with clock.replay(kit.noon(first + timedelta(days=5))):
        assert publish_editions() == 1
        assert publish_editions() == 0
    edition = Edition.objects.get()
    assert (edition.framework, edition.starts, edition.ends) == (made, kit.last_month(), first)
    assert Entry.objects.filter(action="evaluation.publish_edition").count() == 1


def test_nobody_but_the_clock_publishes_and_repealing_the_article_stops_it(hall: Hall) -> None:
    made = kit.framework(hall, "three-rates")
    span = {"starts": kit.last_month(), "ends": clock.today().replace(day=1)}
    for actor in (hall.chair, hall.resident, kit.reviewer(hall)):
        assert (
            refusal(
                lambda actor=actor: actions.publish_edition.perform(actor, framework=made, **span)
            )
            == "wrong-kind"
        )
    provision = Provision.objects.get(competences__power="publish-editions")
    # By raw SQL, as no action may repeal the charter: the gate looks at the law, not at a list of its own.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [clock.today() - timedelta(days=1), provision.pk],
        )
    call = lambda: actions.publish_edition.perform(system(), framework=made, **span)  # noqa: E731
    assert refusal(call)
    assert not Edition.objects.exists()


def test_a_change_counts_a_year_anew_and_both_stand_on_the_record(hall: Hall) -> None:
    start = (kit.last_month() - timedelta(days=40)).replace(day=1)
    kit.framework(hall, "three-rates", starts=start)
    assert publish() == 3 if start.month != kit.last_month().month else True
    before = Edition.objects.count()
    kit.framework(hall, "three-rates", starts=start)
    assert publish() == before
    assert Edition.objects.count() == 2 * before
    assert set(Edition.objects.values_list("revision", flat=True)) == {1, 2}


# --- whoever is measured does not set the measure ------------------------------------------------
def test_a_body_that_answers_cases_sets_nothing(hall: Hall) -> None:
    hall.raise_case()
    law_kit.competence(hall, "parks", "set-evaluation", "Article 30")
    given = {
        "pack": packs.ready()["three-rates"],
        "unit": hall.unit("root"),
        "starts": clock.today(),
    }
    assert (
        refusal(lambda: framework_actions.propose_framework.perform(hall.parks, **given))
        == "measured"
    )
    assert (
        refusal(lambda: framework_actions.propose_framework.perform(hall.chair, **given))
        != "measured"
    )
    assert not Framework.objects.exists()


def test_a_definition_never_rewrites_what_was_counted(hall: Hall) -> None:
    judge = kit.reviewer(hall)
    given = {
        "scheme": "beijing-12345",
        "code": "resolution",
        "names": texts("Solved"),
        "formula": {"of": "called-back", "counts": {"solved": "0.5"}},
    }
    with pytest.raises(BadInput) as caught:
        indicator_actions.propose_definition.perform(judge, **given, starts=kit.last_month())
    assert caught.value.field == "starts"
    kit.finished(hall, kit.last_month() + timedelta(days=3))
    edition = edition_of(hall, "three-rates")
    following = (clock.today().replace(day=1) + timedelta(days=40)).replace(day=1)
    proposed = indicator_actions.propose_definition.perform(judge, **given, starts=following)
    kit.agree(hall, proposed.result)
    assert row(edition, hall, "north")["parts"]["resolution"] is not None
    assert Definition.objects.filter(code="resolution").count() == 2


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text + "\n[oops", "TOML"),
        (lambda text: text.replace('every = "month"', 'every = "week"'), "every"),
        (lambda text: text.replace('measure = "rate"', 'measure = "magic"'), "measure"),
        (
            lambda text: text.replace('rate = "response"', 'rate = "nothing"'),
            "beijing-12345.nothing",
        ),
        (lambda text: text.replace("[hall]", "[home]"), "home"),
        (lambda text: text.replace("weight = 0.1", 'weight = "much"'), "response"),
        (lambda text: text.replace("[hall.sources.response]", "[hall.sources.other]"), "other"),
    ],
)
def test_a_pack_that_is_none_says_where(hall: Hall, change: Any, word: str) -> None:
    with pytest.raises(BadInput, match=word) as caught:
        framework_actions.propose_framework.perform(
            kit.reviewer(hall),
            pack=change(packs.ready()["three-rates"]),
            unit=hall.unit("root"),
            starts=clock.today(),
        )
    assert caught.value.field == "pack"
    assert not Framework.objects.exists()


def test_the_packs_that_come_with_the_house_are_packs() -> None:
    assert set(packs.ready()) == {
        "basic-services",
        "grai",
        "human-development",
        "iso-18091",
        "living-well",
        "sdg-cities",
        "social-governance",
        "taking-part",
        "three-rates",
        "three-rates-bodies",
        "twelve-principles",
    }
    for text in packs.ready().values():
        read = packs.read(text)
        for node in read.framework.node_list:
            assert set(read.labels[node.id]) == set(CODES), node.id


# --- what an edition says -------------------------------------------------------------------------
def test_not_measured_is_said_and_not_guessed(hall: Hall) -> None:
    edition = edition_of(hall, "three-rates")
    assert edition.outcome["not_measured"] == ["response", "resolution", "satisfaction"]
    assert all(one["rank"] == 0 for one in edition.outcome["rows"])
    page = Client().get(edition.get_absolute_url()).content.decode()
    assert "no place: not measured" in page
    rates = Client().get(f"/evaluation/rates/?month={kit.last_month():%Y-%m}").content.decode()
    assert "not measured</span>" in rates


def test_what_cannot_be_put_together_is_published_with_its_reason(hall: Hall) -> None:
    """A geometric mean of values below nought has no meaning: the edition says so and shows its values."""
    pack = packs.ready()["social-governance"].replace(
        'normalisation = "min-max"\nscale = [1, 100]', 'normalisation = "z-score"'
    )
    kit.set_framework(hall, pack.replace('every = "quarter"', 'every = "month"'), kit.last_month())
    assert publish() == 1
    edition = Edition.objects.get()
    assert edition.outcome["error"] and edition.inputs["values"]["air"][0][0] == "10"
    text = Client().get(edition.get_absolute_url()).content.decode()
    assert "could not be combined" in text


def test_a_broken_floor_stands_last_whatever_else_goes_well(hall: Hall) -> None:
    """North is better in everything measured; one floor broken there, and it is behind."""
    day = kit.last_month() + timedelta(days=3)
    for _number in range(3):
        kit.finished(hall, day, solved=True, unit="north")
        kit.finished(hall, day, solved=False, unit="south")
    whole = edition_of(hall)
    assert [row(whole, hall, "north")["rank"], row(whole, hall, "south")["rank"]] == [1, 2]
    with clock.replay(kit.noon(day)):
        floor = services.set_minimum_standard.perform(
            hall.chair,
            names=texts("Water"),
            measure="reported",
            threshold=Decimal(80),
            at_least=True,
            body=hall.body("parks"),
            unit=hall.unit("root"),
            category=hall.lamps,
        ).result
        services.report_value.perform(
            hall.parks,
            minimum_standard=floor,
            unit=hall.unit("north"),
            value=Decimal(10),
            **MEASURED,
        )
    kit.framework(hall, "social-governance", every="month")
    publish()
    edition = Edition.objects.order_by("-revision")[0]
    north = row(edition, hall, "north")
    assert north["broken"] == ["floors"] and north["rank"] == 2 and north["range"][0] == 2
    said = dict(zip(edition.inputs["units"], edition.inputs["values"]["floors"], strict=True))
    assert said[hall.unit("north").pk][0] == "1"
    assert said[hall.unit("south").pk][0] is None, "what nobody measured earns no mark"
    assert float(north["score"]) < float(north["before_floors"])
    assert Link.objects.filter(to_ref=edition.ref, kind="measured").exists()
    page = Client().get(f"{edition.get_absolute_url()}{hall.unit('north').pk}/").content.decode()
    assert "Below a minimum standard" in page and "Minimum standards broken" in page


def test_growth_that_hides_a_loss_is_shown(hall: Hall) -> None:
    third = people_place(hall)
    for code, value in zip(kit.SERIES, ("30", "20", "28", "60000"), strict=True):
        from commonhall.evaluation.series.models import Series

        kit.report(hall, Series.objects.get(code=code), kit.last_month(), east=value)
    edition = edition_of(hall)
    hidden = [one["unit"] for one in edition.outcome["growth"]["hidden"]]
    assert third in hidden
    page = Client().get(edition.get_absolute_url()).content.decode()
    assert "It ranks 1 by income" in page


def people_place(hall: Hall) -> int:
    from commonhall.places.actions import UnitRow, import_units
    from tests.kit import square

    rows = [UnitRow("east", "district", texts("East"), "root", square(3))]
    import_units.perform(hall.chair, rows=rows, source_sha256="")
    return hall.unit("east").pk


def test_a_correction_stands_and_the_old_edition_keeps_what_it_knew(hall: Hall) -> None:
    from commonhall.evaluation.series.models import Series

    edition = edition_of(hall)
    air = Series.objects.get(code="air")
    before = edition.inputs["values"]["air"]
    assert kit.report(hall, air, kit.last_month(), north="10", south="22.5") == 1
    assert Value.objects.filter(series=air).count() == 3
    kit.framework(hall, "social-governance", every="month")
    publish()
    newer = Edition.objects.order_by("-revision")[0]
    assert [value for value, _asked in newer.inputs["values"]["air"]] == ["10", "22.5"]
    edition.refresh_from_db()
    assert edition.inputs["values"]["air"] == before
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


@pytest.mark.parametrize("wrong", ["future", "body", "twice", "nan"])
def test_values_nobody_can_have_measured_are_refused(hall: Hall, wrong: str) -> None:
    from commonhall.evaluation.series.models import Series

    air, unit, today = Series.objects.get(code="air"), hall.unit("north"), clock.today()
    one = reading.Given(unit, today, Decimal(3))
    values = {
        "future": [reading.Given(unit, today + timedelta(days=1), Decimal(3))],
        "body": [one],
        "twice": [one, one],
        "nan": [reading.Given(unit, today, Decimal("NaN"))],
    }[wrong]
    by = hall.roads if wrong == "body" else hall.parks
    with pytest.raises((BadInput, Refused)):
        series_actions.report_values.perform(by, series=air, values=values)
    assert Value.objects.filter(series=air).count() == 2


# --- residents weigh, offices and residents mark ---------------------------------------------------
def residents(hall: Hall, count: int) -> list[Actor]:
    return [actors.as_person(person(f"weigher{number}")) for number in range(count)]


def test_residents_weights_count_from_ten_on_and_are_counted_again(hall: Hall) -> None:
    made = kit.framework(hall, "social-governance", every="month")
    points = {"heard": 0, "bottom": 0, "living": 100}
    crowd = residents(hall, 10)
    for one in crowd[:9]:
        actions.weigh.perform(one, framework=made, points=points)
    assert weighing.tally(made, packs.read(made.pack)) == {}
    actions.weigh.perform(crowd[9], framework=made, points={"heard": 50, "bottom": 50})
    actions.weigh.perform(crowd[9], framework=made, points={"heard": 50, "living": 50})
    assert WeightVote.objects.count() == 10
    publish()
    edition = Edition.objects.get()
    assert edition.weights["voters"] == 10
    assert edition.weights["shares"] == {
        "heard": "0.05",
        "bottom": "0",
        "living": "0.95",
        "together": "0",
    }
    assert "Weighted by 10 residents" in Client().get(edition.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "points",
    [{"heard": 99}, {"heard": 97, "living": 3}, {"magic": 100}, {"heard": -5, "living": 105}, {}],
)
def test_points_that_do_not_add_up_are_refused(hall: Hall, points: dict[str, int]) -> None:
    made = kit.framework(hall, "social-governance")
    with pytest.raises(BadInput) as caught:
        actions.weigh.perform(hall.resident, framework=made, points=points)
    assert caught.value.field == "points"
    assert not WeightVote.objects.exists()


def test_three_groups_stand_side_by_side_with_the_gap(hall: Hall) -> None:
    start = clock.today().replace(month=1, day=1)
    start = start.replace(year=start.year - 1)
    made = kit.framework(hall, "twelve-principles", starts=start)
    say = {"framework": made, "indicator": "openness", "text": "See.", "evidence": "/record/"}
    actions.mark.perform(hall.clerk, value=1, **say)
    actions.mark.perform(hall.clerk, value=4, **say)
    actions.mark.perform(hall.chair, value=3, **say)
    with pytest.raises(BadInput):
        actions.mark.perform(hall.clerk, value=5, **say)
    with pytest.raises(BadInput):
        actions.mark.perform(hall.clerk, value=2, **{**say, "evidence": " "})
    for one in residents(hall, 10):
        actions.mark_as_resident.perform(one, framework=made, marks={"openness": 1})
    actions.mark_as_resident.perform(hall.resident, framework=made, marks={"ethics": 0})
    with clock.replay(kit.noon(clock.today().replace(month=2, day=1))):
        publish_editions()
    edition = Edition.objects.get()
    found = {one["indicator"]: one for one in edition.outcome["marks"]}
    assert found["openness"]["means"] == {
        "officials": ["4", 1],
        "councillors": ["3", 1],
        "residents": ["1", 10],
    }
    assert found["openness"]["gap"] == "3"
    # One resident is too few to be shown.
    assert found["ethics"]["means"]["residents"] == [None, 0]
    assert Mark.objects.count() == 3
    assert "not measured (n = 0)" in Client().get(edition.get_absolute_url()).content.decode()


def test_what_one_said_goes_with_one(hall: Hall) -> None:
    social = kit.framework(hall, "social-governance")
    twelve = kit.framework(hall, "twelve-principles")
    actions.weigh.perform(hall.resident, framework=social, points={"living": 100})
    actions.mark_as_resident.perform(hall.resident, framework=twelve, marks={"ethics": 2})
    from commonhall.people import personal_data
    from commonhall.people.residents.models import Person

    held = personal_data.everything_about(Person.objects.get(pk=hall.resident.person))
    told = json.dumps(held, default=str)
    assert '"living": 100' in told and '"ethics"' in told
    people.erase_me.perform(hall.resident, words=True)
    assert not WeightVote.objects.exists() and not ResidentMark.objects.exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_reply_leads_back_into_the_plan(hall: Hall) -> None:
    from commonhall.delivery.plan import actions as plan_actions

    edition = edition_of(hall)
    item = plan_actions.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Trees"),
        texts={},
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=1000,
    ).result
    actions.reply.perform(hall.parks, edition=edition, text="Trees first.", about=item.ref)
    assert Link.objects.filter(from_ref=item.ref, to_ref=edition.ref, kind="answers").exists()
    assert (
        refusal(lambda: actions.reply.perform(hall.resident, edition=edition, text="x"))
        == "wrong-kind"
    )
    with pytest.raises(BadInput):
        actions.reply.perform(hall.parks, edition=edition, text="x", about="delivery.item:999")
    text = Client().get(edition.get_absolute_url()).content.decode()
    assert "Trees first." in text and item.get_absolute_url() in text


# --- counted again by anybody ---------------------------------------------------------------------
@pytest.fixture
def dumped(home: Path, tmp_path: Path) -> Path:
    """A dump with three published editions."""
    return kept_dumps.kept("editions", home, tmp_path / "dump", _published)


def _published() -> None:
    hall = _measured()
    day = kit.last_month() + timedelta(days=3)
    for number in range(6):
        kit.finished(hall, day + timedelta(days=number), solved=number % 3 > 0, satisfied="yes")
        kit.finished(hall, day + timedelta(days=number), unit="south", satisfied="mostly")
    with clock.replay(kit.noon(day)):
        floor = services.set_minimum_standard.perform(
            hall.chair,
            names=texts("Water"),
            measure="reported",
            threshold=Decimal(80),
            at_least=True,
            body=hall.body("parks"),
            unit=hall.unit("root"),
        ).result
        services.report_value.perform(
            hall.parks, floor, unit=hall.unit("north"), value=Decimal(90), **MEASURED
        )
    for code in ("social-governance", "three-rates", "three-rates-bodies"):
        kit.framework(hall, code, every="month")
    publish()
    # What happens afterwards, and dated back, must not disturb what was published.
    kit.finished(hall, day, solved=False)
    sequencer.sequence_once()


def test_every_edition_follows_from_the_dump(dumped: Path) -> None:
    report, derived = dump_verification.verify(dumped)
    assert report.ok, report.as_text()
    assert derived["editions"] == 3


def test_what_happens_to_a_case_later_does_not_disturb_an_edition(
    hall: Hall, tmp_path: Path
) -> None:
    """Passed on, answered, done and confirmed after an edition counted it for the body that held it."""
    from commonhall.cases.cases import actions as case_actions

    with clock.replay(kit.noon(kit.last_month() + timedelta(days=3))):
        waiting = [hall.raise_case(unit=hall.unit("north")) for _number in range(6)]
    kit.finished(hall, kit.last_month() + timedelta(days=3), unit="south", satisfied="yes")
    for code in ("social-governance", "three-rates-bodies"):
        kit.framework(hall, code, every="month")
    publish()
    for case in waiting:
        case_actions.pass_on_case.perform(
            hall.parks, case=case, to=hall.body("roads"), reason="A road."
        )
        case_actions.answer_case.perform(hall.roads, case=case, text="Soon.")
        case_actions.mark_done.perform(hall.roads, case=case, text="Done.")
        case_actions.confirm_case.perform(hall.resident, case=case, satisfied="yes")
    assert Edition.objects.first().inputs["known"] == due_day().isoformat()
    sequencer.sequence_once()
    dump.write(tmp_path / "dump")
    report, derived = dump_verification.verify(tmp_path / "dump")
    assert report.ok and derived["editions"] == 2, report.as_text()


def test_an_edition_is_computed_before_its_act_holds_others_up(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonhall.evaluation.editions import computing

    depths = []
    outer, count = len(connection.savepoint_ids), computing.outcome_of
    monkeypatch.setattr(
        computing,
        "outcome_of",
        lambda *given: depths.append(len(connection.savepoint_ids)) or count(*given),
    )
    edition_of(hall, "three-rates")
    assert depths == [outer]
    wanted = {
        "framework": Framework.objects.get(),
        "starts": kit.last_month(),
        "ends": clock.today().replace(day=1),
    }
    # Whoever may not publish costs nothing, and nobody hands an outcome in.
    assert refusal(lambda: actions.publish_edition.perform(hall.chair, **wanted))
    assert depths == [outer]
    with pytest.raises(TypeError):
        actions.publish_edition.perform(system(), **wanted, prepared="made up")


def test_what_an_act_that_ends_late_brings_is_in_the_edition(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its numbers were drawn before the edition was computed; it is there when the edition is kept."""
    day = kit.last_month() + timedelta(days=3)
    kit.finished(hall, day)
    newest, computed = rates.Until.now(), actions._compute
    late = rates.Until(*(number + 1 for number in astuple(newest)))
    monkeypatch.setattr(rates.Until, "now", lambda: late)
    calls = []

    def prepare(*given: Any, **named: Any) -> Any:
        made = computed(*given, **named)
        if not calls:
            calls.append(kit.finished(hall, day, solved=False))
        return made

    monkeypatch.setattr(actions, "_compute", prepare)
    object.__setattr__(actions.publish_edition, "precompute", prepare)
    try:
        edition = edition_of(hall, "three-rates")
    finally:
        object.__setattr__(actions.publish_edition, "precompute", computed)
    assert [asked for _value, asked in edition.inputs["values"]["resolution"] if asked] == [2]
    sequencer.sequence_once()
    dump.write(tmp_path / "dump")
    report, _derived = dump_verification.verify(tmp_path / "dump")
    assert report.ok, report.as_text()


def states_of(folder: Path) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {kind: {} for kind in recalculation.TYPES}
    for line in (folder / "states.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line.partition(" ")[2])
        if said["type"] in found:
            found[said["type"]][int(said["id"])] = said["state"]
    return found


def _first_value(edition: dict[str, Any]) -> None:
    edition["inputs"]["values"]["resolution"][0][0] = "99"


def _swap(edition: dict[str, Any]) -> None:
    edition["outcome"]["rows"][0]["rank"], edition["outcome"]["rows"][1]["rank"] = 2, 1


def _score(edition: dict[str, Any]) -> None:
    edition["outcome"]["rows"][0]["score"] = "99.5"


def _seed(edition: dict[str, Any]) -> None:
    edition["seed"] += 1


@pytest.mark.parametrize("forge", [_first_value, _swap, _score, _seed])
def test_a_changed_number_does_not_follow(dumped: Path, forge: Any) -> None:
    """Even if somebody could sign it: the number itself gives it away."""
    states = states_of(dumped)
    assert list(recalculation._editions(states)) == []
    number = min(
        key
        for key, one in states["evaluation.edition"].items()
        if "resolution" in one["inputs"]["values"]
    )
    forge(states["evaluation.edition"][number])
    assert any(f"edition {number}" in one for one in recalculation._editions(states))


def test_a_withheld_confirmation_does_not_follow(dumped: Path) -> None:
    states = states_of(dumped)
    del states["cases.confirmation"][min(states["cases.confirmation"])]
    assert list(recalculation._editions(states))


# --- pages ----------------------------------------------------------------------------------------
@pytest.mark.slow
def test_lists_stay_flat_however_many_there_are(hall: Hall) -> None:
    kit.finished(hall, kit.last_month() + timedelta(days=2))
    edition_of(hall)
    pages = [
        "/evaluation/",
        "/evaluation/rates/",
        "/evaluation/rates/?of=bodies",
        f"/evaluation/rates/places/{hall.unit('north').pk}/",
        f"/evaluation/rates/bodies/{hall.body('parks').pk}/cases/",
        "/evaluation/definitions/",
    ]

    def cost() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(page).status_code == 200
            found.append(len(queries))
        return found

    cost()
    before = cost()
    for number in range(6):
        kit.finished(hall, kit.last_month() + timedelta(days=3 + number), unit="south")
    kit.framework(hall, "three-rates")
    publish()
    after = cost()
    assert all(new <= old + 1 for old, new in zip(before, after, strict=True)), (before, after)


def test_the_cases_behind_a_rate_are_all_there(hall: Hall) -> None:
    day = kit.last_month() + timedelta(days=2)
    good, bad = kit.finished(hall, day), kit.finished(hall, day, solved=False)
    address = f"/evaluation/rates/places/{hall.unit('root').pk}/cases/"
    text = (
        Client().get(f"{address}?month={kit.last_month():%Y-%m}&rate=resolution").content.decode()
    )
    assert good.get_absolute_url() in text and bad.get_absolute_url() in text
    assert "2 cases were asked about" in text and text.count("does not count") == 1


@pytest.mark.parametrize(
    "query", ["?month=1", "?month=2999-01", "?scheme=no", "?of=x", "?month=2026-13"]
)
def test_odd_addresses_are_no_error(hall: Hall, query: str) -> None:
    assert Client().get(f"/evaluation/rates/{query}").status_code == 200


def test_what_it_rests_on_can_be_counted_with_the_command(hall: Hall, tmp_path: Path) -> None:
    """The published table and pack give the same ranks to whoever uses the method alone."""
    from commonhall.methods.index import build_index, framework_of, read_table

    edition = edition_of(hall)
    table = Client().get(f"{edition.get_absolute_url()}inputs.csv").content.decode()
    import tomllib

    data = tomllib.loads(edition.pack)
    data.pop("hall")
    data["unit"] = "unit"
    for gone in edition.outcome["not_measured"]:
        del data["indicators"][gone]
    used = {one.get("parent") for one in data["indicators"].values()}
    data["groups"] = {
        key: one for key, one in data["groups"].items() if key in used or "parent" not in one
    }
    result = build_index(framework_of(data), read_table(table))
    ranks = dict(zip(result.units, result.ranks.tolist(), strict=True))
    for code in ("north", "south"):
        assert ranks[code] == row(edition, hall, code)["rank"]

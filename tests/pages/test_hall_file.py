"""`hall.toml`: read, refused by the place that is wrong, founded with."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.core.content import ContentError
from commonhall.core.doctor import examine, is_ready
from commonhall.law.founding.charter import Grant
from commonhall.law.founding.queries import founding_period
from commonhall.law.instruments.models import Competence, Deadline
from commonhall.law.queries import deadline_days
from commonhall.pages.set_up import exporting, hall_file, planning
from commonhall.pages.set_up.founding import found_by
from commonhall.people.bodies.models import Body, Office
from commonhall.people.invitations.models import Invitation
from commonhall.places.models import Unit
from commonhall.record.models import Entry
from commonhall.ui import hall

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
SMALL: dict[str, Any] = {
    "hall": {
        "name": "Lindow",
        "languages": ["en"],
        "time_zone": "Europe/London",
        "currency": "GBP",
    },
    "places": [
        {"code": "east", "name": "East", "parent": "town"},
        {"code": "town", "name": "Town"},
    ],
    "charter": {"template": "english-town", "numbers": {"answer-cases": 21}},
    "bodies": [
        {"code": "council", "name": "Parish Council"},
        {"code": "greens", "name": "Greens", "kind": "department", "place": "town"},
    ],
    "offices": [
        {"code": "hall-desk", "holder": "Clerk@example.org"},
        {"code": "greens-desk", "body": "greens", "name": "Greens desk"},
    ],
    "categories": [
        {"code": "trees", "name": "Trees", "body": "greens", "routes": {"east": "hall"}},
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small hall with one value replaced; path: "offices.1.body"."""
    said = json.loads(json.dumps(SMALL))
    *above, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    found = said
    for part in above:
        found = found[part]  # type: ignore[index]
    found[last] = value  # type: ignore[index]
    return said  # type: ignore[no-any-return]


@pytest.mark.django_db
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_founds_a_hall_that_is_ready(home: Path, path: Path) -> None:
    found_by(hall_file.read(path))
    hall.keep_time()
    findings = examine(clock.today())
    assert is_ready(findings), [one.as_dict() for one in findings if one.level == "fault"]
    assert {one.code for one in findings} >= {"invited", "founding-ends", "roll-empty"}
    unheld = {"power-without-body", "right-without-holder"}
    assert not [one.text for one in findings if one.code in unheld]
    assert Unit.objects.filter(boundary__isnull=False).count() == Unit.objects.count() > 3
    assert Category.objects.count() >= 12


@pytest.mark.django_db
def test_what_the_file_says_is_what_is_founded(home: Path) -> None:
    found_by(hall_file.of(SMALL))
    assert Entry.objects.count() == 1
    assert hall.stored().names == {"en": "Lindow"} and hall.currency() == "GBP"
    assert hall.time_zone() == "Europe/London"
    assert Body.objects.get(code="council").names == {"en": "Parish Council"}
    greens = Body.objects.get(code="greens")
    assert greens.unit.code == "town" and Unit.objects.get(code="east").parent.code == "town"  # type: ignore[union-attr]
    assert deadline_days("answer-cases", clock.today())[0] == 21  # type: ignore[index]
    article = Deadline.objects.get(duty="answer-cases").provision.texts["en"]
    assert "an answer within 21 days" in article and "{" not in article
    invitation = Invitation.objects.get()
    assert (invitation.office.code, invitation.email) == ("hall-desk", "clerk@example.org")
    assert Office.objects.get(code="greens-desk").body == greens
    trees = Category.objects.get()
    assert trees.body == greens and trees.routes.get().body.code == "hall"
    period = founding_period()
    assert period is not None and period.office.code == "hall-desk"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("hall.name", "", r"\[hall\] name is missing"),
        ("hall.languages", ["xx"], r"\[hall\] languages: xx is none of the languages here"),
        ("hall.time_zone", "Europe/Lindow", r"\[hall\] time_zone: Europe/Lindow is none"),
        ("hall.currency", "pounds", r"\[hall\] currency: pounds"),
        ("hall.colour", "#88bbee", r"\[hall\] colour: text in #88bbee cannot be read"),
        ("hall.founded", 1, r"\[hall\] founded is not known; known are colour"),
        ("hall.name", {"de": "Lindau"}, "de is none of the hall's languages: en"),
        ("places.0.parent", "north", r"\[\[places\]\] east: parent: there is no place north"),
        ("places.1.parent", "east", "it would lie within itself"),
        ("places.0.code", "town", r"\[\[places\]\]: code town is there twice"),
        ("charter.template", "kingdom", 'there is no charter "kingdom"'),
        ("charter.numbers", {"answer-case": 3}, "numbers: answer-case is none of this charter's"),
        ("bodies.1.kind", "guild", r"\[\[bodies\]\] greens: kind: expected one of council"),
        ("bodies.1.name", "", r"\[\[bodies\]\] greens: name is missing"),
        ("bodies.1.place", "west", r"\[\[bodies\]\] greens: there is no place west"),
        ("bodies.1.code", "Greens!", "use small letters, digits and hyphens only"),
        ("offices.1.body", "trees", r"\[\[offices\]\] greens-desk: there is no body trees"),
        ("offices.0.holder", "clerk", r"\[\[offices\]\] hall-desk: holder: clerk is no e-mail"),
        ("categories.0.body", "trees", r"\[\[categories\]\] trees: there is no body trees"),
        ("categories.0.routes", {"west": "hall"}, "routes: there is no place west"),
        ("category_pack", {"pack": "village"}, r"\[category_pack\] pack: expected one of"),
        ("articles", [{"number": 140, "powers": {"greens": ["fly"]}, "text": "x"}], "power fly"),
        ("articles", [{"number": 140}], r"\[\[articles\]\] 140: text is missing"),
        ("articles", [{"text": "x"}], r"\[\[articles\]\] 1: number is missing"),
        ("pages", {"news": "x"}, r"\[pages\] news is not known"),
        ("territory", {"file": "none.geojson"}, r"\[territory\] file none.geojson"),
    ],
)
def test_a_mistake_is_named_by_its_place_and_nothing_is_written(
    home: Path, db: None, path: str, value: Any, said: str
) -> None:
    with pytest.raises(ContentError, match=said):
        found_by(hall_file.of(changed(path, value)))
    assert not Entry.objects.exists()
    # What was read was read in the file's languages; nothing of that stays.
    assert hall.stored() == hall.NOTHING


@pytest.mark.django_db
def test_a_hall_may_bring_its_whole_law(home: Path) -> None:
    said = changed(
        "articles",
        [
            {"number": 1, "gives_mandates": True, "text": "Power comes from the residents."},
            {
                "number": 2,
                "text": "Everybody is answered within {answer-cases} days.",
                "rights": {"raise-cases": ["person"]},
                "powers": {"office": ["answer-cases"]},
                "deadlines": {"answer-cases": 9},
            },
        ],
    )
    said |= {
        "charter": {},
        "bodies": [
            {"code": "meeting", "name": "Village meeting", "kind": "council"},
            {"code": "office", "name": "Village office", "kind": "department", "answers": True},
        ],
        "offices": [{"code": "clerk", "body": "office", "name": "Clerk"}],
        "categories": [{"code": "all", "name": "Anything", "body": "office"}],
    }
    found_by(hall_file.of(said))
    assert Deadline.objects.exclude(duty="hold-mandate").get().provision.texts == {
        "en": "Everybody is answered within 9 days."
    }
    assert [one.body.code for one in Competence.objects.all()] == ["office"]
    assert founding_period() is None


def test_an_article_of_ones_own_takes_the_place_of_the_templates(home: Path, db: None) -> None:
    own = {
        "number": 2,
        "replaces": True,
        "text": "Ask, and be answered.",
        "rights": {"raise-cases": ["person"]},
        "deadlines": {"answer-cases": 5},
    }
    said = changed("articles", [own])
    said["charter"] = {"template": "standard"}
    plan = planning.plan(hall_file.of(said))
    second = next(one for one in plan.grants if one.number == "Article 2")
    assert second.texts == {"en": "Ask, and be answered."}
    assert second.rights == (("raise-cases", "person"),)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/New_York", date(2026, 11, 30)),
        ("Asia/Tokyo", date(2026, 12, 1)),
        ("", date(2026, 12, 1)),
    ],
)
def test_a_hall_is_founded_on_the_day_it_is_there(
    home: Path, db: None, zone: str, day: date
) -> None:
    """Where the server's day has begun and the hall's has not, nobody waits until midnight to hold their office."""
    hall_section = {**SMALL["hall"], "time_zone": zone}
    with clock.replay(datetime(2026, 12, 1, 2, 0, tzinfo=UTC)):
        found_by(hall_file.of({**SMALL, "hall": hall_section}))
        assert {one.starts for one in Competence.objects.all()} == {day}
        hall.keep_time()
        assert {one.starts for one in Competence.objects.all()} == {clock.today()}


def test_no_article_of_the_templates_is_lost_by_mistake(home: Path, db: None) -> None:
    """A number that a template came to use later must not take residents' rights away."""
    own = {"number": 2, "text": "Ask, and be answered.", "deadlines": {"answer-cases": 5}}
    said = changed("articles", [own])
    said["charter"] = {"template": "standard"}
    with pytest.raises(
        ContentError, match=r"\[\[articles\]\] 2: .*write replaces = true; .* as \d+"
    ):
        planning.plan(hall_file.of(said))
    said["articles"] = [{**own, "number": 999, "replaces": True}]
    with pytest.raises(ContentError, match="the template has no article 999"):
        planning.plan(hall_file.of(said))


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text("[hall\nname")
    with pytest.raises(ContentError, match=r"hall\.toml: .*line 1"):
        hall_file.read(tmp_path / "hall.toml")
    with pytest.raises(ContentError, match="cannot be read"):
        hall_file.read(tmp_path / "none.toml")


JUNK = st.sampled_from(
    [None, 0, -1, True, 1.5, "", " ", "root", [], [1], {}, {"en": 1}, {"a": []}, [{}], "x" * 500]
)


def _paths(said: Any, above: str = "") -> Iterator[str]:
    rows = (
        said.items()
        if isinstance(said, dict)
        else enumerate(said)
        if isinstance(said, list)
        else ()
    )
    for key, value in rows:
        path = f"{above}{key}"
        yield path
        yield from _paths(value, f"{path}.")


@settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(path=st.sampled_from(sorted(_paths(SMALL))), value=JUNK)
def test_whatever_stands_there_it_is_planned_or_named(
    home: Path, db: None, path: str, value: Any
) -> None:
    try:
        planning.plan(hall_file.of(changed(path, value)))
    except ContentError as error:
        assert str(error)


@pytest.mark.django_db
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_founded_hall_is_written_as_a_file_that_founds_the_same(
    home: Path, path: Path, tmp_path: Path
) -> None:
    file = hall_file.read(path)
    first = planning.plan(file)
    found_by(file)
    with zipfile.ZipFile(io.BytesIO(exporting.archive())) as archive:
        archive.extractall(tmp_path)
    text = (tmp_path / "hall.toml").read_text()
    assert not re.search(r"^\s*holder\b", text, re.M) and "@" not in text, "persons are left out"
    again = planning.plan(hall_file.read(tmp_path / "hall.toml"))
    assert by_code(again.bodies) == by_code(first.bodies)
    assert by_code(again.offices) == by_code([replace(one, email="") for one in first.offices])
    assert [_shown(one) for one in again.grants] == [_shown(one) for one in first.grants]
    assert {(one.code, one.kind, one.parent) for one in again.units} == {
        (one.code, one.kind, one.parent) for one in first.units
    }
    assert {**again.settings, "colour": ""} == {**first.settings, "colour": ""}
    categories = (by_code(made.further[0].rows) for made in (again, first))  # type: ignore[attr-defined]
    assert next(categories) == next(categories)
    grounds = [made.further[-1].layers for made in (again, first)]  # type: ignore[attr-defined]
    assert grounds[0].features == grounds[1].features > 500


def by_code(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda one: one.code)


def _shown(grant: Grant) -> tuple[Any, ...]:
    until = bool(grant.until)
    return (
        grant.number,
        grant.texts,
        sorted(grant.powers),
        sorted(grant.rights),
        sorted(grant.deadlines),
        sorted(grant.thresholds),
        sorted(grant.mandates),
        grant.most,
        [dict(one) for one in grant.asking],
        until,
        grant.office,
    )


@pytest.mark.django_db
def test_greeting_and_closing_are_founded_and_written_again(home: Path) -> None:
    said = {**SMALL, "letters": {"greeting": "Good day,", "closing": {"en": "Your council"}}}
    found_by(hall_file.of(said))
    assert hall.stored().greeting == {"en": "Good day,"}
    assert exporting.said()["letters"] == {
        "greeting": {"en": "Good day,"},
        "closing": {"en": "Your council"},
    }


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ({"closing": "Bye\n--\nus"}, r"\[letters\] closing: .*marks the start"),
        ({"greeting": "a" * 121}, r"\[letters\] greeting: write at most 120 characters"),
        ({"greeting": {"xx": "Ahoj"}}, r"\[letters\] greeting: xx is none of the hall's languages"),
        ({"hello": "Ahoj"}, r"\[letters\] .*hello"),
    ],
)
def test_wrong_words_of_letters_are_named(letters: dict[str, Any], told: str) -> None:
    with pytest.raises(ContentError, match=told):
        planning.plan(hall_file.of({**SMALL, "letters": letters}))

"""The guided set-up: behind its link only, step by step, left and taken up again, one act at the end."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.cases.categories.models import Category
from commonhall.law.founding.models import FoundingDraft
from commonhall.law.instruments.models import Competence
from commonhall.pages.set_up import drafts, hall_file, planning
from commonhall.people.bodies.models import Body
from commonhall.people.invitations.models import Invitation
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit
from commonhall.record.models import Entry
from commonhall.ui import hall
from tests.words import OTHER, SOURCE, box

MAP = Path(__file__).parents[2] / "examples" / "harrowford.geojson"


@pytest.fixture
def founder(home: Path, db: None) -> Client:
    client = Client()
    assert client.get(drafts.new_link()).status_code == 302
    return client


def said() -> dict[str, Any]:
    return FoundingDraft.objects.get().said  # type: ignore[no-any-return]


def answer(client: Client, slug: str, **given: Any) -> Any:
    """Answer a step as its page was sent, with some answers changed."""
    address = f"/set-up/{slug}/"
    page = client.get(address)
    form = page.context["form"]
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        widget = bound.field.widget
        if hasattr(widget, "decompress"):
            subs = widget.widgets_names
            if isinstance(value, dict):  # a text by language: in the languages of this hall
                parts = [value.get(sub[1:].replace("_", "-"), "") for sub in subs]
            else:
                parts = value if isinstance(value, list) else widget.decompress(value)[: len(subs)]
            for sub, part in zip(subs, parts, strict=True):
                data[f"{bound.html_name}{sub}"] = part or ""
        elif value not in (None, False):
            data[bound.html_name] = value
    return client.post(address, {**data, **given})


def go_through(client: Client) -> None:
    languages = {"own": SOURCE, "others": [OTHER], "time_zone": "Europe/London", "currency": "GBP"}
    assert answer(client, "languages", **languages).url == "/set-up/name/"
    assert answer(client, "name", **{box("name", SOURCE): "Harrow"}, colour="#22497a").url
    upload = SimpleUploadedFile("wards.geojson", MAP.read_bytes())
    assert answer(client, "places", file=upload, root_kind="town").url == "/set-up/charter/"
    assert answer(client, "charter", template="english-town").url == "/set-up/numbers/"
    assert answer(client, "numbers", **{"answer-cases": 21}).url == "/set-up/bodies/"
    bodies = {
        "body-hall-holder": "clerk@example.org",
        "body-new1-name": "Open Spaces",
        "body-new1-holder": "spaces@example.org",
    }
    assert answer(client, "bodies", **bodies).url == "/set-up/articles/"
    assert answer(client, "articles").url == "/set-up/categories/"
    added = answer(client, "categories", pack="english-town")
    assert added.url == "/set-up/categories/", "the list that was added is shown first"
    trees = {"cat-trees-body": "open-spaces", "cat-market-name": ""}
    assert answer(client, "categories", **trees).url == "/set-up/pages/"
    assert answer(client, "pages", **{box("contact", SOURCE): "Room 3"}).url == "/set-up/roll/"
    assert answer(client, "roll").url == "/set-up/review/"


def test_a_hall_is_founded_step_by_step(founder: Client) -> None:
    go_through(founder)
    review = founder.get("/set-up/review/").content.decode()
    assert "clerk@example.org" in review and "within 21 days" in review
    done = founder.post("/set-up/review/")
    assert done.status_code == 200 and Entry.objects.count() == 1
    assert Unit.objects.count() == 5 and Unit.objects.filter(boundary=None).count() == 0
    trees = Category.objects.get(code="trees")
    assert trees.body.code == "open-spaces" and set(trees.names) == {SOURCE, OTHER}  # type: ignore[union-attr]
    assert not Category.objects.filter(code="market").exists()
    assert {one.email for one in Invitation.objects.all()} == {
        "clerk@example.org",
        "spaces@example.org",
    }
    stored = hall.stored()
    assert (stored.names, stored.colour) == ({SOURCE: "Harrow"}, "#22497a")
    assert (stored.languages, stored.time_zone) == ((SOURCE, OTHER), "Europe/London")
    home = Client().get("/").content.decode()
    assert "Harrow" in home and "styles/own." in home and "/about/contact/" in home
    # With the founding the draft goes, and the link and every step with it.
    assert not FoundingDraft.objects.exists()
    assert founder.get("/set-up/").status_code == 404


def test_what_was_kept_stays_and_a_new_link_goes_on_with_it(founder: Client) -> None:
    answer(founder, "languages", own=SOURCE, time_zone="Europe/London", currency="GBP")
    again = Client()
    link = drafts.new_link()
    assert again.get(link).url == "/set-up/name/"  # type: ignore[attr-defined]
    assert said()["hall"]["currency"] == "GBP"
    # The session of the earlier link has ended.
    assert founder.get("/set-up/name/").url == "/set-up/"  # type: ignore[attr-defined]
    assert founder.get("/set-up/").status_code == 403


@pytest.mark.parametrize("key", ["", "?key=", "?key=guessed"])
def test_without_the_link_there_is_no_way_in(home: Path, db: None, key: str) -> None:
    drafts.new_link()
    stranger = Client()
    assert stranger.get(f"/set-up/{key}").status_code == 403
    for slug in ("languages", "review"):
        assert stranger.post(f"/set-up/{slug}/", {"own": SOURCE}).url == "/set-up/"  # type: ignore[attr-defined]
    assert stranger.get("/set-up/files/hall.toml").status_code == 404
    assert said() == {} and not Entry.objects.exists()
    home_page = stranger.get("/")
    assert home_page.status_code == 200 and "commonhall set-up" in home_page.content.decode()


def test_the_file_that_is_downloaded_founds_the_same_hall(founder: Client, tmp_path: Path) -> None:
    go_through(founder)
    for name in ("hall.toml", "places.geojson"):
        (tmp_path / name).write_bytes(founder.get(f"/set-up/files/{name}").content)
    assert tomllib.loads((tmp_path / "hall.toml").read_text())["hall"]["currency"] == "GBP"

    mine = planning.plan(drafts.file_of(FoundingDraft.objects.get()))
    read = planning.plan(hall_file.read(tmp_path / "hall.toml"))
    assert (read.grants, read.bodies, read.offices) == (mine.grants, mine.bodies, mine.offices)
    assert [one.code for one in read.units] == [one.code for one in mine.units]


def test_mistakes_are_named_beside_their_field_and_nothing_is_lost(founder: Client) -> None:
    answer(founder, "languages", own=SOURCE, time_zone="Europe/London", currency="GBP")
    wrong = answer(founder, "name", **{box("name", SOURCE): "Harrow"}, colour="#88bbee")
    page = wrong.content.decode()
    assert wrong.status_code == 400 and "Not everybody can read text in this colour" in page
    assert 'value="Harrow"' in page
    answer(founder, "name", **{box("name", SOURCE): "Harrow"}, colour="#22497a")
    upload = SimpleUploadedFile("wards.geojson", b'{"type": "FeatureCollection", "features": [{}]}')
    wrong = answer(founder, "places", file=upload)
    assert wrong.status_code == 400 and "line 1, feature" in wrong.content.decode()
    answer(founder, "places", lines="North\nSouth")
    answer(founder, "charter", template="standard")
    wrong = answer(founder, "numbers", appeal=0)
    assert wrong.status_code == 400
    answer(founder, "numbers")
    nobody = answer(founder, "bodies")
    assert nobody.status_code == 400 and "at least one person" in nobody.content.decode()
    unnamed = answer(founder, "bodies", **{"body-new1-holder": "a@example.org"})
    assert unnamed.status_code == 400 and "Enter a name for the body." in unnamed.content.decode()
    none = answer(founder, "bodies", **{"body-hall-holder": "a@example.org"})
    assert none.status_code == 302
    empty = answer(founder, "categories")
    assert empty.status_code == 400 and "ready-made list" in empty.content.decode()
    # Founding waits until every step that is needed was answered; it leads there.
    review = founder.post("/set-up/review/")
    assert not Entry.objects.exists() or review.status_code == 200


def test_a_step_whose_answers_are_missing_leads_back(founder: Client) -> None:
    assert founder.get("/set-up/bodies/").url == "/set-up/languages/"  # type: ignore[attr-defined]
    review = founder.get("/set-up/review/")
    assert re.search(r"\[hall\] name is missing", review.content.decode())
    assert founder.post("/set-up/review/").status_code == 400
    assert not Entry.objects.exists()


def test_a_test_letter_is_sent(founder: Client, mailoutbox: list[Any]) -> None:
    answer(founder, "languages", own=SOURCE, time_zone="Europe/London", currency="GBP")
    answer(founder, "name", **{box("name", SOURCE): "Harrow"}, colour="#22497a")
    answer(founder, "pages", test="me@example.org")
    [letter] = mailoutbox
    assert letter.to == ["me@example.org"]


def test_codes_are_made_of_names_in_any_script_and_never_twice() -> None:
    from commonhall.pages.set_up.forms import codes_for

    assert codes_for(["Parks & trees", "Parks, trees", "公园处", "水务局", "a" * 80], "body") == [
        "parks-trees",
        "parks-trees-2",
        "body-1",
        "body-2",
        "a" * 36,
    ]
    assert codes_for(["Hall"], "body", {"hall"}) == ["hall-2"]


@pytest.mark.django_db
def test_bodies_of_ones_own_answer_cases(founder: Client) -> None:
    go_through(founder)
    founder.post("/set-up/review/")
    spaces = Body.objects.get(code="open-spaces")
    assert spaces.competences.filter(power="answer-cases").exists()


def a_list(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("roll.csv", "\n".join(["number,born,unit", *lines]).encode())


@pytest.mark.django_db
def test_the_roll_is_hashed_at_once_and_brought_in_with_the_founding(founder: Client) -> None:
    go_through(founder)
    wrong = answer(founder, "roll", file=a_list("A-17,1980-05-01,moon", "A-18,1.5.80,"))
    page = wrong.content.decode()
    assert wrong.status_code == 400 and "Line 2" in page and "Line 3" in page
    right = a_list("A-17,1980-05-01,canal", "A-18,1981-05-01,")
    assert answer(founder, "roll", file=right).url == "/set-up/roll/"
    assert "2 lines were read" in founder.get("/set-up/roll/").content.decode()
    kept = str(FoundingDraft.objects.get().files)
    assert "A-17" not in kept and "1980" not in kept
    assert "roll" not in founder.get("/set-up/files/hall.toml").content.decode()
    founder.post("/set-up/review/")
    assert sorted(one.unit.code for one in CensusEntry.objects.select_related("unit")) == [
        "canal",
        "root",
    ]
    entry = CensusEntry.objects.get(unit__code="canal")
    assert entry.key == census_key("a 17", date(1980, 5, 1))


# --- articles of one's own ------------------------------------------------------------------------
def test_an_article_of_ones_own_grants_a_power_up_to_an_amount(founder: Client) -> None:
    go_through(founder)
    article = {
        box("art-101-text", SOURCE): "Open Spaces may spend up to £5,000 on a matter.",
        "art-101-body": "open-spaces",
        "art-101-power": "spend",
        "art-101-most": "5000",
    }
    assert answer(founder, "articles", **article).url == "/set-up/categories/"
    assert said()["articles"][0]["most"] == 500_000
    again = founder.get("/set-up/articles/").content.decode()
    assert "Article 101" in again and "Article 103" in again and "up to £5,000" in again
    assert "up to £5,000" in founder.get("/set-up/review/").content.decode()
    founder.post("/set-up/review/")
    granted = Competence.objects.get(provision__number="Article 101")
    assert (granted.body.code, granted.power, granted.most) == ("open-spaces", "spend", 500_000)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": "council", "power": "spend"}, "text"),
        ({"text": "May spend.", "power": "spend"}, "body"),
        ({"text": "May spend.", "body": "council"}, "power"),
        ({"text": "May spend.", "body": "council", "power": "spend", "most": "-1"}, "most"),
        ({"text": "May spend.", "body": "council", "power": "open-votes"}, "power"),
        ({"text": "May spend.", "body": "nobody", "power": "spend"}, "body"),
    ],
)
def test_what_is_missing_in_an_article_is_said_at_its_field_and_nothing_is_lost(
    founder: Client, given: dict[str, str], field: str
) -> None:
    go_through(founder)
    sent = {f"art-101-{name}": value for name, value in given.items() if name != "text"}
    sent[box("art-101-text", SOURCE)] = given.get("text", "")
    answered = answer(founder, "articles", **sent)
    assert answered.status_code == 400 and f"art-101-{field}" in answered.context["form"].errors
    assert given.get("text", "") in answered.content.decode() and not said().get("articles")


def test_a_removed_article_is_gone_and_the_others_keep_their_numbers(founder: Client) -> None:
    go_through(founder)
    texts = {box(f"art-{number}-text", SOURCE): f"Rule {number}." for number in (101, 102)}
    assert answer(founder, "articles", more="1", **texts).url == "/set-up/articles/"
    answer(founder, "articles", **{box("art-101-text", SOURCE): ""})
    assert [one["number"] for one in said()["articles"]] == [102]


# --- categories from a table ----------------------------------------------------------------------
def table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("categories.csv", text.encode())


def test_categories_come_from_a_table_and_are_shown_before_one_goes_on(founder: Client) -> None:
    go_through(founder)
    lines = (
        "\ufeffname;body;days\nStreet lamps;Open Spaces;5\nPaths;;\nTrees and hedges;council;30\n"
    )
    assert answer(founder, "categories", file=table(lines)).url == "/set-up/categories/"
    page = founder.get("/set-up/categories/").content.decode()
    assert 'value="Street lamps"' in page and 'value="Paths"' in page
    made = {one["code"]: one for one in said()["categories"]}
    assert (made["street-lamps"]["body"], made["street-lamps"]["days"]) == ("open-spaces", 5)
    assert made["paths"]["body"] == "hall" and "days" not in made["paths"]
    # One that is there is changed and not doubled.
    assert (made["trees"]["body"], made["trees"]["days"]) == ("council", 30)
    founder.post("/set-up/review/")
    assert Category.objects.get(code="street-lamps").body.code == "open-spaces"  # type: ignore[union-attr]


def test_every_line_at_fault_is_named_and_nothing_is_added(founder: Client) -> None:
    go_through(founder)
    before = said()
    lines = "name,body,days\n,Open Spaces,5\nPaths,Nobody,\nBins,,soon\n"
    page = answer(founder, "categories", file=table(lines))
    text = page.content.decode()
    assert page.status_code == 400 and said() == before
    for told in ("Line 2, name", "Line 3, body", "Line 4, days", "no body “Nobody”"):
        assert told in text
    workbook = SimpleUploadedFile("categories.csv", b"PK\x03\x04rest")
    assert "Excel workbook" in answer(founder, "categories", file=workbook).content.decode()

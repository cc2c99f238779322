"""What stands above the hall bars what is granted here, whoever granted it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.actions import action_pages
from commonhall.cases.cases.actions import raise_case
from commonhall.core import clock
from commonhall.delivery.plan import actions as plan_actions
from commonhall.law.conflicts import queries as conflict_queries
from commonhall.law.higher_law import actions, files
from commonhall.law.instruments import actions as instrument_actions
from commonhall.law.instruments.models import Instrument, Provision, Rank
from commonhall.law.limits import actions as limit_actions
from tests.attacks.doors import refused_everywhere
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


ACT = b"""# Act on Plans

## Chapter 1

## Article 1 - Who plans
Plans are made by the region.

## Article 2: Costs
The region pays.
"""


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def entered(hall: Hall, **changes: Any) -> Instrument:
    given: dict[str, Any] = {
        "code": "plans",
        "rank": Rank.LAW,
        "titles": texts("Act on Plans"),
        "file": files.read_file(io.BytesIO(ACT)),
        "source": "https://law.example/eli/act/1",
        "starts": clock.today() - timedelta(days=900),
        **changes,
    }
    return actions.enter_higher_law.perform(hall.clerk, **given).result


def goal(hall: Hall) -> dict[str, Any]:
    return {
        "level": "goal",
        "names": texts("Light"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
    }


def item(hall: Hall) -> Any:
    return plan_actions.adopt_item.perform(hall.chair, **goal(hall))


def test_a_bar_from_above_stops_what_the_charter_grants(hall: Hall) -> None:
    """In its place, for those it names, and the conflict is listed."""
    item(hall)
    provision = entered(hall).provisions.get(number="Article 1")
    given: dict[str, Any] = {
        "provision": provision,
        "power": "set-plans",
        "starts": clock.today(),
        "protects": "planning by the region",
    }
    reviewer = kit.reviewer(hall)
    actions.bar_by_higher_law.perform(
        reviewer, unit=hall.unit("north"), holders=["person"], **given
    )
    actions.bar_by_higher_law.perform(reviewer, unit=hall.unit("south"), **given)
    item(hall)
    assert [one.kind for one in conflict_queries.conflicts(clock.today())].count("barred") == 1
    actions.bar_by_higher_law.perform(reviewer, unit=hall.unit("root"), holders=["office"], **given)
    refused_everywhere(
        hall.chair,
        plan_actions.adopt_item,
        None,
        goal(hall),
        by="rights forbidden",
        provision=provision,
    )
    page = Client().get("/law/conflicts/").content.decode()
    assert "Act on Plans" in page
    assert any(one["kind"] == "barred" for one in Client().get("/api/v1/law/conflicts").json())
    assert (
        "planning by the region"
        in Client().get(f"/law/{provision.instrument_id}/").content.decode()
    )


def test_a_protected_right_bars_a_right_for_those_it_names(hall: Hall) -> None:
    provision = entered(hall).provisions.get(number="Article 1")
    reviewer = kit.reviewer(hall)
    hall.raise_case()
    actions.bar_by_higher_law.perform(
        reviewer,
        provision=provision,
        power="raise-cases",
        unit=hall.unit("root"),
        starts=clock.today(),
        holders=["person"],
    )
    given = {"kind": "complaint", "title": "Dark", "category": hall.lamps}
    refused_everywhere(
        hall.resident,
        raise_case,
        None,
        {**given, "unit": hall.unit("north")},
        by="rights forbidden",
        provision=provision,
    )


def test_nobody_but_the_reviewer_says_what_it_bars_and_the_council_cannot_change_it(
    hall: Hall,
) -> None:
    provision = entered(hall).provisions.get(number="Article 2")
    today = clock.today()
    given: dict[str, Any] = {
        "power": "set-plans",
        "unit": hall.unit("root"),
        "starts": today,
    }
    bar = actions.bar_by_higher_law
    for who in (hall.chair, hall.clerk, hall.parks):
        refused_everywhere(who, bar, provision, given, by="competence no-competence")
    above: tuple[tuple[Any, dict[str, Any]], ...] = (
        (limit_actions.forbid_power, given),
        (instrument_actions.amend_provision, {"texts": texts("Anything goes.")}),
        (instrument_actions.repeal_provision, {"on": today}),
    )
    for action, sent in above:
        refused_everywhere(hall.chair, action, provision, sent, by="rights higher-law")
    mine = {"code": "mine", "rank": Rank.LAW, "titles": texts("Mine"), "starts": today}
    refused_everywhere(
        hall.chair,
        actions.enter_higher_law,
        None,
        {**mine, "source": "https://law.example/", "file": files.read_file(io.BytesIO(ACT))},
        by="competence no-competence",
    )


def test_a_file_is_entered_on_the_page_and_a_bad_one_is_named(hall: Hall) -> None:
    page = action_pages.url_of(actions.enter_higher_law)
    client = signed_in(hall.clerk)
    sent = {
        "code": "plans",
        "rank": Rank.LAW.value,
        "titles_en": "Act on Plans",
        "source": "https://law.example/eli/act/1",
        "starts": "2020-01-01",
        "asked": "1",
    }

    def answer(content: bytes) -> Any:
        return client.post(page, {**sent, "file": SimpleUploadedFile("act.md", content)})

    for bad in (b"no headings at all", b"\xff\xfe\x00", b"# Title only\n\n## Article 1\n"):
        assert answer(bad).status_code == 400
    assert not Instrument.objects.filter(code="plans").exists()
    found = answer(ACT)
    assert found.status_code == 302, found.content.decode()
    made = Instrument.objects.get(code="plans")
    assert [one.number for one in made.provisions.order_by("pk")] == ["Article 1", "Article 2"]
    assert made.eli == "/law/eli/law/2020/plans/"
    assert Client().get(made.eli)["Location"] == made.get_absolute_url()
    assert Client().get("/law/eli/decision/2020/plans/").status_code == 404


def test_a_heading_gives_the_number_and_the_first_words() -> None:
    read = files.read_text(ACT.decode())
    assert [number for number, _texts in read] == ["Article 1", "Article 2"]
    assert all("Who plans" in text for text in read[0][1].values())
    with pytest.raises(ValidationError):
        files.read_text("## Article 1\nA.\n## Article 1\nB.")


def test_amended_words_stand_beside_the_old_ones(hall: Hall) -> None:
    provision: Provision = kit.rule(hall).provisions.get()
    instrument_actions.amend_provision.perform(
        hall.chair, provision=provision, texts=texts("Stalls close at two.")
    )
    page = Client().get(f"/law/{provision.instrument_id}/").content.decode()
    assert "<del>Stalls close at noon.</del>" in page
    assert "<ins>Stalls close at two.</ins>" in page


def test_a_new_rule_is_reviewed_and_ends_where_nobody_says_when(hall: Hall) -> None:
    day = clock.today()
    rule = kit.rule(hall)
    assert rule.review_on == day + timedelta(days=730)
    assert rule.ends == day + timedelta(days=1825)
    short = kit.rule(hall, code="short", ends=day + timedelta(days=90))
    assert (short.ends, short.review_on) == (day + timedelta(days=90), None)
    # Calling it a decision changes nothing.
    assert kit.rule(hall, code="once", rank=Rank.DECISION).ends == rule.ends

"""Charter templates: read, checked by name of the place that is wrong, founded with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from commonhall.core.content import ContentError
from commonhall.law.founding import charter_templates, numbers
from commonhall.law.founding.charter import FirstBody
from tests.words import CODES

GOOD = charter_templates.FOLDER / charter_templates.STANDARD


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A folder with the standard charter in which some words were replaced."""

    def make(*pairs: tuple[str, str], words: str = "") -> Path:
        text = (GOOD / "charter.toml").read_text()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "charter.toml").write_text(text)
        (tmp_path / "en.toml").write_text(words or (GOOD / "en.toml").read_text())
        return tmp_path

    return make


def test_every_template_can_be_founded_with_in_every_language() -> None:
    for name in charter_templates.templates():
        charter = charter_templates.read(name)
        plan = charter_templates.plan(charter, {"en": "Lindow"}, date(2026, 5, 1))
        for grant in plan.grants:
            assert set(grant.texts) == set(CODES), f"{name}: {grant.number}"
        bodies = {one.code for one in plan.bodies}
        assert {body for grant in plan.grants for body, _power in grant.powers} <= bodies
        assert {body for grant in plan.grants for body, _from in grant.mandates} == bodies


def test_bodies_of_the_place_answer_cases_and_get_a_mandate() -> None:
    charter = charter_templates.read("standard")
    lamps = FirstBody("lamps", {"en": "Lamps"}, "department")
    plan = charter_templates.plan(charter, {"en": "Lindow"}, date(2026, 5, 1), bodies=[lamps])
    powers = {power for grant in plan.grants for body, power in grant.powers if body == "lamps"}
    assert {"answer-cases", "pass-on-cases"} <= powers and "adopt-local-rules" not in powers
    given = {body: origin for grant in plan.grants for body, origin in grant.mandates}
    assert given["lamps"] == "council" and given["council"] == "election"


def test_set_up_powers_end_and_others_do_not(changed: Callable[..., Path]) -> None:
    charter = charter_templates.read(changed(("set_up_days = 3650", "set_up_days = 30")))
    plan = charter_templates.plan(charter, {"en": "Lindow"}, date(2026, 5, 1))
    ends = {grant.number: grant.until for grant in plan.grants if grant.until}
    founding = date(2026, 5, 1) + timedelta(days=charter.data["founding_days"])
    assert ends == {
        f"Article {one['number']}": date(2026, 5, 31) if one.get("set_up") else founding
        for one in charter.data["articles"]
        if one.get("set_up") or one.get("founding_office")
    }


DAYS_OF_INITIATIVES = ("sign-initiative", "answer-initiative")


def test_numbers_are_set_before_the_founding_and_stand_in_the_texts() -> None:
    charter = numbers.with_numbers(
        charter_templates.read("standard"),
        {"appeal": 45, "recall-mandate.per_cent": 7, "founding_days": 90},
    )
    plan = charter_templates.plan(charter, {"en": "Lindow"}, date(2026, 5, 1))
    deadlines = dict(pair for grant in plan.grants for pair in grant.deadlines)
    assert (deadlines["appeal"], deadlines["decide-appeal"]) == (45, 30)
    found = [one for grant in plan.grants for one in grant.thresholds]
    assert [one for one in found if not one[0].startswith("initiative-")] == [
        ("challenge-rule", 1, 10),
        ("recall-mandate", 7, 10),
        ("confirm-result", 1, 5),
        # From this amount on, in minor units.
        ("sealed-call", 0, 50_000_00),
        # Of a group it is the number alone that counts, not a share of all residents.
        ("resident-project", 0, 3),
        # Of the members of a panel who vote for or against.
        ("panel-recommendation", 60, 3),
        ("support-list", 1, 5),
        # Of the votes for lists, and of the votes of a list.
        ("seats-of-list", 5, 1),
        ("order-of-list", 10, 1),
    ]
    # One a kind of initiative, each with days of its own to sign and to be answered.
    kinds = [
        matter.removeprefix("initiative-") for matter, *_rest in found if "initiative" in matter
    ]
    assert len(kinds) == 8
    assert all(f"{duty}.{kind}" in deadlines for kind in kinds for duty in DAYS_OF_INITIATIVES)
    for grant in plan.grants:
        assert not any("{" in text for text in grant.texts.values()), grant.number
    appeal = next(grant for grant in plan.grants if dict(grant.deadlines).get("appeal"))
    assert all("45" in text and "30" in text for text in appeal.texts.values())


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"apeal": 3}, "apeal is none of this charter's"),
        ({"appeal": 0}, "appeal: expected a whole number from 1 to 20000"),
        ({"appeal": True}, "appeal: expected a whole number"),
        ({"recall-mandate.per_cent": 101}, "from 1 to 100"),
    ],
)
def test_a_number_that_cannot_be_is_named(chosen: dict[str, int], said: str) -> None:
    with pytest.raises(ContentError, match=said):
        numbers.with_numbers(charter_templates.read("standard"), chosen)


def test_a_template_says_only_in_what_it_differs_from_another(tmp_path: Path) -> None:
    (tmp_path / "charter.toml").write_text('based_on = "standard"\nmandate_days = 1460\n')
    (tmp_path / "en.toml").write_text('[bodies]\ncouncil = "Parish council"\n')
    (tmp_path / "xx.toml").write_text('[bodies]\ncouncil = "Rada"\n')
    charter = charter_templates.read(tmp_path)
    standard = charter_templates.read("standard")
    assert charter.data == {**standard.data, "mandate_days": 1460}
    assert charter.words["en"]["bodies"] == {
        **standard.words["en"]["bodies"],
        "council": "Parish council",
    }
    assert charter.words["xx"] == {"bodies": {"council": "Rada"}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("set_up_days = 3650", "", "set_up_days: expected a number of days"),
        ("mandate_days = 1825", "mandate_days = 0", "mandate_days: expected a number of days"),
        ('body = "council"', 'body = "counsil"', "there is no body counsil"),
        ("number = 2\n", "number = 1\n", "article 1 is there twice"),
        ("answer-cases = 14", "anser-cases = 14", "article 2: no action here knows the duty"),
        ('raise-cases = ["', 'rais-cases = ["', "no action here knows the right rais-cases"),
        ('"adopt-local-rules"', '"adopt-rules"', "no action here knows the power adopt-rules"),
        ("gives_mandates = true", "gives_mandate = true", "article 1: gives_mandate is not known"),
        ("[[bodies]]", "[[bodys]]", "there is no body council"),
        ('kind = "reviewer"', 'kind = "judge"', "body reviewer: kind: expected one of council"),
        ('kind = "system"', 'kind = "agency"', "expected a body of the kind system"),
        ("set_up_days", "=", "charter.toml"),
    ],
)
def test_a_mistake_is_named_by_its_place(
    changed: Callable[..., Path], old: str, new: str, said: str
) -> None:
    with pytest.raises(ContentError, match=said):
        charter_templates.read(changed((old, new)))


def test_an_article_without_words_is_named(changed: Callable[..., Path]) -> None:
    words = (GOOD / "en.toml").read_text().replace("\n3 = ", "\n99 = ")
    charter = charter_templates.read(changed(words=words))
    with pytest.raises(ContentError, match=r"no language has the text articles\.3"):
        charter_templates.plan(charter, {"en": "Lindow"}, date(2026, 5, 1))


def test_a_charter_that_is_not_there_is_named() -> None:
    with pytest.raises(
        ContentError, match=r'there is no charter "village": give one of .*standard'
    ):
        charter_templates.read("village")


@pytest.mark.parametrize("name", charter_templates.templates())
def test_every_article_says_itself_in_one_sentence_of_each_language(name: str) -> None:
    charter = charter_templates.read(name)
    articles = {str(one["number"]) for one in charter.data["articles"]}
    for code, said in charter.words.items():
        assert set(said["summaries"]) == articles, code
        assert max(map(len, said["summaries"].values())) <= 120
    assert charter_templates.summary(charter, "Article 28") == charter_templates.summary(
        charter, 28
    )

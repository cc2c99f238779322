"""Changing law by hand: mandates, grants, deadlines, thresholds, prohibitions, new words, repeals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.actions import action_pages
from commonhall.actions.models import Version
from commonhall.core import search
from commonhall.core.refusals import BadInput
from commonhall.law import queries
from commonhall.law.challenges.actions import challenge_rule
from commonhall.law.instruments import actions, granting_actions
from commonhall.law.instruments.models import (
    Competence,
    Deadline,
    Prohibition,
    Provision,
    Right,
)
from commonhall.law.limits import actions as limits
from commonhall.law.mandates import actions as mandates
from commonhall.law.mandates.models import Mandate
from commonhall.record.models import Entry
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.law.test_pages import text_of
from tests.words import OTHER, box, texts

pytestmark = pytest.mark.django_db
CHANGES = ["amend", "repeal", "set-deadline", "set-threshold", "forbid-power", "set-sunset"]
GRANTS = ["grant-competence", "grant-right", "give-mandate"]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def own(hall: Hall, **given: Any) -> Provision:
    return kit.rule(hall, **given).provisions.get()


# --- what provisions demand and forbid ------------------------------------------------------------
def test_a_deadline_replaces_the_one_of_the_same_provision(hall: Hall) -> None:
    provision, day = own(hall), kit.clock.today()
    assert queries.deadline_days("answer-cases", day) is not None
    for days, starts in ((9, day), (5, day + timedelta(days=10))):
        limits.set_deadline.perform(
            hall.chair, provision=provision, duty="answer-cases", days=days, starts=starts
        )
    first, second = Deadline.objects.filter(provision=provision).order_by("pk")
    assert (first.ends, second.ends) == (day + timedelta(days=9), None)
    found = [queries.deadline_days("answer-cases", day + timedelta(days=n)) for n in (9, 10)]
    assert [one and one[0] for one in found] == [9, 5]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"duty": "sleep"}, "duty"),
        ({"days": 0}, "days"),
        ({"days": 4000}, "days"),
        ({"ends": kit.clock.today() - timedelta(days=1)}, "ends"),
    ],
)
def test_a_deadline_without_sense(hall: Hall, given: dict[str, Any], field: str) -> None:
    provision = own(hall)
    values = {"duty": "answer-cases", "days": 9, "starts": kit.clock.today(), **given}
    with pytest.raises(BadInput) as caught:
        limits.set_deadline.perform(hall.chair, provision=provision, **values)
    assert caught.value.field == field
    assert not Deadline.objects.filter(provision=provision).exists()


def test_a_threshold_is_set_and_the_lowest_counts(hall: Hall) -> None:
    provision, day = own(hall), kit.clock.today()
    limits.set_threshold.perform(
        hall.chair, provision=provision, matter="recall-mandate", per_cent=3, starts=day, least=4
    )
    found = queries.threshold("recall-mandate", day)
    assert found is not None and (found.per_cent, found.least) == (3, 4)
    with pytest.raises(BadInput) as caught:
        limits.set_threshold.perform(
            hall.chair, provision=provision, matter="recall-mandate", per_cent=101, starts=day
        )
    assert (
        caught.value.field == "per_cent" and not provision.thresholds.exclude(per_cent=3).exists()
    )


def test_a_power_is_forbidden_in_a_place(hall: Hall) -> None:
    from commonhall.delivery.plan.actions import adopt_item

    provision, day = own(hall), kit.clock.today()
    granting_actions.grant_competence.perform(
        hall.chair,
        provision=provision,
        body=hall.body("roads"),
        power="set-plans",
        unit=hall.unit("root"),
        starts=day,
    )
    limits.forbid_power.perform(
        hall.chair, provision=provision, power="set-plans", unit=hall.unit("north"), starts=day
    )
    given = {"level": "goal", "names": texts("Roads"), "body": hall.body("roads")}
    assert (
        kit.refusal(lambda: adopt_item.perform(hall.roads, unit=hall.unit("north"), **given))
        == "forbidden"
    )
    adopt_item.perform(hall.roads, unit=hall.unit("south"), **given)
    with pytest.raises(BadInput):
        limits.forbid_power.perform(
            hall.chair, provision=provision, power="*", unit=hall.unit("north"), starts=day
        )
    assert Prohibition.objects.count() == 1


# --- words ----------------------------------------------------------------------------------------
def test_new_words_keep_the_number_and_the_versions_keep_the_old_ones(hall: Hall) -> None:
    provision = own(hall)
    new = texts("Stalls close at dusk.")
    actions.amend_provision.perform(hall.chair, provision=provision, texts=new)
    provision.refresh_from_db()
    assert (provision.texts, provision.number) == (new, "Paragraph 1")
    old, now = Version.objects.filter(type="law.provision", object_id=provision.pk).order_by(
        "version"
    )
    assert "noon" in str(old.__dict__) and "dusk" in str(now.__dict__)
    found = [
        search.matching(Provision.objects.all(), "law.provision", word).exists()
        for word in ("dusk", "noon")
    ]
    assert found == [True, False]
    with pytest.raises(BadInput) as caught:
        actions.amend_provision.perform(hall.chair, provision=provision, texts=new)
    assert caught.value.field == "texts"


def test_only_what_a_body_adopted_itself_is_changed(hall: Hall) -> None:
    article, mine, day = Provision.objects.get(number="Article 2"), own(hall), kit.clock.today()
    new = texts("Nobody answers.")
    tries = (
        lambda by, provision: actions.amend_provision.perform(by, provision=provision, texts=new),
        lambda by, provision: actions.repeal_provision.perform(by, provision=provision, on=day),
        lambda by, provision: limits.set_deadline.perform(
            by, provision=provision, duty="appeal", days=1, starts=day
        ),
        lambda by, provision: limits.set_threshold.perform(
            by, provision=provision, matter="recall-mandate", per_cent=1, starts=day
        ),
        lambda by, provision: limits.forbid_power.perform(
            by, provision=provision, power="set-plans", unit=hall.unit("north"), starts=day
        ),
    )
    before = Version.objects.count()
    for one in tries:
        assert kit.refusal(lambda one=one: one(hall.chair, article)) in ("higher-law", "entrenched")
        assert kit.refusal(lambda one=one: one(hall.parks, mine)) == "no-competence"
        assert kit.refusal(lambda one=one: one(hall.resident, mine)) == "wrong-kind"
    assert Version.objects.count() == before
    # Another body that may adopt rules changes its own, not this one's.
    kit.competence(hall, "roads", actions.ADOPT)
    for one in tries:
        assert kit.refusal(lambda one=one: one(hall.roads, mine)) == "not-its-law"
    actions.repeal_provision.perform(hall.chair, provision=mine, on=day)
    mine.refresh_from_db()
    with kit.later(1):
        assert kit.refusal(lambda: tries[0](hall.chair, mine)) == "ended"


# --- doors ----------------------------------------------------------------------------------------
def test_what_may_be_done_with_a_provision_is_found_under_it(hall: Hall) -> None:
    provision = own(hall)
    article = Provision.objects.get(number="Article 2")
    assert article.entrenched
    chair = signed_in("chair", hall.chair.ref)
    shown = text_of(chair, f"/law/{provision.instrument_id}/")
    for one in action_pages.on(Provision):
        linked = f'href="{action_pages.url_of(one, provision)}"' in shown
        # Everybody is shown the way to a challenge.
        assert linked is (one is challenge_rule or bool(one.check(hall.chair, provision))), one.code
    assert all(f"/provisions/{provision.pk}/{word}/" in shown for word in CHANGES + GRANTS)
    charter = text_of(chair, f"/law/{article.instrument_id}/")
    assert not any(f"/provisions/{article.pk}/{word}/" in charter for word in CHANGES)
    for client in (Client(), signed_in("resident")):
        shown = text_of(client, f"/law/{provision.instrument_id}/")
        assert not any(f"/provisions/{provision.pk}/{word}/" in shown for word in CHANGES + GRANTS)


def test_many_provisions_cost_no_more_queries_than_one(hall: Hall) -> None:
    chair, counts = signed_in("chair", hall.chair.ref), []
    for number in (1, 9):
        rows = [(f"Paragraph {n}", texts("a")) for n in range(number)]
        made = kit.rule(hall, code=f"rule-{number}", provisions=rows)
        text_of(chair, made.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            text_of(chair, made.get_absolute_url())
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_grants_and_mandates_by_form(hall: Hall) -> None:
    provision, day = own(hall), kit.clock.today()
    chair = signed_in("chair", hall.chair.ref)
    starts, ends = day.isoformat(), (day + timedelta(days=300)).isoformat()
    roads, north = hall.body("roads").pk, hall.unit("north").pk
    at = f"/law/provisions/{provision.pk}"
    sent: dict[str, dict[str, Any]] = {
        "grant-competence": {
            "body": roads,
            "power": "set-plans",
            "unit": north,
            "starts": starts,
            "most": "1500",
        },
        "grant-right": {"right": "appeal", "holder": "organisation", "starts": starts},
        "give-mandate": {"body": roads, "origin": "council", "starts": starts, "ends": ends},
        "set-deadline": {"duty": "appeal", "days": "60", "starts": starts},
        "set-threshold": {"matter": "recall-mandate", "per_cent": "2", "starts": starts},
        "forbid-power": {"power": "set-plans", "unit": north, "starts": starts},
        "amend": {"texts_en": "Stalls close at dusk."},
        "repeal": {"on": ends},
    }
    # One mandate at a time: the one from the founding ends first.
    founded = Mandate.objects.get(body__code="roads")
    mandates.recall_mandate.perform(hall.chair, founded, on=day)
    for word, given in sent.items():
        assert chair.post(f"{at}/{word}/", {}).status_code == 400, word
        answer = chair.post(f"{at}/{word}/", given)
        assert answer.status_code == 302, (word, answer.content.decode())
        assert answer["Location"] == f"/law/{provision.instrument_id}/#provision-{provision.pk}"
    assert Competence.objects.get(provision=provision).most == 150000
    assert Right.objects.get(provision=provision).holder == "organisation"
    assert Deadline.objects.get(provision=provision).days == 60
    provision.refresh_from_db()
    assert provision.texts == {"en": "Stalls close at dusk."}
    mandate = Mandate.objects.get(provision=provision)
    recall = f"/law/mandates/{mandate.pk}/recall/"
    assert recall in text_of(chair, f"/law/mandates/{mandate.pk}/")
    assert chair.post(recall, {"on": starts}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.recalled_on == day
    assert "Stalls close at dusk" in text_of(chair, f"{at}/amend/")


def test_a_key_alone_does_not_change_the_law(hall: Hall) -> None:
    provision = own(hall)
    mandate = Mandate.objects.get(body__code="roads")
    day = kit.clock.today().isoformat()
    before = Entry.objects.exclude(kind="refusal").count()
    for path, given in (
        (f"/provisions/{provision.pk}/amend", {"texts": {"en": "Other."}}),
        (f"/provisions/{provision.pk}/repeal", {"on": day}),
        (f"/provisions/{provision.pk}/set-deadline", {"duty": "appeal", "days": 1, "starts": day}),
        (f"/mandates/{mandate.pk}/recall", {"on": day}),
    ):
        answer = by_key(hall.chair, path, given, confirmed=False)
        assert (answer.status_code, answer.json()["code"]) == (403, "second-factor"), path
    assert Entry.objects.exclude(kind="refusal").count() == before


def test_a_mandate_has_a_term(hall: Hall) -> None:
    day = kit.clock.today()
    with pytest.raises(BadInput) as caught:
        mandates.give_mandate.perform(
            hall.chair,
            provision=own(hall),
            body=hall.body("roads"),
            origin="council",
            starts=day,
            ends=day - timedelta(days=1),
        )
    assert caught.value.field == "ends"
    # Whose power does not reach where the body stands gives it no mandate.
    assert (
        kit.refusal(
            lambda: mandates.give_mandate.perform(
                hall.parks,
                provision=Provision.objects.get(number="Article 2"),
                body=hall.body("roads"),
                origin="council",
                starts=day,
                ends=day,
            )
        )
        == "no-competence"
    )


# --- numbered provisions --------------------------------------------------------------------------
TWO = "# Paragraph 1\nFirst.\n\n# Paragraph 2\nSecond,\n\nand more."


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"provisions_en": TWO, box("provisions"): "# 第1款\n一。"}, "the same number of"),
        ({"provisions_en": "# Paragraph 1\nx\n# Paragraph 1\ny"}, "have the same number"),
        ({"provisions_en": "# Paragraph 1\n"}, "has no text"),
        ({"provisions_en": f"# {'x' * 41}\ny"}, "up to 40 characters"),
        ({"provisions_en": " "}, "required"),
    ],
)
def test_boxes_of_provisions_that_do_not_fit(hall: Hall, boxes: dict[str, str], said: str) -> None:
    chair, day = signed_in("chair", hall.chair.ref), kit.clock.today().isoformat()
    form = {
        "code": "two",
        "rank": "4",
        "unit": hall.unit("root").pk,
        "starts": day,
        "titles_en": "Two",
        **boxes,
    }
    answer = chair.post("/law/adopt/", form)
    assert answer.status_code == 400 and said in answer.content.decode()
    form |= {"provisions_en": TWO, box("provisions"): TWO}
    assert chair.post("/law/adopt/", form).status_code == 302
    made = Provision.objects.filter(instrument__code="two").order_by("pk")
    assert [one.texts["en"] for one in made] == ["First.", "Second,\n\nand more."]
    assert [one.number for one in made] == ["Paragraph 1", "Paragraph 2"]


def test_provisions_of_a_program_are_what_it_sent() -> None:
    from commonhall.actions import forms
    from commonhall.actions.inputs import Input

    asked: Input = actions.adopt_instrument.inputs["provisions"].input
    rows = [
        {"number": "Paragraph 1", "texts": {"en": "First.\n\nStill.", OTHER: "一。"}},
        {"number": "Paragraph 2", "texts": {"en": "Second."}},
    ]
    given = {"provisions": rows, "titles": {"en": "T"}, "code": "t", "rank": 4, "unit": "x"}
    with pytest.raises(BadInput) as caught:
        forms.read(actions.adopt_instrument, None, {**given, "starts": "2026-01-01"})
    assert caught.value.field == "unit"
    data = asked.form_data("provisions", rows)
    field = asked.field(True)
    found = asked.value(field.clean(field.widget.value_from_datadict(data, {}, "provisions")))
    assert found == [(one["number"], one["texts"]) for one in rows]
    for wrong in (3, [3], [{"number": "1"}], [{"number": "1", "texts": {"en": "# 2"}}]):
        with pytest.raises(Exception, match="list of numbers and texts"):
            asked.form_data("provisions", wrong)

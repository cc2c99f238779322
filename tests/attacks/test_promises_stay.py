"""Attacks on promises: days that are moved, promises made three times, silence about what was broken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonhall.actions.action_pages import url_of
from commonhall.cases.cases import actions as cases
from commonhall.cases.cases import state_actions
from commonhall.cases.duplicates import actions as duplicates
from commonhall.consultations.round_tables import actions as tables
from commonhall.consultations.round_tables import commitment_actions
from commonhall.core import clock, jobs
from commonhall.delivery.plan import actions as plan
from commonhall.delivery.plan import milestone_actions
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.frameworks import observations
from commonhall.evaluation.indicators import rates
from commonhall.law.agenda import agenda
from commonhall.law.promises import queries
from commonhall.law.promises.actions import say_why
from commonhall.law.promises.models import Promise
from commonhall.law.promises.queries import Counted
from commonhall.law.promises.timers import watch
from commonhall.people.bodies.models import OfficeTerm
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.consultations import kit as consulted
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def counted() -> Counted:
    return queries.in_all(Promise.objects.all(), clock.today())


def project(hall: Hall) -> Item:
    item = plan.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=1000_00,
    ).result
    plan.start_item.perform(hall.parks, item=item, due_on=clock.today() + timedelta(days=5))
    return Item.objects.get(pk=item.pk)


def test_an_overdue_day_amended_to_the_far_future_stays_broken(hall: Hall) -> None:
    item = project(hall)
    with kit.later(10):
        assert counted() == Counted(broken=1)
        far = (clock.today() + timedelta(days=700)).isoformat()
        sent = {
            "names_en": "Lamps",
            "budget": "1000",
            "due_on": far,
            "reason": "It takes longer.",
        }
        client = signed_in(hall.chair)
        assert client.post(f"/plan/{item.pk}/amend/", sent).status_code == 302
        assert Item.objects.get(pk=item.pk).due_on.isoformat() == far
        assert counted() == Counted(broken=1)
        watch()
        promise = Promise.objects.get()
        assert (promise.moved, promise.reason, promise.broken_on) == (
            1,
            "It takes longer.",
            clock.today(),
        )
        page = Client().get(f"/plan/{item.pk}/").content.decode()
        assert "the first day counts" in page and "It takes longer." in page
        told = Client().get("/api/v1/promises?state=broken").json()["items"]
        assert [one["due_on"] for one in told] == [far]
    # Delivered by the day that was named since, it was delivered late all the same.
    with kit.later(20):
        plan.finish_item.perform(hall.parks, item=Item.objects.get(pk=item.pk))
        assert counted() == Counted(late=1)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_taking_the_day_out_of_the_plan_takes_no_promise_back(hall: Hall) -> None:
    item = project(hall)
    given = {"names": item.names, "budget": 1000_00, "reason": "No day is needed."}
    plan.amend_item.perform(hall.chair, item=item, **given)
    assert Item.objects.get(pk=item.pk).due_on is None
    with kit.later(6):
        assert counted() == Counted(broken=1)


def test_moving_a_day_demands_a_reason(hall: Hall) -> None:
    item = plan.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        due_on=clock.today() + timedelta(days=3),
    ).result
    later = clock.today() + timedelta(days=90)
    wrong_everywhere(hall.parks, plan.start_item, item, {"due_on": later}, field="reason")
    assert Promise.objects.get().moved == 0


def test_a_case_promised_three_times_is_one_promise_with_the_first_day(hall: Hall) -> None:
    case, first = hall.raise_case(), clock.today() + timedelta(days=3)
    client = signed_in(hall.parks)
    for days in (3, 400, 1800):
        day = (clock.today() + timedelta(days=days)).isoformat()
        sent = {"text": f"In {days} days.", "promise": day}
        assert client.post(f"/cases/{case.pk}/answer/", sent).status_code == 302
    promise = Promise.objects.get()
    assert (promise.first_on, promise.moved, promise.reason) == (first, 2, "In 1800 days.")
    with kit.later(4):
        watch()
        assert counted() == Counted(broken=1)
        cases.mark_done.perform(hall.parks, case=case, text="Done.")
        assert counted() == Counted(late=1)


def test_saying_done_in_time_without_doing_it_keeps_nothing(hall: Hall) -> None:
    case = hall.raise_case()
    day = clock.today() + timedelta(days=3)
    cases.answer_case.perform(hall.parks, case=case, text="Soon.", promise=day)
    cases.mark_done.perform(hall.parks, case=case, text="Done.")
    assert counted() == Counted(kept=1)
    cases.refuse_result.perform(hall.resident, case=case, text="It is dark.")
    assert counted() == Counted(to_come=1)
    with kit.later(5):
        assert counted() == Counted(broken=1)
        cases.mark_done.perform(hall.parks, case=case, text="Now it is.")
        assert counted() == Counted(late=1)


def test_giving_up_and_passing_on_count_against_whoever_promised(hall: Hall) -> None:
    day = clock.today() + timedelta(days=30)
    given_up, passed = hall.raise_case(), hall.raise_case()
    for case in (given_up, passed):
        cases.answer_case.perform(hall.parks, case=case, text="Soon.", promise=day)
    state_actions.decline_case.perform(hall.parks, case=given_up, reason="The cable is not ours.")
    assert counted() == Counted(broken=1, to_come=1)
    assert Promise.objects.get(thing=given_up.ref).word == "The cable is not ours."
    cases.pass_on_case.perform(hall.parks, case=passed, to=hall.body("roads"), reason="Theirs.")
    with kit.later(31):
        by_body = queries.counted(Promise.objects.all(), clock.today(), "body__code")
    assert by_body == {("parks",): Counted(broken=2)}


def test_joining_an_overdue_case_to_another_hides_nothing(hall: Hall) -> None:
    """Nor when the other one is then declined, or done late."""
    day = clock.today() + timedelta(days=3)
    overdue, other = hall.raise_case(), hall.raise_case()
    cases.answer_case.perform(hall.parks, case=overdue, text="Soon.", promise=day)
    with kit.later(4):
        assert counted() == Counted(broken=1)
        page = url_of(duplicates.join_to_case, other)
        sent = {"cases": str(overdue.pk), "reason": "The same lamp."}
        assert signed_in(hall.parks).post(page, sent).status_code == 302
        overdue.refresh_from_db()
        assert overdue.main_id == other.pk
        assert counted() == Counted(broken=1)
        state_actions.decline_case.perform(hall.parks, case=other, reason="Not ours.")
        assert counted() == Counted(broken=1)
        assert Promise.objects.get().first_on == day


def test_silence_goes_to_the_head_the_reviewer_and_the_council(hall: Hall) -> None:
    reviewer = kit.seat(hall, "reviewer", person("reviewer"))
    project(hall)
    with kit.later(6):
        watch()
    told: list[Any] = []
    for days in (14, 15, 22, 30, 40, 60):
        with kit.later(days):
            watch()
            told.append(Promise.objects.get().escalated)
    assert told == [1, 1, 2, 3, 3, 3]
    promise = Promise.objects.get()
    heads = Entry.objects.filter(action="law.escalate_promise").order_by("id")
    assert [
        f'"told":"{code}"' in one.body
        for code, one in zip(("parks", "reviewer", "council"), heads, strict=True)
    ] == [True] * 3
    council = hall.body("council")
    assert [one.about for one in agenda.waiting(council)] == [promise.ref]
    page = Client().get(f"/bodies/{council.pk}/").content.decode()
    assert "On its agenda by law" in page
    with kit.later(61):
        address = f"/law/promises/{promise.pk}/say-why/"
        for who, by in (
            (hall.roads, "competence other-body"),
            (reviewer, "competence other-body"),
        ):
            refused_everywhere(who, say_why, promise, {"text": "x"}, by=by)
        said = signed_in(hall.parks).post(address, {"text": "We had **no** crane."})
        assert said.status_code == 302
    promise.refresh_from_db()
    assert promise.word == "We had **no** crane." and not agenda.waiting(council).exists()
    assert Client().get("/promises/", follow=True).status_code == 200
    assert counted() == Counted(broken=1)


def test_the_figure_that_is_published_goes_by_the_first_day(hall: Hall) -> None:
    project(hall)
    with kit.later(1):
        item = Item.objects.get()
        far = clock.today() + timedelta(days=4000)
        given = {"names": item.names, "budget": 1000_00, "due_on": far, "reason": "Later."}
        plan.amend_item.perform(hall.chair, item=item, **given)
    ends = clock.today() + timedelta(days=40)
    rows = observations._promises(rates.span_of(clock.today() - timedelta(days=9), ends), None)
    assert [(one.first_on, one.kept_on) for one in rows] == [
        (clock.today() + timedelta(days=5), None)
    ]


def test_the_list_is_flat_filtered_and_hostile_words_are_text(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        case = hall.raise_case(title=f"Lamp {number} <script>alert(1)</script>")
        day = clock.today() + timedelta(days=number)
        cases.answer_case.perform(hall.parks, case=case, text="Soon.", promise=day)
    client = Client()
    with django_assert_max_num_queries(10):
        page = client.get("/law/promises/").content.decode()
    assert page.count("item-title") == 21 and "<script>alert" not in page
    assert "No promises match" in client.get("/law/promises/?state=kept").content.decode()
    for query in ("body=parks&kind=case", "state=silent", "state=<x>", "body=<x>&cursor="):
        assert client.get(f"/law/promises/?{query}").status_code == 200
    told = client.get("/api/v1/promises/counts").json()
    assert [(one["body"], one["kind"], one["made"]) for one in told] == [("parks", "case", 25)]
    lines = b"".join(client.get("/open/law.promises.csv")).decode().splitlines()  # type: ignore[arg-type]
    assert len(lines) == 26


def test_the_word_that_is_owed_is_told_by_letter_and_stands_on_the_pages(hall: Hall) -> None:
    made = project(hall)
    with kit.later(6):
        assert watch()
        while jobs.run_one("tester"):
            pass
        assert "parks@example.org" in {one.to[0] for one in mail.outbox}
        promise = Promise.objects.get()
        assert (promise.word_due_on, promise.escalated) == (
            clock.today() + timedelta(days=7),
            0,
        )
        term = OfficeTerm.objects.get(office__code="parks-desk")
        official = reverse("people:official", args=[term.pk])
        page = Client().get(official).content.decode()
        assert "Broken promises waiting for an explanation" in page and made.name in page
        address = f"/law/promises/{promise.pk}/say-why/"
        assert signed_in(hall.parks).post(address, {"text": "No crane."}).status_code == 302
        assert "waiting for an explanation" not in Client().get(official).content.decode()


def test_the_line_of_a_promise_stands_beside_milestones_commitments_and_alarms(hall: Hall) -> None:
    made = project(hall)
    step = milestone_actions.add_milestone.perform(
        hall.parks, item=made, names=texts("Ground"), due_on=clock.today() + timedelta(days=2)
    ).result
    shown = Promise.objects.get(thing=step.ref).get_absolute_url()
    assert shown in Client().get(made.get_absolute_url()).content.decode()
    guest = consulted.organisation(hall)
    table = consulted.table(hall, guest)
    item = table.items.order_by("pk")[0]
    agreed = tables.propose.perform(hall.parks, item=item, text="Both pay.").result
    commitment_actions.commit.perform(
        hall.parks, agreement=agreed, text="Half", due_on=clock.today()
    )
    tables.assent.perform(guest, agreement=agreed, verdict="assent")
    promise = Promise.objects.get(kind="commitment")
    with kit.later(3):
        watch()
        page = Client().get(table.get_absolute_url()).content.decode()
    assert promise.get_absolute_url() in page and "The body must explain this in public" in page

"""Why they may do this: read back from any entry, as the law stood when it was done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.cases.cases import actions as case_actions
from commonhall.consultations.conversations.models import Conversation
from commonhall.law import duties
from commonhall.law.instruments.models import Provision
from commonhall.law.powers import why
from commonhall.law.reviews import actions
from commonhall.record.models import Entry
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_public_power_down_to_the_mandate(hall: Hall) -> None:
    kit.decided(hall)
    found = why.of_entry(Entry.objects.get(action="decisions.table_motion", kind="action"))
    assert (found.kind, found.what, len(found.rests)) == ("power", "decide-matters", 1)
    (rest,) = found.rests
    assert rest.provision and rest.instrument and rest.competence and rest.mandate
    assert rest.provision["number"] == "Article 12" and rest.instrument["code"] == "charter"
    assert rest.body == hall.body("council") and rest.in_force
    # A consultation nobody made in this test stands as its ref; what matters is that it is named.
    assert [one.ref for one in rest.asked] == [Conversation.objects.get().ref]


def test_it_stays_what_it_was_after_the_law_has_changed(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    from commonhall.law.instruments import granting_actions

    granting_actions.grant_competence.perform(
        hall.chair,
        provision=provision,
        body=hall.body("roads"),
        power="set-plans",
        unit=hall.unit("north"),
        starts=kit.clock.today(),
    )
    from commonhall.delivery.plan import actions as plan_actions
    from tests.words import texts

    outcome = plan_actions.adopt_item.perform(
        hall.roads,
        level="goal",
        names=texts("Roads"),
        unit=hall.unit("north"),
        body=hall.body("roads"),
    )
    actions.set_sunset.perform(
        hall.chair, provision=provision, ends=kit.clock.today(), text="Enough."
    )
    (rest,) = why.of_entry(outcome.entry).rests
    assert rest.provision is not None and rest.provision["ends"] is None and rest.in_force
    assert Provision.objects.get(pk=provision.pk).ends == kit.clock.today()
    with kit.later(2):
        assert [
            one.grant.body.code for one in why.who_may(plan_actions.adopt_item, kit.clock.today())
        ] == ["council"]


def test_rights_children_system_refusals_and_the_founding(hall: Hall) -> None:
    case = hall.raise_case()
    raised = why.of_entry(Entry.objects.get(action="cases.raise_case"))
    assert raised.kind == "right" and raised.rests[0].right is not None
    founded = why.of_entry(Entry.objects.get(action="law.found"))
    assert (founded.kind, founded.rests) == ("founding", [])
    kit.refusal(lambda: case_actions.answer_case.perform(hall.chair, case=case, text="x"))
    refused = why.of_entry(Entry.objects.get(kind="refusal"))
    assert refused.kind == "refusal" and not refused.rests
    kit.decided(hall)
    appeal = kit.appealed(kit.confirmed(hall))
    from commonhall.law.appeals.actions import decide_appeal
    from commonhall.law.timers import watch

    outcome = decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="Wrong."
    )
    child = why.of_entry(outcome.children[0])
    assert child.parent == outcome.entry and child.what == "review-decisions"
    kit.appealed(voter(hall, 4))
    with kit.later(31):
        watch()
    system = why.of_entry(Entry.objects.get(action="law.mark_overdue"))
    assert system.rests[0].body == hall.body("system") and system.rests[0].mandate is not None


def test_the_pages_show_it(hall: Hall) -> None:
    kit.decided(hall)
    client = Client()
    entry = Entry.objects.get(action="decisions.table_motion", kind="action")
    shown = client.get(f"/law/why/{entry.pk}/").content.decode()
    for words in (
        "decide-matters",
        "Article 12",
        "Charter",
        "constitution",
        "those concerned are asked",
    ):
        assert words in shown, words
    assert f"/law/why/{entry.pk}/" in client.get(f"/record/entry/{entry.pk}/").content.decode()
    founding = Entry.objects.get(action="law.found")
    assert (
        "is not based on anything before it"
        in client.get(f"/law/why/{founding.pk}/").content.decode()
    )
    who = client.get("/law/who/decisions.table_motion/").content.decode()
    assert "Council" in who
    assert client.get("/law/who/nothing.at_all/").status_code == 404
    assert client.get("/law/who/law.found/").status_code == 404


def test_a_refusal_leads_to_who_may(hall: Hall) -> None:
    from commonhall.people.accounts.models import Account

    case = hall.raise_case()
    client = Client()
    client.force_login(Account.objects.get(email="resident@example.org"))
    assert "/law/who/cases.answer_case/" in client.get(f"/cases/{case.pk}/").content.decode()


def test_duties_and_how_they_are_kept(hall: Hall) -> None:
    first, second, third = (hall.raise_case() for _ in range(3))
    case_actions.answer_case.perform(hall.parks, case=first, text="Yes.")
    with kit.later(20):
        case_actions.answer_case.perform(hall.parks, case=second, text="Late.")
    all_owed = duties.of_body(hall.body("parks"), kit.clock.today() + timedelta(days=20))
    (owed,) = (one for one in all_owed if one.duty.code == "answer-cases")
    assert (owed.duty.code, owed.days, owed.provision.number) == ("answer-cases", 14, "Article 2")
    assert owed.kept == duties.Kept(in_time=1, late=1, waiting=1, overdue=1)
    kit.decided(hall)
    kit.appealed(kit.confirmed(hall))
    found = {row.duty.code: row for row in duties.of_body(hall.body("reviewer"), kit.clock.today())}
    assert found["decide-appeal"].kept == duties.Kept(waiting=1)
    shown = Client().get(f"/law/bodies/{hall.body('parks').pk}/").content.decode()
    assert "Answer cases" in shown and third.pk

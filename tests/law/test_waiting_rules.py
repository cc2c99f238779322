"""Who makes a rule says which protected right it touches; such a rule waits for the reviewer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.law import queries, timers
from commonhall.law.higher_law.actions import bar_by_higher_law, enter_higher_law
from commonhall.law.instruments.actions import adopt_instrument, amend_provision
from commonhall.law.instruments.granting_actions import grant_competence
from commonhall.law.instruments.models import Competence, Provision, Right
from commonhall.law.waiting_rules.actions import allow_waiting_rule, object_to_waiting_rule
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.open_data.action_operations import address
from commonhall.people.residents.models import Person
from tests.actions.samples import set_fields
from tests.actions.samples.law import higher, waiting
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def raise_cases() -> str:
    return Right.objects.get(right="raise-cases", holder="person").ref


def article(number: int) -> Provision:
    return Provision.objects.get(number=f"Article {number}")


def in_force(thing: WaitingRule) -> bool:
    day = clock.today()
    rows = Provision.objects.filter(queries.in_force(day), instrument=thing.instrument)
    return rows.filter(queries.in_force(day, "instrument__")).exists()


def form(hall: Hall, **more: Any) -> dict[str, Any]:
    return {
        "unit": hall.unit("root").pk,
        "code": "night",
        "rank": 4,
        "titles_en": "Quiet nights",
        "provisions_en": "Cases of noise wait until the morning.",
        "starts": clock.today().isoformat(),
        **more,
    }


def test_the_page_asks_and_a_touched_right_needs_a_higher_provision(hall: Hall) -> None:
    client, page = signed_in(hall.chair), action_pages.url_of(adopt_instrument)
    shown = client.get(page).content.decode()
    assert "Which protected rights it touches" in shown and raise_cases() in shown
    answer = client.post(page, form(hall, touches=[raise_cases()]))
    assert answer.status_code == 400
    assert "Choose the higher provision that allows it" in answer.content.decode()
    sent = form(hall, touches=[raise_cases()], allowed_by=article(8).pk)
    answer = client.post(page, sent, follow=True)
    [thing] = WaitingRule.objects.all()
    until = clock.today() + 30 * ONE
    assert (thing.state, thing.until, in_force(thing)) == ("waiting", until, False)
    shown = Client().get(thing.instrument.get_absolute_url()).content.decode()
    assert "waiting for the reviewer until" in shown
    assert "Quiet nights" in Client().get("/law/waiting/").content.decode()
    assert Client().get("/api/v1/law/waiting").json()[0]["state"] == "waiting"
    reviewers = f"/bodies/{hall.body('reviewer').pk}/"
    assert thing.get_absolute_url() in Client().get(reviewers).content.decode()


def test_it_begins_with_the_reviewers_leave_or_when_nobody_objected(hall: Hall) -> None:
    thing = waiting(hall)
    reviewer = signed_in(kit.seat(hall, "reviewer", person("judge")))
    assert "Give permission" in reviewer.get(thing.get_absolute_url()).content.decode()
    answer = reviewer.post(action_pages.url_of(allow_waiting_rule, thing), {"reasons": "Needed."})
    assert answer.status_code == 302
    assert in_force(thing)


def test_it_begins_by_itself_the_day_after(hall: Hall) -> None:
    thing = waiting(hall)
    assert timers.watch() == 0
    with clock.replay(clock.now() + 30 * ONE):
        assert not in_force(thing)
        assert timers.watch() == 0
    with clock.replay(clock.now() + 31 * ONE):
        assert in_force(thing)
        timers.watch()
    thing.refresh_from_db()
    assert thing.state == "unopposed"


def test_an_objection_keeps_it_out_of_force_for_ever(hall: Hall) -> None:
    thing = waiting(hall)
    object_to_waiting_rule.perform(kit.reviewer(hall), thing, reasons="Too far.")
    with clock.replay(clock.now() + 60 * ONE):
        timers.watch()
        thing.refresh_from_db()
        assert (thing.state, in_force(thing)) == ("objected", False)


def test_new_words_wait_and_the_old_ones_hold_meanwhile(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    old, new = provision.texts, texts("Nobody raises a case at night.")
    given: dict[str, Any] = {"touches": [raise_cases()], "allowed_by": article(8)}
    amend_provision.perform(hall.chair, provision, texts=new, **given)
    provision.refresh_from_db()
    assert provision.texts == old
    with pytest.raises(BadInput, match="waiting for the reviewer"):
        amend_provision.perform(hall.chair, provision, texts=texts("Something else."))
    [thing] = WaitingRule.objects.all()
    allow_waiting_rule.perform(kit.reviewer(hall), thing)
    provision.refresh_from_db()
    assert provision.texts == new


def test_words_that_fit_no_longer_are_not_put_in_place(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    given: dict[str, Any] = {"touches": [raise_cases()], "allowed_by": article(8)}
    amend_provision.perform(hall.chair, provision, texts=texts("At night."), **given)
    set_fields(provision, texts=texts("Other words."))
    [thing] = WaitingRule.objects.all()
    reviewer = kit.reviewer(hall)
    assert refusal(lambda: allow_waiting_rule.perform(reviewer, thing)) == "changed-meanwhile"
    with clock.replay(clock.now() + 31 * ONE):
        timers.watch()
    thing.refresh_from_db()
    provision.refresh_from_db()
    assert (thing.state, provision.texts) == ("overtaken", texts("Other words."))


# --- attacks --------------------------------------------------------------------------------------
def test_the_council_gives_itself_leave(hall: Hall) -> None:
    thing = waiting(hall)
    for who in (hall.chair, hall.clerk, hall.parks):
        answer = signed_in(who).post(action_pages.url_of(allow_waiting_rule, thing), {})
        assert answer.status_code == 403
    # Nor with the power in its hands, nor by a member who is the reviewer, too.
    kit.competence(hall, "council", "review-decisions")
    assert refusal(lambda: allow_waiting_rule.perform(hall.chair, thing)) == "for-itself"
    both = kit.seat_on_both_sides(hall, "reviewer", Person.objects.get(pk=hall.chair.person))
    assert refusal(lambda: allow_waiting_rule.perform(both, thing)) == "for-itself"
    assert not in_force(thing)


def test_nothing_weaker_allows_it_also_by_program(hall: Hall) -> None:
    own = kit.rule(hall, code="own").provisions.get()
    given: dict[str, Any] = {"touches": [raise_cases()]}
    for allowed_by in (None, own):
        with pytest.raises(BadInput) as caught:
            kit.rule(hall, code="next", allowed_by=allowed_by, **given)
        assert caught.value.field == "allowed_by"
    body = {
        "unit": "root",
        "code": "night",
        "rank": 4,
        "titles": texts("Quiet nights"),
        "provisions": [{"number": "Paragraph 1", "texts": texts("Wait.")}],
        "starts": clock.today().isoformat(),
        "touches": [raise_cases()],
    }
    answer = by_key(hall.chair, address(adopt_instrument), body)
    assert (answer.status_code, answer.json()["field"]) == (422, "allowed_by")


def test_what_is_barred_is_neither_spoken_of_nor_granted(hall: Hall) -> None:
    own = kit.rule(hall, code="early", speaks_of=["set-plans"]).provisions.get()
    above = enter_higher_law.perform(hall.clerk, **higher(hall)).result.provisions.get()
    bar_by_higher_law.perform(
        kit.reviewer(hall),
        above,
        power="set-plans",
        unit=hall.unit("root"),
        starts=clock.today(),
        protects="planning by the region",
    )
    assert refusal(lambda: kit.rule(hall, code="late", speaks_of=["set-plans"])) == "forbidden"
    given: dict[str, Any] = {"body": hall.body("parks"), "power": "set-plans"}
    assert (
        refusal(
            lambda: grant_competence.perform(
                hall.chair, own, unit=hall.unit("root"), starts=clock.today(), **given
            )
        )
        == "forbidden"
    )
    assert not Competence.objects.filter(provision=own).exists()
    # What it protects is asked about from then on.
    page = signed_in(hall.chair).get(action_pages.url_of(adopt_instrument)).content.decode()
    assert "planning by the region" in page

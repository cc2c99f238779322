"""Pages, programs and open data of initiatives: who sees what, in few queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.consultations.initiatives import answer_actions, paper_actions
from commonhall.consultations.initiatives.models import Initiative, InitiativeSignature
from commonhall.core.exports import datasets
from tests.asking_kit import confirmed
from tests.consultations.initiatives import begun, reached, sign
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db
HERE = "/conversations/initiatives/"
SENT = {
    "title": "Light Mill Road until midnight",
    "text": "It is dark.",
    "kind": "motion",
    "name": "Ada",
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_one_is_begun_by_its_form_and_similar_ones_are_shown_once(hall: Hall) -> None:
    first = begun(hall, confirmed(hall, 1)[0])
    client = signed_in(kit.confirmed(hall))
    sent = {**SENT, "unit": hall.unit("north").pk}
    shown = client.post(f"{HERE}begin/", sent)
    assert shown.status_code == 200 and first.get_absolute_url() in shown.content.decode()
    assert Initiative.objects.count() == 1 and "It is dark." in shown.content.decode()
    made = client.post(f"{HERE}begin/", {**sent, "asked": "1"})
    one = Initiative.objects.latest("pk")
    assert made.status_code == 302 and made["Location"] == one.get_absolute_url()
    part = client.get(f"{HERE}similar/", {"title": "Mill Road: light until midnight"})
    assert first.get_absolute_url() in part.content.decode()


def test_bad_input_is_told_at_its_field_and_loses_nothing(hall: Hall) -> None:
    client = signed_in(kit.confirmed(hall))
    sent = {**SENT, "unit": hall.unit("south").pk, "asked": "1"}
    page = client.post(f"{HERE}begin/", sent)
    assert set(page.context["form"].errors) == {"unit"}
    assert "It is dark." in page.content.decode()


def test_who_may_not_begin_is_told_why_and_how_to_go_on(hall: Hall) -> None:
    said = signed_in("resident").get(HERE).content.decode()
    assert "/me/verify/" in said
    assert "/account/login/" in Client().get(HERE).content.decode()


def test_the_list_is_narrowed_and_paged_in_the_same_queries(hall: Hall) -> None:
    people = confirmed(hall, 30)
    for at, who in enumerate(people[:3]):
        begun(hall, who, title=f"Wish {at}")
    client = Client()
    client.get(HERE)
    with CaptureQueriesContext(connection) as few:
        client.get(HERE)
    for at, who in enumerate(people[3:]):
        begun(hall, who, title=f"Further wish {at}", kind="audit" if at % 2 else "answer")
    with CaptureQueriesContext(connection) as many:
        page = client.get(HERE)
    assert len(many) <= len(few) <= 8
    assert len(page.context["rows"]) == 20 and page.context["page"].older
    assert len(client.get(f"{HERE}?kind=audit").context["rows"]) == 13
    assert not client.get(f"{HERE}?state=lapsed").context["rows"]
    assert not client.get(f"{HERE}?place=south").context["rows"]
    assert len(client.get(f"{HERE}?q=further&kind=answer").context["rows"]) == 14


def test_a_page_takes_as_many_queries_with_fifty_signatures(hall: Hall) -> None:
    one = begun(hall, confirmed(hall, 1)[0], kind="vote")
    sign(confirmed(hall, 1)[0], one, "public", "First")
    client = Client()
    client.get(one.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        client.get(one.get_absolute_url())
    for at, who in enumerate(confirmed(hall, 40)):
        sign(who, one, "public", f"Signer {at}")
    with CaptureQueriesContext(connection) as many:
        said = client.get(one.get_absolute_url()).content.decode()
    assert len(many) <= len(few) and "Signer 39" in said and "Signer 3<" not in said


def test_the_page_says_what_is_owed_and_what_came_of_it(hall: Hall) -> None:
    one = reached(hall)
    said = Client().get(one.get_absolute_url()).content.decode()
    assert "must answer by" in said and "10 of 10" in said
    assert one.title in Client().get(f"/bodies/{one.body_id}/").content.decode()
    answer_actions.answer_initiative.perform(
        hall.chair, initiative=one, outcome="said", text="It will be **lit**."
    )
    said = Client().get(one.get_absolute_url()).content.decode()
    assert "<strong>lit</strong>" in said and "answered in public" in said


def test_whoever_counts_again_finds_the_way_on_the_page(hall: Hall) -> None:
    one = begun(hall)
    paper_actions.enter_signatures.perform(
        hall.clerk, initiative=one, number=3, evidence="Sheet 1."
    )
    reviewer = kit.reviewer(hall)
    assert "confirm-signatures" in signed_in(reviewer).get(one.get_absolute_url()).content.decode()
    assert "confirm-signatures" not in Client().get(one.get_absolute_url()).content.decode()
    page = signed_in(hall.clerk).post(
        f"{one.get_absolute_url()}enter-signatures/", {"evidence": "x", "lines": "A-17 1980"}
    )
    assert set(page.context["form"].errors) == {"lines"} and "A-17 1980" in page.content.decode()


def test_programs_and_open_data_read_the_numbers(hall: Hall, client: Any) -> None:
    one = begun(hall)
    sign(kit.confirmed(hall), one, "anonymous")
    shown = client.get(f"/api/v1/initiatives/{one.pk}").json()
    assert (shown["signed"], shown["needed"], shown["state"]) == (2, 10, "open")
    assert [row["id"] for row in client.get("/api/v1/initiatives?kind=answer").json()["items"]] == [
        one.pk
    ]
    (row,) = datasets()["consultations.initiatives"].rows()
    assert (row["ref"], row["signed"], row["body"]) == (one.ref, 2, "council")
    assert InitiativeSignature.objects.count() == 2


def test_what_runs_stands_on_the_first_page_and_in_the_menu(hall: Hall) -> None:
    one = begun(hall)
    assert one.title in Client().get("/").content.decode()
    assert HERE in Client().get("/take-part/").content.decode()

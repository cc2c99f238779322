"""Pages, programs and open data of participatory budgets: who sees what, in few queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.decisions.proposals import actions, ballot_actions
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.votes import option_actions
from tests.actions.samples import set_fields
from tests.actions.samples.cases import a_photo
from tests.asking_kit import confirmed
from tests.consultations.debates import say
from tests.decisions.budgets import (
    BALLOT,
    CHECK,
    MERGING,
    SUPPORT,
    check,
    opened,
    proposed,
    sifted,
    support,
)
from tests.decisions.kit import budget, open_it, voter
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.law.kit import later
from tests.words import texts

pytestmark = pytest.mark.django_db
SENT = {
    "title": "Ten benches by the mill",
    "text": "With backs.",
    "estimate": "20000",
    "name": "Ada",
    "category": "Green",
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_one_is_proposed_by_its_form_and_similar_ones_are_shown_once(hall: Hall) -> None:
    budget = opened(hall)
    first = proposed(hall, budget)
    client = signed_in(kit.confirmed(hall))
    address = f"{budget.get_absolute_url()}propose-project/"
    sent = {**SENT, "unit": hall.unit("north").pk}
    shown = client.post(address, sent)
    assert shown.status_code == 200 and first.get_absolute_url() in shown.content.decode()
    assert Proposal.objects.count() == 1 and "With backs." in shown.content.decode()
    made = client.post(address, {**sent, "asked": "1"})
    assert made.status_code == 302 and Proposal.objects.count() == 2
    part = client.get("/decisions/budgets/similar/", {"title": "Benches by the mill"})
    assert first.title in part.content.decode()


def test_bad_input_is_told_at_its_field_and_loses_nothing(hall: Hall) -> None:
    budget = opened(hall)
    client = signed_in(kit.confirmed(hall))
    page = client.post(
        f"{budget.get_absolute_url()}propose-project/",
        {**SENT, "unit": hall.unit("north").pk, "estimate": "999999", "category": ""},
    )
    assert "category" in page.context["form"].errors
    assert "With backs." in page.content.decode()


def test_the_list_is_narrowed_and_paged_in_the_same_queries(hall: Hall) -> None:
    budget = opened(hall, most_each=50)
    who, other = confirmed(hall, 2)
    for at in range(3):
        proposed(hall, budget, who, title=f"Wish {at}", point=(1.5, 10.5))
    client, address = Client(), budget.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for at in range(27):
        category = "Green" if at % 2 else "Streets"
        proposed(hall, budget, other, title=f"Further {at}", category=category, point=(1.5, 10.5))
    with later(SUPPORT):
        for one in Proposal.objects.all()[:10]:
            support(who, one)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert len(many) <= len(few) <= 10, chr(10).join(
        row["sql"][:90] + row["sql"].partition(" FROM ")[2][:120] for row in many
    )
    assert len(page.context["rows"]) == 20 and page.context["page"].older
    assert len(client.get(f"{address}?category=Streets").context["rows"]) == 14
    assert len(client.get(f"{address}?q=further&category=Green").context["rows"]) == 13
    assert not client.get(f"{address}?state=refused").context["rows"]
    assert not client.get(f"{address}?place=south").context["rows"]


def test_each_page_says_what_one_can_do_and_what_comes_next(hall: Hall) -> None:
    budget, who = opened(hall), kit.confirmed(hall)
    one = proposed(hall, budget, who)
    client = Client()
    said = client.get(budget.get_absolute_url()).content.decode()
    assert "Supporting starts afterwards" in said and "/account/login/?next=" in said
    with later(SUPPORT):
        said = client.get(one.get_absolute_url()).content.decode()
        assert "Residents can support it until" in said
        assert "support/" in signed_in(who).get(one.get_absolute_url()).content.decode()
        signed_in(who).post(f"{one.get_absolute_url()}support/")
        said = signed_in(who).get(one.get_absolute_url()).content.decode()
        assert "You support this" in said
        support(voter(hall, 1), one)
    sifted()
    with later(CHECK):
        said = client.get(f"{budget.get_absolute_url()}?state=waiting").content.decode()
        assert one.title in said and "State" in said
        check(hall, one, None)
        said = client.get(one.get_absolute_url()).content.decode()
        assert "Not admitted, because" in said and "<strong>pipe</strong>" in said


def test_who_lives_elsewhere_is_told_the_rule(hall: Hall) -> None:
    budget = opened(hall, unit=hall.unit("south"))
    said = signed_in(kit.confirmed(hall)).get(budget.get_absolute_url()).content.decode()
    assert "You are confirmed to live elsewhere" in said


def test_a_photo_stands_on_the_card_and_is_sent(hall: Hall) -> None:
    budget = opened(hall)
    one = proposed(hall, budget, image=a_photo(), image_words="The mill.")
    card = Client().get(budget.get_absolute_url()).content.decode()
    assert 'alt="The mill."' in card
    for query in ("", "?small=1"):
        assert Client().get(one.picture + query)["Content-Type"] == "image/jpeg"
    assert Client().get(f"/decisions/budgets/proposals/{one.pk + 1}/photo.jpg").status_code == 404


def test_a_page_shows_earlier_versions(hall: Hall) -> None:
    who = voter(hall, 1)
    one = proposed(hall, opened(hall), who)
    actions.reword_proposal.perform(
        who, proposal=one, title="Twelve", text="More.", estimate=24_000_00
    )
    said = Client().get(one.get_absolute_url()).content.decode()
    assert "Earlier versions" in said and "Ten benches by the mill" in said


def test_programs_feeds_and_open_data_read_them(hall: Hall, client: Any) -> None:
    budget = opened(hall)
    one = proposed(hall, budget, title="Benches <script>")
    shown = client.get(f"/api/v1/budget-proposals/{one.pk}").json()
    assert (shown["state"], shown["estimate"], shown["supporters"]) == ("proposed", 20_000_00, 0)
    assert client.get(f"/api/v1/budgets/{budget.pk}").json()["phase"] == "ideas"
    assert len(client.get(f"/api/v1/budget-proposals?budget={budget.pk}").json()["items"]) == 1
    feed = client.get(f"{budget.get_absolute_url()}feed.atom")
    assert one.get_absolute_url() in feed.content.decode()
    (row,) = datasets()["decisions.proposals"].rows()
    assert (row["ref"], row["supporters"]) == (one.ref, 0)
    (row,) = datasets()["decisions.budgets"].rows()
    assert row["money"] == budget.money
    assert (
        "<script>"
        not in client.get(budget.get_absolute_url()).content.decode().split("Benches")[1][:20]
    )


# --- the ballot -----------------------------------------------------------------------------------
def ballot(hall: Hall, many: int, **given: Any) -> Any:
    """An open vote of a budget with so many projects of 60,000 each, in two categories."""
    budget = opened(hall, needed=0, most_each=many, **given)
    who = voter(hall, 7)
    for at in range(many):
        category = "Streets" if at % 2 else "Green"
        one = proposed(hall, budget, who, title=f"Project {at}", category=category)
        set_fields(one, state="admitted", cost=60_000_00)
    with later(BALLOT):
        ballot_actions.draw_ballot.perform(hall.chair, budget=budget)
    budget.refresh_from_db()
    return open_it(hall, budget.election)


def test_a_basket_over_the_money_is_told_and_nothing_is_lost(hall: Hall) -> None:
    election = ballot(hall, 3, within_money=True)
    first, second, _third = election.options.order_by("code")
    client, address = signed_in(kit.confirmed(hall)), f"{election.get_absolute_url()}vote/"
    shown = client.get(address).content.decode()
    assert "Money left" in shown and "data-basket" in shown
    sent = {f"o{first.pk}": "on", f"o{second.pk}": "on", "mark": "ABCD1234"}
    answer = client.post(address, sent)
    said = answer.content.decode()
    assert answer.status_code == 400 and "Take something out" in said and "20,000" in said
    assert said.count("checked") == 2 and not election.envelopes.exists()
    answer = client.post(address, {f"o{first.pk}": "on", "mark": "ABCD1234"})
    assert answer.status_code == 200 and election.envelopes.count() == 1


def test_without_a_basket_more_than_the_money_can_be_chosen(hall: Hall) -> None:
    election = ballot(hall, 3)
    sent = {f"o{one.pk}": "on" for one in election.options.all()}
    client, address = signed_in(kit.confirmed(hall)), f"{election.get_absolute_url()}vote/"
    assert client.post(address, {**sent, "mark": "ABCD1234"}).status_code == 200
    assert election.envelopes.count() == 1


def test_a_long_ballot_is_narrowed_without_losing_the_choice(hall: Hall) -> None:
    """Four hundred projects: few queries, light enough for a phone, and what is chosen stays chosen."""
    election = budget(hall, 1_000_000_00)
    lines = [f"p{at:03};Project {at};60000;{('Green', 'Streets')[at % 2]}" for at in range(397)]
    option_actions.load_options.perform(
        hall.chair, election=election, lines="code;name;cost;category\n" + "\n".join(lines)
    )
    open_it(hall, election)
    chosen = election.options.get(code="p003")
    client, address = signed_in(kit.confirmed(hall)), f"{election.get_absolute_url()}vote/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(queries) <= 22 and len(page.content) < 100_000
    sent = {f"o{chosen.pk}": "on", "mark": "ABCD1234", "narrow": "1", "of_category": "Green"}
    answer = client.post(address, sent)
    rows = answer.content.decode().split("<li data-cost")[1:]
    assert answer.status_code == 200 and not election.envelopes.exists()
    assert sum("hidden" in row.split(">")[0] for row in rows) == 400 - 199
    assert sum("checked" in row for row in rows) == 1, "it is hidden now, and still chosen"
    answer = client.post(address, {**sent, "find": "project 12", "of_category": ""})
    rows = answer.content.decode().split("<li data-cost")[1:]
    shown = [row for row in rows if "hidden" not in row.split(">")[0]]
    assert len(shown) == 14, "12, 112, 212, 312 and 120 to 129"


def test_a_proposal_takes_as_many_queries_with_many_supporters(hall: Hall) -> None:
    process = opened(hall)
    one = proposed(hall, process, confirmed(hall, 1)[0])
    client, address = Client(), one.get_absolute_url()
    with later(SUPPORT):
        support(confirmed(hall, 1)[0], one)
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for who in confirmed(hall, 12):
            support(who, one)
        with CaptureQueriesContext(connection) as many:
            said = client.get(address).content.decode()
    assert len(many) <= len(few) <= 25 and ">\n13" in said.replace(" ", "")


def test_a_proposal_is_debated_until_it_is_withdrawn(hall: Hall) -> None:
    author = voter(hall, 1)
    proposal = proposed(hall, opened(hall), author)
    say(voter(hall, 2), proposal, "Backs break first.", "against")
    shown = Client().get(proposal.get_absolute_url()).content.decode()
    assert "Backs break first." in shown
    actions.withdraw_project.perform(author, proposal, why="A better place was found.")
    proposal.refresh_from_db()
    with pytest.raises(BadInput, match="no longer"):
        say(voter(hall, 3), proposal, "Pity.", "question")
    assert "Backs break first." in Client().get(proposal.get_absolute_url()).content.decode()


def test_what_a_body_must_check_stands_on_its_page_and_its_desk_late_first(hall: Hall) -> None:
    early, late = opened(hall, needed=0), opened(hall, needed=0, names=texts("Other money"))
    one = proposed(hall, early, voter(hall, 5), title="Trees of the mill")
    two = proposed(hall, late, voter(hall, 6), title="Benches of the mill")
    sifted()
    set_fields(one, due_on=late.ballot_on)
    body = reverse("people:body", args=[hall.body("parks").pk])
    with later(MERGING):
        for client, path in ((Client(), body), (signed_in(hall.parks), reverse("desk:desk"))):
            answer = client.get(path)
            page = answer.content.decode()
            assert answer.status_code == 200 and "Proposals to check" in page, path
            assert page.index(two.title) < page.index(one.title), path
        other = signed_in(hall.roads).get(reverse("desk:desk"))
        assert other.status_code == 200 and two.title not in other.content.decode()
        check(hall, one)
        check(hall, two)
    assert "Proposals to check" not in Client().get(body).content.decode()

"""A dispute told to an operator, an invitation by post or by link, and later words by a code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core.refusals import BadInput, Refused
from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import FIRST, SECOND, Dispute
from commonhall.disputes.intake import actions
from commonhall.disputes.mediation import settling_actions as settling
from commonhall.people.residents.models import Person
from tests.disputes.kit import (
    ADDRESS,
    HIDDEN,
    MATTER,
    NAME,
    PHONE,
    TEXT,
    actor,
    fresh,
    help_at_hand,
    letters,
    link_in,
    on_roll,
    opened,
)
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db
State = Dispute.State
TAKE_IN = "/disputes/take-in-dispute/"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def told(hall: Hall, **given: Any) -> Dispute:
    """Somebody without an account rings up."""
    values = {
        "channel": "phone",
        "name": NAME,
        "phone": PHONE,
        "kind": "neighbours",
        "other": "The other",
        "matter": MATTER,
        "address": ADDRESS,
        **given,
    }
    return actions.take_in_dispute.perform(hall.clerk, **values).result


def code(dispute: Dispute, side: int) -> str:
    return parties.code_of(parties.of(dispute, side))


def says(hall: Hall, dispute: Dispute, side: int, word: str) -> Dispute:
    given = parties.spaced(code(dispute, side)).lower()
    return actions.record_word.perform(hall.clerk, dispute, code=given, says=word).result


def test_from_a_telephone_call_to_an_agreement_that_held(hall: Hall) -> None:
    on_roll(hall, "mia")
    dispute = told(hall)
    assert (dispute.channel, dispute.on_paper) == ("phone", True)
    assert letters() == []
    actions.post_dispute.perform(hall.clerk, dispute)
    says(hall, dispute, SECOND, "accept")
    says(hall, dispute, FIRST, "lot")
    says(hall, dispute, SECOND, "lot")
    assert fresh(dispute).state == State.MEDIATING
    settling.propose_agreement.perform(actor("mia"), dispute, text=TEXT)
    for side in (FIRST, SECOND):
        says(hall, dispute, side, "sign")
    assert fresh(dispute).state == State.AGREED
    with later(183):
        for side in (FIRST, SECOND):
            says(hall, dispute, side, "held")
    assert fresh(dispute).held == "held"


def test_nothing_of_the_caller_stands_outside_the_seal(hall: Hall) -> None:
    told(hall)
    assert not Person.objects.exclude(name="").filter(account=None).exists()


def test_the_code_is_shown_once_and_the_words_never(hall: Hall) -> None:
    client = signed_in("clerk", hall.clerk.ref)
    page = client.get(TAKE_IN).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    sent = {
        "once": once[1],
        "channel": "counter",
        "name": NAME,
        "kind": "neighbours",
        "other": "The other",
        "matter": MATTER,
        "address": ADDRESS,
    }
    answer = client.post(TAKE_IN, sent, follow=True)
    dispute = Dispute.objects.get()
    first = answer.content.decode()
    assert parties.spaced(code(dispute, FIRST)) in first
    again = client.get(dispute.get_absolute_url()).content.decode()
    for page in (first, again):
        assert not any(word in page for word in HIDDEN)
    assert parties.spaced(code(dispute, FIRST)) not in again


def test_a_threat_told_on_the_telephone_stops_it(hall: Hall) -> None:
    dispute = told(hall)
    says(hall, dispute, FIRST, "stop")
    assert fresh(dispute).state == State.STOPPED
    assert refusal(lambda: says(hall, dispute, FIRST, "withdraw")) == "wrong-state"


def test_a_code_of_another_dispute_says_nothing(hall: Hall) -> None:
    one, another = told(hall), told(hall)
    with pytest.raises(BadInput) as wrong:
        actions.record_word.perform(hall.clerk, one, code=code(another, SECOND), says="accept")
    assert "code" in wrong.value.errors
    assert refusal(lambda: says(hall, one, FIRST, "accept")) == "not-yours"


def test_the_letter_by_post_has_the_address_and_not_a_word_of_it(hall: Hall) -> None:
    dispute = told(hall)
    client = signed_in("clerk", hall.clerk.ref)
    assert dispute.number in client.get("/disputes/letters/").content.decode()
    page = client.get(f"/disputes/{dispute.pk}/letter/").content.decode()
    assert ADDRESS in page and parties.token_of(parties.of(dispute, SECOND)) in page
    assert not any(word in page for word in (MATTER, NAME, PHONE))
    for other in (signed_in("resident"), signed_in("chair", hall.chair.ref)):
        assert other.get(f"/disputes/{dispute.pk}/letter/").status_code == 404
        assert other.get("/disputes/letters/").status_code == 404
    actions.post_dispute.perform(hall.clerk, dispute)
    assert client.get(f"/disputes/{dispute.pk}/letter/").status_code == 404
    assert (
        refusal(lambda: actions.post_dispute.perform(hall.clerk, fresh(dispute))) == "wrong-state"
    )


# --- by link --------------------------------------------------------------------------------------
def invited(hall: Hall) -> tuple[Dispute, str]:
    dispute = opened(hall, email="stranger@elsewhere.example")
    (letter,) = letters()
    assert letter.to == ["stranger@elsewhere.example"]
    return dispute, link_in(letter)


def test_somebody_without_an_account_accepts_by_the_link_once(hall: Hall) -> None:
    on_roll(hall, "mia", "max")
    dispute, link = invited(hall)
    browser = Client()
    page = browser.get(link).content.decode()
    assert "resident" in page and MATTER not in page, "who asks, and not what"
    page = browser.post(link, {"answer": "accept"}, follow=True).content.decode()
    assert fresh(dispute).state == State.CHOOSING
    assert parties.spaced(code(dispute, SECOND)) in page and MATTER not in page
    again = Client().post(link, {"answer": "refuse"}, follow=True).content.decode()
    assert fresh(dispute).state == State.CHOOSING
    assert parties.spaced(code(dispute, SECOND)) not in again
    says(hall, dispute, SECOND, "withdraw")
    assert fresh(dispute).state == State.WITHDRAWN


def test_refusing_by_the_link_leaves_nothing_of_the_person(hall: Hall) -> None:
    help_at_hand(hall)
    dispute, link = invited(hall)
    before = Person.objects.count()
    page = Client().post(link, {"answer": "refuse"}, follow=True).content.decode()
    assert fresh(dispute).state == State.REFUSED and "District court" in page
    assert Person.objects.count() == before


def test_whoever_signs_in_first_goes_on_with_the_account(hall: Hall) -> None:
    on_roll(hall, "mia", "max")
    dispute, link = invited(hall)
    actor("newcomer")
    answer = signed_in("newcomer").post(link, {"answer": "accept"})
    assert answer.headers["Location"] == dispute.get_absolute_url()
    assert MATTER in signed_in("newcomer").get(dispute.get_absolute_url()).content.decode()


def test_the_one_who_asked_cannot_accept_for_the_other(hall: Hall) -> None:
    dispute, link = invited(hall)
    signed_in("resident").post(link, {"answer": "accept"})
    assert fresh(dispute).state == State.INVITED
    token = link.rstrip("/").rpartition("/")[2]
    with pytest.raises(Refused):
        actions.answer_by_link.perform(hall.resident, dispute, token=token, accepts=True)


@pytest.mark.parametrize("change", [lambda link: link[:-2] + "X/", lambda link: link + "A/"])
def test_a_broken_link_leads_nowhere(hall: Hall, change: Any) -> None:
    _dispute, link = invited(hall)
    if change(link) != link:
        assert Client().get(change(link)).status_code == 404

"""What cannot be undone is not over with a verdict: the body owes something else by a day, in public, and says what it did"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.law import duties
from commonhall.law.appeals.interim_actions import make_good, name_new_decision
from commonhall.law.appeals.models import Appeal
from tests.attacks.doors import refused_everywhere
from tests.attacks.test_review_takes_effect import decided, pay, project, verifies
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db
INSTEAD = {"text": "The quarry has paid it back; the claim is on our page."}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def overpaid(hall: Hall) -> tuple[Actor, Actor, Appeal]:
    """A payment that a review found against the law."""
    reviewer, resident = kit.reviewer(hall), kit.confirmed(hall)
    pay(hall, project(hall))
    appeal = kit.appealed(resident, "delivery.record_payment")
    return reviewer, resident, decided(reviewer, appeal)


def seen(address: str) -> str:
    return Client().get(address).content.decode()


def test_money_that_was_paid_is_owed_back_by_a_day(hall: Hall) -> None:
    _reviewer, _resident, appeal = overpaid(hall)
    parks = hall.body("parks")
    assert appeal.owes_remedy and appeal.anew_by == clock.today() + timedelta(days=30)
    assert "Due after a review" in seen(parks.get_absolute_url())
    assert "Parks must do it by" in seen(appeal.get_absolute_url())
    with kit.later(31):
        owed = {one.duty.code: one.kept for one in duties.of_body(parks, clock.today())}
        kept = owed["decide-anew"]
        assert kept is not None and kept.overdue == 1
    # Paying once more is no repayment, and no act of some kind is a new decision here.
    pay(hall, project(hall))
    appeal.refresh_from_db()
    assert appeal.owes_remedy
    new = {"entry": kit.entry_of("delivery.record_payment")}
    refused_everywhere(hall.parks, name_new_decision, appeal, new, by="state wrong-state")


def test_the_body_that_acted_says_what_it_did_instead_and_no_other(hall: Hall) -> None:
    reviewer, resident, appeal = overpaid(hall)
    refused_everywhere(hall.roads, make_good, appeal, INSTEAD, by="competence other-body")
    make_good.perform(hall.parks, appeal=appeal, **INSTEAD)
    appeal.refresh_from_db()
    assert not appeal.owed_anew and INSTEAD["text"] in seen(appeal.get_absolute_url())
    assert "Due after a review" not in seen(appeal.body.get_absolute_url())
    # What is said and is not so is appealed like any other act: then it is owed again.
    decided(reviewer, kit.appealed(resident, "law.make_good"))
    appeal.refresh_from_db()
    assert appeal.owes_remedy and appeal.made_good == ""
    assert verifies()


def test_what_decides_nothing_alone_owes_nothing(hall: Hall) -> None:
    reviewer, resident = kit.reviewer(hall), kit.confirmed(hall)
    kit.decided(hall)
    appeal = decided(reviewer, kit.appealed(resident, "decisions.table_motion"))
    assert appeal.anew_by is None and not appeal.owed_anew

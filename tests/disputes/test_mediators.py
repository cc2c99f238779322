"""Who mediates: the roll, names struck, the lot that anybody can repeat, interests, declining."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.disputes.disputes import parties, reading, timers
from commonhall.disputes.disputes.actions import accept_dispute
from commonhall.disputes.disputes.models import Dispute, Words
from commonhall.disputes.mediation import actions as mediation
from commonhall.disputes.mediators import actions, choosing_actions, drawing, queries
from commonhall.disputes.mediators.models import Mediator
from commonhall.law.appeals import lot
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents.models import Person
from tests.decisions import lots
from tests.disputes.kit import (
    MATTER,
    accepted,
    actor,
    fresh,
    mediated,
    on_roll,
    opened,
    struck,
    to_lot,
)
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db
State = Dispute.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_the_roll_is_public_and_has_terms(hall: Hall) -> None:
    (mia,) = on_roll(hall, "mia")
    page = signed_in("resident").get("/disputes/mediators/").content.decode()
    assert "Mia" in page and "school of mediation" in page
    with pytest.raises(BadInput):
        on_roll(hall, "mia")
    with pytest.raises(BadInput) as self_made:
        actions.appoint_mediator.perform(
            hall.chair,
            person=Person.objects.get(pk=hall.chair.person),
            known_as="Chair",
            training="None.",
            starts=clock.today(),
            ends=clock.today(),
        )
    assert "person" in self_made.value.errors
    actions.end_mediator.perform(hall.chair, mia, reason="Moved away.")
    assert not queries.roll(clock.today()).exists()
    assert "Moved away" not in signed_in("resident").get("/disputes/mediators/").content.decode()


def test_the_name_that_is_left_mediates(hall: Hall) -> None:
    dispute = mediated(hall, "max")
    assert dispute.state == State.MEDIATING
    assert str(queries.mediator_of(dispute)) == "Max"
    assert MATTER in signed_in("max").get(dispute.get_absolute_url()).content.decode()
    assert MATTER not in signed_in("mia").get(dispute.get_absolute_url()).content.decode()


def test_the_lot_decides_among_several_and_can_be_repeated(hall: Hall) -> None:
    dispute = to_lot(hall)
    assert dispute.state == State.LOT
    number = dispute.beacon["round"]
    early = lambda: choosing_actions.draw_mediator.perform(  # noqa: E731
        hall.resident, dispute, signature=lots.sign(number)
    )
    assert refusal(early) == "not-yet"
    with later(2):
        with pytest.raises(BadInput):
            choosing_actions.draw_mediator.perform(
                hall.resident, dispute, signature=lots.sign(number + 1)
            )
        choosing_actions.draw_mediator.perform(hall.resident, dispute, signature=lots.sign(number))
    found = fresh(dispute)
    said = reading.last(found, Words.Kind.LOT)
    checked = drawing.check(
        found.pk, found.root, found.seed_from["signature"], said["salt"], said["among"]
    )
    assert checked.root_holds
    mediator = queries.mediator_of(found)
    assert mediator is not None and mediator.pk == checked.order[0]
    wrong = drawing.check(found.pk, found.root, "ab" * 48, said["salt"][:-1] + "x", said["among"])
    assert not wrong.root_holds


def test_who_declines_is_followed_by_the_next_in_the_order(hall: Hall) -> None:
    dispute = to_lot(hall)
    with later(2):
        choosing_actions.draw_mediator.perform(
            actor("stranger"), dispute, signature=lots.sign(dispute.beacon["round"])
        )
        first = queries.mediator_of(fresh(dispute))
        assert first is not None
        name = str(first).lower()
        choosing_actions.decline_mediation.perform(actor(name), fresh(dispute))
        second = queries.mediator_of(fresh(dispute))
        assert second is not None and second.pk != first.pk
        assert parties.role_of(actor(name), fresh(dispute)) is None
    with later(3), mock.patch.object(lot, "CHAIN", lots.CHAIN):
        choosing_actions.decline_mediation.perform(actor(str(second).lower()), fresh(dispute))
    assert fresh(dispute).state == State.FAILED, "nobody is left"


def test_when_all_names_are_struck_the_lot_decides_among_all(hall: Hall) -> None:
    dispute = accepted(hall)
    struck(dispute, hall.resident, "mia")
    found = struck(dispute, actor("other"), "max")
    assert found.state == State.LOT
    assert len(reading.last(found, Words.Kind.LOT)["among"]) == 2


def test_names_that_nobody_strikes_are_left_to_the_lot(hall: Hall) -> None:
    dispute = accepted(hall)
    assert dispute.choose_by == clock.today() + timedelta(days=10)
    with later(11):
        timers.watch_disputes()
    assert fresh(dispute).state == State.LOT


def test_an_interest_in_one_side_keeps_a_mediator_off_the_list(hall: Hall) -> None:
    on_roll(hall, "mia", "max")
    dispute = opened(hall)
    declare_interest.perform(actor("mia"), target=actor("other").ref, kind="family")
    accept_dispute.perform(actor("other"), dispute)
    names = {str(one.mediator) for one in fresh(dispute).candidates.all()}
    assert names == {"Max"}


def test_a_mediator_who_is_a_side_is_not_on_the_list(hall: Hall) -> None:
    on_roll(hall, "other", "max")
    dispute = opened(hall)
    accept_dispute.perform(actor("other"), dispute)
    assert {str(one.mediator) for one in fresh(dispute).candidates.all()} == {"Max"}


def test_an_interest_declared_later_closes_the_dispute_to_the_mediator(hall: Hall) -> None:
    dispute = mediated(hall)
    declare_interest.perform(actor("mia"), target=actor("other").ref, kind="family")
    assert MATTER not in signed_in("mia").get(dispute.get_absolute_url()).content.decode()
    note = lambda: mediation.note_dispute.perform(actor("mia"), dispute, text="x")  # noqa: E731
    assert refusal(note) == "recused"
    choosing_actions.decline_mediation.perform(actor("mia"), dispute)
    assert fresh(dispute).state == State.LOT


def test_without_mediators_mediation_ends_instead_of_waiting(hall: Hall) -> None:
    dispute = opened(hall)
    accept_dispute.perform(actor("other"), dispute)
    assert fresh(dispute).state == State.FAILED
    assert not Mediator.objects.exists()

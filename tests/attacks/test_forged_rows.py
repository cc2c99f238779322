"""Whoever can write to the database itself grants, elects, pays and votes by hand: `record verify` finds each of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from commonhall.actions.models import Link
from commonhall.core import clock
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.delivery.payments.actions import record_payment
from commonhall.delivery.plan.actions import adopt_item
from commonhall.delivery.plan.models import Payment
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.law.promises.models import Promise
from commonhall.people.bodies.models import OfficeTerm
from commonhall.record import entries, sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.actions.test_every_action import undone
from tests.decisions.council import seated, table, vote
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def lived(hall: Hall) -> None:
    """A little of everything that somebody could want to forge."""
    from commonhall.cases.cases.actions import answer_case

    case = hall.raise_case()
    answer_case.perform(hall.parks, case, text="Soon.", promise=day(3))
    item = adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Bridge"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=100_000,
    ).result
    record_payment.perform(
        hall.parks,
        item,
        amount=1000,
        purpose="Steel",
        payee="Steel Works",
        invoice="1",
        invoiced_on=clock.today(),
    )
    members = seated(hall)
    motion = table(members[0], recall_mandate, Mandate.objects.get(body__code="parks"), on=day(1))
    vote(motion, members)


def day(ahead: int) -> Any:
    return clock.today() + timedelta(days=ahead)


def change(model: Any, **fields: Any) -> Callable[[Hall], Any]:
    return lambda _hall: QuerySet(model).filter(pk=model.objects.latest("pk").pk).update(**fields)


def grant(hall: Hall) -> None:
    row = Competence(
        provision=Provision.objects.get(number="Article 8"),
        body=hall.body("council"),
        power="review-decisions",
        unit=hall.unit("root"),
        starts=clock.today(),
        version=1,
    )
    QuerySet(Competence).bulk_create([row])


def link(hall: Hall) -> None:
    row = Motion.objects.get()
    Link.objects.create(
        from_ref="law.appeal:1", to_ref=row.ref, kind="asked", entry=entries.uuid7()
    )


def link_of_another(hall: Hall) -> None:
    """With the number of a real entry, which speaks of something else."""
    row = Motion.objects.get()
    entry = Entry.objects.filter(action="cases.answer_case").latest("id")
    Link.objects.create(from_ref="law.appeal:1", to_ref=row.ref, kind="asked", entry=entry.pk)


def deleted(hall: Hall) -> None:
    with connection.cursor() as cursor:
        vote = RollCallVote.objects.latest("pk").pk
        cursor.execute("DELETE FROM decisions_rollcallvote WHERE id = %s", [vote])


FORGED: dict[str, tuple[Callable[[Hall], Any], str]] = {
    "a competence": (grant, "state_unrecorded"),
    "a link": (link, "link_unrecorded"),
    "a link with a real entry": (link_of_another, "link_unrecorded"),
    "a mandate made longer": (change(Mandate, ends=day(9999)), "state_changed"),
    "a term made longer": (change(OfficeTerm, ends=day(9999)), "state_changed"),
    "a ceiling lifted": (change(Competence, most=None, quorum=0), "state_changed"),
    "words of the law": (change(Provision, texts={"en": "Anything goes."}), "state_changed"),
    "what a motion holds": (change(Motion, given={"on": ["2030-01-01"]}), "state_changed"),
    "a motion passed": (change(Motion, state="passed"), "state_changed"),
    "a vote": (change(RollCallVote, choice="no"), "state_changed"),
    "a vote taken away": (deleted, "state_deleted"),
    "a payment": (change(Payment, amount=1), "state_changed"),
    "the first day of a promise": (change(Promise, first_on=day(900)), "state_changed"),
}


def test_each_is_found_and_named(hall: Hall) -> None:
    lived(hall)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
    missed = {}
    for what, (forge, code) in FORGED.items():
        with undone():
            forge(hall)
            found = verification.verify(DatabaseSource()).codes()
        if code not in found:
            missed[what] = found
    assert not missed
    assert verification.verify(DatabaseSource()).ok

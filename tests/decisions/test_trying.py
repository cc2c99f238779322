"""What an action's own function refuses is told before the body votes, at the field; trying it leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import resolutions
from commonhall.actions.action_pages import url_of
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.amendments.actions import amend_motion
from commonhall.decisions.motions.models import Motion
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Instrument
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.actions import end_office, establish_office
from commonhall.people.bodies.models import Office
from tests.attacks.doors import everything
from tests.attacks.test_resolutions import rule
from tests.decisions.council import decide, seated, table
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_what_the_function_finds_wrong_is_told_at_the_field(hall: Hall) -> None:
    member, mandate = seated(hall)[1], Mandate.objects.get(body__code="parks")
    late = {"on": (clock.today() + timedelta(days=9000)).isoformat()}
    before = everything()
    form = {**late, resolutions.REASONS: "Enough."}
    page = signed_in(member).post(url_of(recall_mandate, mandate), form)
    assert page.status_code == 400 and list(page.context["form"].errors) == ["on"]
    asked = {"action": "law.recall_mandate", "thing": mandate.ref, "reasons": "Enough."}
    answer = by_key(member, "/motions/table-resolution", {**asked, "given": late})
    assert answer.status_code == 422 and answer.json()["field"] == "on", answer.content
    assert everything() == before and not Motion.objects.exists()


def test_what_the_function_refuses_is_told_before_the_vote(hall: Hall) -> None:
    member, desk = seated(hall)[1], Office.objects.get(code="parks-desk")
    with pytest.raises(Refused) as caught:
        table(member, end_office, desk)
    assert (caught.value.rule, caught.value.code) == ("state", "in-office")


def test_an_amendment_is_tried_too(hall: Hall) -> None:
    known, members = kit.rule(hall), seated(hall)
    motion = table(members[0], adopt_instrument, **rule(hall))
    with pytest.raises(BadInput) as caught:
        amend_motion.perform(
            members[1], motion=motion, reasons="Better.", given={"code": known.code}
        )
    assert caught.value.field == "code"


def test_trying_leaves_nothing_and_takes_nothing_from_the_motion(hall: Hall) -> None:
    members = seated(hall)
    parks: Any = hall.body("parks")
    motion = table(members[0], establish_office, parks, code="gardener", names={"en": "Gardener"})
    assert not Office.objects.filter(code="gardener").exists()
    assert not Instrument.objects.filter(code="no-noise").exists()
    recalled = table(members[0], recall_mandate, Mandate.objects.get(body=parks), on=clock.today())
    assert Mandate.objects.get(body=parks).recalled_on is None
    assert not decide(motion, members).hindered and not decide(recalled, members).hindered
    assert Office.objects.filter(code="gardener").exists()

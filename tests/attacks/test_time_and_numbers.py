"""A local rule takes away no time that people have by the charter, asks for no more signatures, and lives no longer
without those concerned being asked"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.law import queries
from commonhall.law.instruments.models import Provision, Rank
from commonhall.law.limits.actions import set_deadline, set_threshold
from commonhall.law.reviews.actions import renew_instrument, review_instrument
from tests.asking_kit import ask
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, asking_hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.parametrize(
    "duty", ["appeal", "sign-recall", "object-to-rule", "ask-those-concerned", "call-sitting"]
)
def test_the_council_shortens_the_time_that_people_have(hall: Hall, duty: str) -> None:
    rule = kit.rule(hall).provisions.get()
    before = queries.deadline_days(duty, clock.today())
    assert before is not None
    given = {"duty": duty, "days": before[0] - 1, "starts": clock.today()}
    wrong_everywhere(hall.chair, set_deadline, rule, given, field="days")
    assert queries.deadline_days(duty, clock.today()) == before


def test_what_binds_power_may_be_made_shorter(hall: Hall) -> None:
    rule = kit.rule(hall).provisions.get()
    given: dict[str, Any] = {"duty": "end-rule", "days": 300, "starts": clock.today()}
    set_deadline.perform(hall.chair, provision=rule, **given)
    assert kit.rule(hall, code="next").ends == clock.today() + 300 * ONE


@pytest.mark.parametrize(("field", "value"), [("per_cent", 6), ("least", 1_000_000)])
def test_the_council_puts_a_recall_out_of_reach(hall: Hall, field: str, value: int) -> None:
    """One per cent, but at least a million: the lower share would otherwise have counted."""
    rule = kit.rule(hall).provisions.get()
    given = {"matter": "recall-mandate", "per_cent": 1, "starts": clock.today(), field: value}
    wrong_everywhere(hall.chair, set_threshold, rule, given, field=field)
    found = queries.threshold("recall-mandate", clock.today())
    assert found is not None and (found.per_cent, found.least) == (5, 10)


@pytest.mark.parametrize("rank", [Rank.LOCAL_RULE, Rank.DECISION])
def test_a_new_rule_lives_no_longer_than_the_charter_lets_it(hall: Hall, rank: Rank) -> None:
    """Neither by naming a far day, nor by calling the rule a decision."""
    day = clock.today()
    for field, days in (("ends", 1826), ("review_on", 731)):
        with pytest.raises(BadInput) as caught:
            kit.rule(hall, rank=rank, **{field: day + days * ONE})
        assert caught.value.field == field
    made = kit.rule(hall, rank=rank)
    assert (made.ends, made.review_on) == (day + 1825 * ONE, day + 730 * ONE)


def test_a_review_lets_no_rule_live_longer(hall: Hall) -> None:
    rule = kit.rule(hall)
    given = {"text": "It works.", "ends": rule.ends + ONE}
    wrong_everywhere(hall.chair, review_instrument, rule, given, field="ends")
    review_instrument.perform(hall.chair, instrument=rule, text="It works.")
    rule.refresh_from_db()
    assert rule.ends == given["ends"] - ONE


def test_a_rule_is_renewed_once_those_concerned_were_asked(home: Path) -> None:
    """What was asked when it was adopted is too old by then."""
    hall = asking_hall()
    case = hall.raise_case()
    ask(hall, case.ref)
    rule = kit.rule(hall, matter=case.ref, unit=hall.unit("north"))
    given = {"text": "It works.", "ends": rule.ends + ONE}
    with kit.later(800):
        article = Provision.objects.get(number="Article 12")
        by = "asking_first not-asked"
        refused_everywhere(hall.chair, renew_instrument, rule, given, by=by, provision=article)
        review_instrument.perform(hall.chair, instrument=rule, text="It works.")
    renew_instrument.perform(hall.chair, instrument=rule, **given)
    rule.refresh_from_db()
    assert rule.ends == given["ends"]

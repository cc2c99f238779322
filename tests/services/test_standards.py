"""Standards are measured per place and month with evidence, looked at again by somebody else, and changed with reasons."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.ratings import queries as rating_queries
from commonhall.services.ratings.actions import rate_service
from commonhall.services.ratings.models import Rating
from commonhall.services.services.models import Standard
from commonhall.services.standards import actions, queries
from commonhall.services.standards.timers import compute_standards
from tests.kit import MEASURED, Hall, found_hall, signed_in
from tests.services import kit

pytestmark = pytest.mark.django_db
SEEN = "I read the log of the depot."


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def month(back: int = 1) -> str:
    return queries.months_back(clock.today(), back)[-1].isoformat()


def report(
    hall: Hall, standard: Standard, value: int, back: int = 1, unit: str = "north"
) -> Measurement:
    return actions.report_for_standard.perform(
        hall.parks,
        standard=standard,
        month=month(back),
        unit=hall.unit(unit),
        value=Decimal(value),
        **MEASURED,
    ).result


def confirm(hall: Hall, row: Measurement) -> Measurement:
    return actions.confirm_measurement.perform(hall.chair, measurement=row, seen=SEEN).result


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_value_counts_once_another_body_has_looked(hall: Hall) -> None:
    made = kit.service(hall)
    standard = kit.standard(hall, made)
    broken = report(hall, standard, 70, 2)
    (course,) = queries.courses(made)
    assert course.month is None and course.waiting[0].row == broken, "one look is not enough"
    assert code_of(
        lambda: actions.confirm_measurement.perform(hall.parks, measurement=broken, seen=SEEN)
    ) in {
        "no-competence",
        "same-body",
    }
    confirm(hall, broken)
    (course,) = queries.courses(made)
    assert [one.kept for one in course.latest] == [False]
    confirm(hall, report(hall, standard, 95))
    (course,) = queries.courses(made)
    assert (course.kept, len(course.latest), course.latest[0].row.value) == (1, 1, 95), "mended"
    text = Client().get(f"/services/{made.pk}/").content.decode()
    assert SEEN in text and MEASURED["method"] in text and "<svg" in text
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_what_is_not_right_is_struck_and_reported_again(hall: Hall) -> None:
    made = kit.service(hall)
    standard = kit.standard(hall, made)
    first = report(hall, standard, 99)
    again = report(hall, standard, 98)
    first.refresh_from_db()
    assert first.struck_on is not None, "what nobody looked at is put right by its body"
    actions.reject_measurement.perform(hall.chair, measurement=again, seen="The log says 61.")
    third = report(hall, standard, 61)
    confirm(hall, third)
    assert code_of(lambda: confirm(hall, third)) == "wrong-state"
    with pytest.raises(BadInput, match="month"):
        report(hall, standard, 99)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"evidence": ""}, "evidence"),
        ({"method": ""}, "method"),
        ({"month": "1999-01-01"}, "month"),
        ({"value": Decimal("NaN")}, "value"),
    ],
)
def test_a_value_without_evidence_is_refused_at_its_field(
    hall: Hall, given: dict[str, Any], field: str
) -> None:
    standard = kit.standard(hall, kit.service(hall))
    values = {
        "month": month(),
        "unit": hall.unit("north"),
        "value": Decimal(9),
        **MEASURED,
        **given,
    }
    with pytest.raises(BadInput, match=field):
        actions.report_for_standard.perform(hall.parks, standard=standard, **values)
    assert not Measurement.objects.exists()


def test_a_raised_standard_judges_later_months_only(hall: Hall) -> None:
    made = kit.service(hall)
    standard = kit.standard(hall, made)
    confirm(hall, report(hall, standard, 92))
    with pytest.raises(BadInput, match="threshold"):
        actions.change_standard.perform(
            hall.parks, standard=standard, threshold=Decimal(90), reasons="Better."
        )
    change = actions.change_standard.perform(
        hall.parks, standard=standard, threshold=Decimal(95), reasons="New buses."
    ).result
    assert change.tightened
    (course,) = queries.courses(made)
    assert [(one.threshold, one.kept) for one in course.latest] == [(90, True)]
    later = timezone.make_aware(
        datetime.combine(clock.next_month(clock.next_month(clock.today())), datetime.min.time())
    )
    with clock.replay(later + timedelta(hours=12)):
        confirm(hall, report(hall, standard, 92))
        (course,) = queries.courses(made)
        assert [(one.threshold, one.kept) for one in course.latest] == [(95, False)]
    assert "New buses." in Client().get(f"/services/{made.pk}/").content.decode()


def test_a_goal_set_with_residents_says_what_they_were_asked_about(hall: Hall) -> None:
    made, case = kit.service(hall), hall.raise_case(title="Buses come late every morning")
    kit.standard(hall, made, matter=case.ref)
    text = Client().get(f"/services/{made.pk}/").content.decode()
    assert "Set with residents" in text and "Buses come late every morning" in text


def test_what_follows_from_cases_is_computed_once_a_month(hall: Hall) -> None:
    standard = kit.standard(
        hall, kit.service(hall), measure="cases-waiting", threshold=Decimal(2), at_least=False
    )
    hall.raise_case()
    assert compute_standards() == 2 and compute_standards() == 0
    assert code_of(lambda: report(hall, standard, 1)) == "computed"
    (course,) = queries.courses(standard.service)
    assert course.kept == 2 and course.month == queries.months_back(clock.today(), 1)[0]


def test_a_service_with_many_values_costs_the_same(hall: Hall) -> None:
    made, client = kit.service(hall), Client()
    page, counts = f"/services/{made.pk}/", []
    for back in (1, 9):
        standard = kit.standard(hall, made)
        for one in range(1, back + 1):
            for unit in ("north", "south"):
                confirm(hall, report(hall, standard, 80 + one, one, unit))
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1] and len(answer.content) < 150_000


# --- marks ----------------------------------------------------------------------------------------
def test_marks_come_from_those_who_got_it_and_appear_from_ten_on(hall: Hall) -> None:
    made = kit.applied_service(hall)
    people = [kit.applicant(hall, f"one{number}") for number in range(10)]
    assert code_of(lambda: rate_service.perform(people[0], service=made, mark="5")) == "not-used"
    for place, one in enumerate(people):
        kit.grant(hall, kit.apply(one, made))
        rate_service.perform(one, service=made, mark="1")
        rate_service.perform(one, service=made, mark=str(1 + place % 5))
        if place == 8:
            assert Rating.objects.count() == 9
    entry = Entry.objects.filter(action="services.rate_service").latest("recorded_at")
    assert entry.subject == "" and made.ref not in entry.body
    assert rating_queries.sums(made) is None, "this month's marks are not counted yet"
    later = timezone.make_aware(
        datetime.combine(clock.next_month(clock.today()), datetime.min.time())
    )
    with clock.replay(later):
        found = rating_queries.sums(made)
        assert found is not None and (found.mean, found.people) == (Decimal(3), 10)
        Rating.objects.all()[0].delete()
        assert rating_queries.sums(made) is None


def test_a_service_that_nobody_applies_for_is_rated_by_those_who_say_they_used_it(
    hall: Hall,
) -> None:
    made, ada = kit.service(hall), kit.applicant(hall)
    with pytest.raises(BadInput, match="used"):
        rate_service.perform(ada, service=made, mark="4")
    page = f"/services/{made.pk}/rate/"
    assert signed_in(ada).post(page, {"mark": "4", "used": "on"}).status_code == 302
    assert Rating.objects.get().mark == 4

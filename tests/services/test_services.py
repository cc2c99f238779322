"""Services, entitlement, floors: a broken floor opens a case by itself, named body and deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.actions.models import Link
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards.measures import MEASURES, parts
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.minimum_standards.timers import check_minimum_standards
from commonhall.services.services import actions as service_actions
from commonhall.services.services import entitlement, queries
from commonhall.services.services.models import Service
from tests.kit import MEASURED, Hall, found_hall, signed_in
from tests.open_data.test_api import key_of, post
from tests.words import OTHER, in_, texts

pytestmark = pytest.mark.django_db
# The question of a rule in each language of the hall, in their order.
ASKED = " | ".join(texts("How old are you?").values())


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def minimum_standard(hall: Hall, **given: Any) -> MinimumStandard:
    values = {
        "names": texts("No dark street"),
        "measure": "reported",
        "threshold": Decimal(80),
        "at_least": True,
        "body": hall.body("parks"),
        "unit": hall.unit("root"),
        "days": 10,
        "category": hall.lamps,
        **given,
    }
    return standard_actions.set_minimum_standard.perform(hall.chair, **values).result


def report(hall: Hall, line: MinimumStandard, value: str, unit: str = "north") -> Measurement:
    return standard_actions.report_value.perform(
        hall.parks, minimum_standard=line, unit=hall.unit(unit), value=Decimal(value), **MEASURED
    ).result


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_broken_floor_opens_one_case_with_body_and_deadline(hall: Hall) -> None:
    line = minimum_standard(hall)
    report(hall, line, "79.99")
    case, alarm = Case.objects.get(), Alarm.objects.get()
    assert (case.body.code, case.unit.code, case.channel) == ("parks", "north", "alarm")
    assert case.due_on == alarm.due_on == clock.today() + timedelta(days=10)
    assert Link.objects.filter(from_ref=line.ref, to_ref=case.ref, kind="broken").exists()
    actions_done = list(Entry.objects.order_by("id").values_list("action", flat=True))[-3:]
    assert sorted(actions_done) == [
        "cases.open_alarm_case",
        "services.raise_alarm",
        "services.report_value",
    ]
    report(hall, line, "60")
    assert (Case.objects.count(), Alarm.objects.count()) == (1, 1), "one alarm a place"
    report(hall, line, "10", "south")
    assert Alarm.objects.count() == 2
    report(hall, line, "80")
    alarm.refresh_from_db()
    assert alarm.ended_at is None, "whoever must mend it does not end the alarm"
    standard_actions.confirm_value.perform(
        hall.chair, minimum_standard=line, unit=hall.unit("north"), seen="I was there."
    )
    alarm.refresh_from_db()
    assert alarm.ended_at is not None and Alarm.objects.filter(ended_at=None).count() == 1
    report(hall, line, "70")
    assert Alarm.objects.filter(unit=hall.unit("north")).count() == 2
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


@pytest.mark.parametrize(
    ("at_least", "value", "broken"),
    [(True, "80", 0), (True, "79.99", 1), (False, "80", 0), (False, "80.01", 1)],
)
def test_the_line_itself_holds(hall: Hall, at_least: bool, value: str, broken: int) -> None:
    report(hall, minimum_standard(hall, at_least=at_least), value)
    assert Alarm.objects.count() == broken


def test_a_computed_floor_is_looked_at_by_the_clock(hall: Hall) -> None:
    line = minimum_standard(hall, measure="cases-waiting", threshold=Decimal(2), at_least=False)
    assert check_minimum_standards() == 2
    assert not Alarm.objects.exists()
    for number in range(3):
        hall.raise_case(title=f"dark {number}")
    assert check_minimum_standards() == 1, (
        "the day's second look keeps what changes the answer only"
    )
    alarm = Alarm.objects.get()
    assert (alarm.unit.code, alarm.value) == ("north", Decimal(3))
    # The alarm's own case waits, too; three must be done for the floor to hold.
    for case in Case.objects.exclude(pk=alarm.case_id):
        case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
    assert check_minimum_standards() == 1
    alarm.refresh_from_db()
    assert alarm.ended_at is not None
    assert refusal(lambda: report(hall, line, "1")) == "computed"
    assert Entry.objects.filter(action="services.compute_values").count() == 3


def test_shares_are_not_computed_from_too_few(hall: Hall) -> None:
    units = [unit.pk for unit in parts(hall.unit("root"))]
    late = MEASURES["cases-late"].compute
    assert late is not None
    for number in range(4):
        hall.raise_case(title=str(number))
    future = clock.today() + timedelta(days=60)
    assert late(units, None, future) == {}
    hall.raise_case()
    assert late(units, None, future) == {hall.unit("north").pk: Decimal(100)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"measure": "luck"}, "measure"),
        ({"names": {}}, "names"),
        ({"days": 0}, "days"),
        ({"threshold": Decimal("NaN")}, "threshold"),
    ],
)
def test_bad_floors_are_named(hall: Hall, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        minimum_standard(hall, **change)
    assert caught.value.field == field
    assert not MinimumStandard.objects.exists()


def test_values_are_reported_by_those_it_is_given_to_and_where_it_holds(hall: Hall) -> None:
    line = minimum_standard(hall, unit=hall.unit("north"))
    with pytest.raises(BadInput):
        report(hall, line, "1", "south")
    assert (
        refusal(
            lambda: standard_actions.report_value.perform(
                hall.resident,
                minimum_standard=line,
                unit=hall.unit("north"),
                value=Decimal(1),
                **MEASURED,
            )
        )
        == "wrong-kind"
    )
    assert (
        refusal(
            lambda: standard_actions.set_minimum_standard.perform(
                hall.parks,
                names=texts("x"),
                measure="reported",
                threshold=Decimal(1),
                at_least=True,
                body=hall.body("parks"),
                unit=hall.unit("root"),
            )
        )
        == "no-competence"
    )
    standard_actions.end_minimum_standard.perform(hall.chair, minimum_standard=line)
    line.refresh_from_db()
    assert refusal(lambda: report(hall, line, "1")) == "wrong-state"


def test_without_its_provision_no_alarm_goes_off_and_the_report_fails_whole(hall: Hall) -> None:
    line = minimum_standard(hall)
    provision = Provision.objects.get(number="Article 20")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [timezone.localdate() - timedelta(days=1), provision.pk],
        )
    assert refusal(lambda: report(hall, line, "1")) == "no-competence"
    assert not Measurement.objects.exists()
    report(hall, line, "99")


# --- the catalogue --------------------------------------------------------------------------------
def service(hall: Hall, **given: Any) -> Service:
    values = {
        "code": "bus-pass",
        "names": texts("Bus pass"),
        "texts": texts("Ride."),
        "body": hall.body("parks"),
        "unit": hall.unit("root"),
        "rules": f"age >= 65 | {ASKED}\nresident yes | Do you live here?",
        **given,
    }
    return service_actions.set_service.perform(hall.chair, **values).result


def test_a_service_is_set_changed_and_ended_and_keeps_its_versions(hall: Hall) -> None:
    first = service(hall)
    again = service(hall, names=texts("Bus card"))
    assert (first.pk, again.version) == (again.pk, 2)
    service_actions.end_service.perform(hall.chair, service=again)
    assert not queries.services().exists()
    assert "Bus card" in Client().get(f"/services/{first.pk}/").content.decode()


@pytest.mark.parametrize(
    "line",
    [
        "age",
        "age >> 5 | q",
        "age >= | q",
        "resident yes 5 | q",
        "age >= 65",
        "AGE >= 65 | q",
        "age >= x | q",
    ],
)
def test_a_rule_that_is_none_names_its_line(hall: Hall, line: str) -> None:
    with pytest.raises(BadInput, match="rules") as caught:
        service(hall, rules=f"ok yes | Ok?\n{line}")
    assert "2" in str(caught.value.message)
    assert not Service.objects.exists()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([">=", "<=", ">", "<", "="]),
    st.integers(-1000, 1000),
    st.integers(-1000, 1000),
)
def test_rules_compare_as_numbers_do(op: str, wanted: int, given_: int) -> None:
    rules = entitlement.parse(f"n {op} {wanted} | n?")
    (judged,) = entitlement.judge(rules, {"n": str(given_)})
    python = {
        ">=": given_ >= wanted,
        "<=": given_ <= wanted,
        ">": given_ > wanted,
        "<": given_ < wanted,
        "=": given_ == wanted,
    }
    assert judged.met is python[op]
    assert entitlement.parse(entitlement.written(rules)) == rules


def test_am_i_entitled_is_answered_and_forgotten(hall: Hall) -> None:
    made = service(hall)
    page = f"/services/{made.pk}/entitled/"
    client = Client()
    assert "How old are you?" in client.get(page).content.decode()
    yes = client.post(page, {"age": "70", "resident": "yes"})
    assert "You are entitled" in yes.content.decode() and yes["Cache-Control"] == "no-store"
    assert "not entitled" in client.post(page, {"age": "30", "resident": "yes"}).content.decode()
    assert "remaining questions" in client.post(page, {"age": "70"}).content.decode()
    assert client.post(page, {"age": "old"}).status_code == 400
    client.cookies["django_language"] = OTHER
    assert in_(OTHER, "How old are you?") in client.get(page).content.decode()


def test_the_page_carries_linked_data_and_hostile_words_stay_words(hall: Hall) -> None:
    script = "</script><script>alert(1)</script>"
    made = service(hall, names=texts(script), texts=texts(script))
    text = Client().get(f"/services/{made.pk}/").content.decode()
    assert "cpsv:PublicService" in text and "<script>alert" not in text


def test_programs_report_values_and_read_standings(hall: Hall) -> None:
    line = minimum_standard(hall)
    desk = key_of("parks", "people.office")
    made = post(
        f"/minimum-standards/{line.pk}/report-value",
        {"unit": "north", "value": "12.5", **MEASURED},
        desk,
    )
    assert made.status_code == 200, made.content
    whole = Client().get(f"/api/v1/minimum-standards/{line.pk}").json()
    assert {one["place"]: one["holds"] for one in whole["standings"]} == {
        "north": False,
        "south": None,
    }
    assert whole["broken"] == 1
    (alarm,) = Client().get("/api/v1/alarms").json()["items"]
    assert alarm["minimum_standard"] == line.pk and alarm["ended_at"] is None
    wrong = post(
        f"/minimum-standards/{line.pk}/report-value", {"unit": "x", "value": "1", **MEASURED}, desk
    )
    assert (wrong.status_code, wrong.json()["field"]) == (422, "unit")


def test_a_broken_floor_stands_first_on_the_page_of_its_place(hall: Hall) -> None:
    report(hall, minimum_standard(hall), "1")
    text = Client().get(f"/places/{hall.unit('north').pk}/").content.decode()
    assert text.index("<h2>Broken minimum standards") < text.index("<h2>Cases")
    assert (
        "Broken minimum standards"
        not in Client().get(f"/places/{hall.unit('south').pk}/").content.decode()
    )


def test_the_office_works_on_pages(hall: Hall) -> None:
    client = signed_in(hall.chair)
    sent = {
        "names_en": "Meals",
        "code": "meals",
        "body": str(hall.body("parks").pk),
        "unit": str(hall.unit("root").pk),
        "channels_en": "At school",
        "rules": "age <= 12 | How old?",
    }
    assert client.post("/services/set/", {**sent, "rules": "nonsense"}).status_code == 400
    assert client.post("/services/set/", sent).status_code == 302
    made = Service.objects.get()
    assert made.channel == "At school" and made.rules[0]["key"] == "age"
    promised = client.post(
        f"/services/{made.pk}/set-standard/",
        {"names_en": "Warm", "measure": "reported", "threshold": "95", "at_least": "yes"},
    )
    assert promised.status_code == 302
    lines = client.post(
        "/services/minimum-standards/set/",
        {
            "names_en": "No child hungry",
            "measure": "reported",
            "threshold": "100",
            "at_least": "yes",
            "body": str(hall.body("parks").pk),
            "unit": str(hall.unit("root").pk),
            "days": "3",
        },
    )
    assert lines.status_code == 302
    line = MinimumStandard.objects.get()
    assert (
        signed_in(hall.parks)
        .post(
            f"/services/minimum-standards/{line.pk}/report-value/",
            {"unit": str(hall.unit("north").pk), "value": "99", **MEASURED},
        )
        .status_code
        == 302
    )
    assert Alarm.objects.get().due_on == date.today() + timedelta(days=3)


def test_lists_cost_the_same_however_long(hall: Hall, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        service(hall, code=f"s{number}")
        report(hall, minimum_standard(hall), "1")
    for path in ("/services/", "/services/minimum-standards/"):
        with django_assert_max_num_queries(8):
            assert Client().get(path).content.count(b"item-title") >= 20


# --- who is entitled ------------------------------------------------------------------------------
RULES = """age >= 65 [Article 21] | How old are you?
or disabled yes | Do you have a disability card?
born <= 18 years | When was the child born?
arrived < 2020-01-01 | When did you move here?
income <= 900 per person | What does your household earn in a month?"""


@pytest.mark.parametrize(
    ("answers", "entitled"),
    [
        ({"age": "70"}, True),
        ({"age": "30"}, None),
        ({"age": "30", "disabled": "yes"}, True),
        ({"age": "30", "disabled": "no"}, False),
        ({"disabled": "yes", "arrived": "2020-01-01"}, False),
        ({"disabled": "yes", "income": "2700.03", "household": "3"}, False),
        ({"disabled": "yes", "income": "2700", "household": "3"}, True),
        ({"disabled": "yes", "income": "2700", "household": "0"}, None),
    ],
)
def test_rules_know_other_ways_days_amounts_and_households(
    hall: Hall, answers: dict[str, str], entitled: bool | None
) -> None:
    rules = entitlement.parse(RULES)
    assert entitlement.parse(entitlement.written(rules)) == rules
    usual = {
        "born": clock.today().isoformat(),
        "arrived": "2019-12-31",
        "income": "900",
        "household": "1",
    }
    judged = entitlement.judge(rules, {**usual, **answers})
    assert entitlement.verdict(judged) is entitled
    assert judged[0].basis == Provision.objects.get(number="Article 21").ref


@pytest.mark.parametrize(
    "line",
    [
        "or x yes | q",
        "a < 2020-13-01 | q",
        "a < 2020-01-01 years | q",
        "a >= 2 [Article 999] | q",
        "a yes [ | q",
    ],
)
def test_wrong_ways_days_and_provisions_are_named(hall: Hall, line: str) -> None:
    with pytest.raises(BadInput, match="1"):
        entitlement.parse(line)


def test_years_are_whole_years_by_the_calendar() -> None:
    rules = entitlement.parse("born >= 18 years | When were you born?")
    for day, met in (("2008-03-01", True), ("2008-03-02", False), ("2008-02-29", True)):
        with clock.replay(datetime(2026, 3, 1, 12, tzinfo=UTC)):
            (judged,) = entitlement.judge(rules, {"born": day})
        assert judged.met is met, day


def test_the_trace_says_what_an_answer_came_to_and_is_kept_nowhere(hall: Hall) -> None:
    made = service(hall, rules=RULES)
    page = f"/services/{made.pk}/entitled/"
    sent = {
        "age": "70",
        "born": "3.5.2020",
        "arrived": "1.1.2001",
        "income": "2400",
        "household": "3",
    }
    answer = Client().post(page, sent)
    text = answer.content.decode()
    assert "You are entitled" in text and "÷ 3" in text and "Article 21" in text
    assert (
        "2400" not in answer.headers.get("Location", "") and answer["Cache-Control"] == "no-store"
    )
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any("2400.7719" in str(one) for row in cursor.fetchall() for one in row), (
                table
            )


def test_a_service_is_edited_by_the_form_that_made_it(hall: Hall) -> None:
    made = service(hall, rules=RULES, contact=texts("Call 555."), life_events=["age", "hardship"])
    office = signed_in(hall.parks)
    assert "code=bus-pass" in office.get(f"/services/{made.pk}/").content.decode()
    form = office.get("/services/set/?code=bus-pass").content.decode()
    assert "Call 555." in form and "or disabled yes" in form and form.count(" checked") >= 2
    found = Client().get("/services/?event=hardship").content.decode()
    assert made.name in found
    assert made.name not in Client().get("/services/?event=child").content.decode()

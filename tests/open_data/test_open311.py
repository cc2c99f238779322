"""Open311 GeoReport v2: all six methods, both formats, errors as the standard says."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.record.models import Entry
from tests.kit import Hall, found_hall
from tests.open_data.test_api import key_of

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
FIELDS = {
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def key() -> str:
    return key_of("resident")["Authorization"].removeprefix("Bearer ")


def get(path: str, status: int = 200) -> Any:
    answer = Client().get(path)
    assert answer.status_code == status, answer.content
    if ".json" in path:
        assert answer["Content-Type"] == "application/json; charset=utf-8"
        return json.loads(answer.content)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ET.fromstring(answer.content.decode())


def post(form: str = "json", status: int = 201, **given: Any) -> Any:
    answer = Client(enforce_csrf_checks=True).post(f"{V2}/requests.{form}", given)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content) if form == "json" else ET.fromstring(answer.content.decode())


def test_services_and_their_definition_in_both_formats(hall: Hall) -> None:
    (service,) = get(f"{V2}/services.json")
    assert (service["service_code"], service["type"], service["metadata"]) == (
        "lamps",
        "realtime",
        True,
    )
    root = get(f"{V2}/services.xml")
    assert root.tag == "services" and root[0].tag == "service"
    assert root.findtext("service/metadata") == "true"
    defined = get(f"{V2}/services/lamps.json")
    assert defined["attributes"][0]["values"][0]["key"] == "request"
    tree = get(f"{V2}/services/lamps.xml")
    assert tree.tag == "service_definition"
    assert len(tree.findall("attributes/attribute/values/value")) == 4
    assert get(f"{V2}/services/none.json", 404)[0]["code"] == "404"
    assert get(f"{V2}/services/none.xml", 404).findtext("error/code") == "404"


def test_a_request_is_raised_and_read_back(hall: Hall) -> None:
    made = post(
        api_key=key(),
        service_code="lamps",
        lat="1.5",
        long="10.5",
        description="路灯坏了\nSince May",
        email="secret@example.org",
        first_name="Secret",
        **{"attribute[kind]": "request"},
    )
    number = made[0]["service_request_id"]
    case = Case.objects.get(pk=int(number))
    assert (case.kind, case.channel, case.unit.code) == ("request", "api", "north")
    assert Entry.objects.filter(action="cases.raise_case", subject=case.ref).exists()
    (shown,) = get(f"{V2}/requests/{number}.json")
    assert set(shown) == FIELDS
    assert (shown["status"], shown["lat"], shown["service_code"]) == ("open", 1.5, "lamps")
    assert "路灯坏了" in shown["description"] and "secret" not in json.dumps(shown).lower()
    assert shown["requested_datetime"][-6] in "+-" or shown["requested_datetime"].endswith("Z")
    tree = get(f"{V2}/requests/{number}.xml")
    assert tree.tag == "service_requests" and tree[0].tag == "request"
    assert {child.tag for child in tree[0]} == FIELDS
    assert get(f"{V2}/tokens/{number}.json")[0]["service_request_id"] == number
    get(f"{V2}/tokens/999.xml", 404)
    made = post("xml", api_key=key(), service_code="lamps", address_string="Mill Road 3")
    assert made.findtext("request/service_request_id")


def test_a_request_closes_with_the_bodys_word(hall: Hall) -> None:
    case = hall.raise_case()
    day = clock.today() + timedelta(days=3)
    case_actions.answer_case.perform(hall.parks, case=case, text="On Friday.", promise=day)
    (shown,) = get(f"{V2}/requests/{case.pk}.json")
    assert (shown["status"], shown["status_notes"]) == ("open", "On Friday.")
    assert shown["expected_datetime"].startswith(day.isoformat())
    case_actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    (shown,) = get(f"{V2}/requests/{case.pk}.json")
    assert (shown["status"], shown["status_notes"]) == ("closed", "A new lamp.")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"service_code": "lamps", "address_id": "north"}, 403),
        ({"api_key": "wrong", "service_code": "lamps", "address_id": "north"}, 403),
        ({"api_key": True}, 400),
        ({"api_key": True, "service_code": "none", "address_id": "north"}, 404),
        ({"api_key": True, "service_code": "lamps"}, 400),
        ({"api_key": True, "service_code": "lamps", "lat": "1.5"}, 400),
        ({"api_key": True, "service_code": "lamps", "lat": "x", "long": "1"}, 400),
        ({"api_key": True, "service_code": "lamps", "lat": "NaN", "long": "1"}, 400),
        ({"api_key": True, "service_code": "lamps", "lat": "-40", "long": "-40"}, 400),
        ({"api_key": True, "service_code": "lamps", "address_id": "nowhere"}, 400),
        (
            {
                "api_key": True,
                "service_code": "lamps",
                "address_id": "north",
                "description": "x" * 4001,
            },
            400,
        ),
        (
            {
                "api_key": True,
                "service_code": "lamps",
                "address_id": "north",
                "attribute[kind]": "z",
            },
            400,
        ),
        (
            {
                "api_key": True,
                "service_code": "lamps",
                "address_id": "north",
                "jurisdiction_id": "mars",
            },
            404,
        ),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_errors_have_the_standards_status_and_make_nothing(
    hall: Hall, given: dict[str, Any], status: int, form: str
) -> None:
    values = {**given, **({"api_key": key()} if given.get("api_key") is True else {})}
    failed = post(form, status, **values)
    found = failed[0] if form == "json" else {child.tag: child.text for child in failed[0]}
    assert found["code"] and found["description"]
    assert not Case.objects.exists()


def test_requests_are_narrowed_as_the_standard_says(hall: Hall) -> None:
    old, done, fresh = (hall.raise_case(title=title) for title in ("old", "done", "fresh"))
    case_actions.mark_done.perform(hall.parks, case=done, text="Done.")
    from django.db import connection

    with connection.cursor() as cursor:
        long_ago = timezone.now() - timedelta(days=120)
        cursor.execute("UPDATE cases_case SET raised_at = %s WHERE id = %s", [long_ago, old.pk])

    def ids(query: str) -> set[int]:
        return {int(one["service_request_id"]) for one in get(f"{V2}/requests.json?{query}")}

    assert ids("") == {done.pk, fresh.pk}
    assert ids("status=closed") == {done.pk} and ids("status=open") == {fresh.pk}
    assert ids("status=open,closed&service_code=lamps,x") == {done.pk, fresh.pk}
    assert ids("service_code=x") == set()
    start = (timezone.now() - timedelta(days=130)).date().isoformat()
    assert ids(f"start_date={start}T00:00:00Z") == {old.pk}
    assert ids(f"service_request_id={old.pk},{fresh.pk},zz") == {old.pk, fresh.pk}
    assert ids("") == ids("status=&service_code=")
    assert len(ids("page_size=1&page=1") | ids("page_size=1&page=2")) == 2
    for bad in (
        "status=maybe",
        "start_date=yesterday",
        "page=0",
        "start_date=2020-01-01&end_date=2022-01-01",
    ):
        assert get(f"{V2}/requests.json?{bad}", 400)[0]["code"] == "400"


def test_lists_cost_the_same_however_long(hall: Hall, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        case = hall.raise_case(title=f"c{number}")
        case_actions.answer_case.perform(hall.parks, case=case, text="Soon.")
    with django_assert_max_num_queries(4):
        assert len(get(f"{V2}/requests.json")) == 30


def test_what_xml_cannot_hold_does_not_break_it(hall: Hall) -> None:
    hall.raise_case(title="bell \x07 <b> & \ufffe")
    tree = get(f"{V2}/requests.xml")
    assert "<b> &" in (tree.findtext("request/description") or "")


def test_discovery_names_the_endpoint_in_both_formats(hall: Hall) -> None:
    said = get("/open311/discovery.json")
    assert said["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert said["endpoints"][0]["url"].endswith("/open311/v2")
    tree = get("/open311/discovery.xml")
    assert [one.text for one in tree.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]


def test_one_line_is_said_once(hall: Hall) -> None:
    made = post(
        api_key=key(), service_code="lamps", address_id="north", description="The lamp is out"
    )
    case = Case.objects.get(pk=int(made[0]["service_request_id"]))
    assert (case.title, case.text) == ("The lamp is out", "")


# --- what a program asks for --------------------------------------------------------------------------
def asked(**wanted: str) -> list[str]:
    answer = Client().get(f"{V2}/requests.json", wanted)
    assert answer.status_code == 200, answer.content
    return sorted(one["service_request_id"] for one in answer.json())


def test_a_day_alone_is_the_whole_day(hall: Hall) -> None:
    day = timezone.localdate().isoformat()
    case = hall.raise_case()
    assert asked(start_date=day, end_date=day) == [str(case.pk)]
    before = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert asked(start_date=before, end_date=before) == []


def test_programs_find_what_changed_however_long_ago_it_was_raised(hall: Hall) -> None:
    old, still = hall.raise_case(), hall.raise_case()
    later = clock.now() + timedelta(days=120)
    with clock.replay(later):
        case_actions.mark_done.perform(hall.parks, case=old, text="It burns again.")
        new = hall.raise_case()
    after = (later - timedelta(hours=1)).isoformat()
    assert asked(updated_after=after) == sorted([str(old.pk), str(new.pk)])
    assert asked(updated_before=after) == [str(still.pk)]
    assert asked(updated_after=after, status="closed") == [str(old.pk)]
    day = timezone.localdate(later).isoformat()
    assert asked(updated_after=after, start_date=day, end_date=day) == [str(new.pk)]


def test_programs_find_what_is_near(hall: Hall) -> None:
    here, there = (
        hall.raise_case(point=(Decimal(north), Decimal("10.5"))) for north in ("0.5", "0.51")
    )
    assert asked(lat="0.5", long="10.5", radius="200") == [str(here.pk)]
    assert asked(lat="0.5", long="10.5", radius="2000") == sorted([str(here.pk), str(there.pk)])


@pytest.mark.parametrize(
    "wanted",
    [
        {"lat": "1"},
        {"lat": "x", "long": "1", "radius": "5"},
        {"lat": "91", "long": "1", "radius": "5"},
        {"lat": "1", "long": "1", "radius": "-5"},
        {"lat": "nan", "long": "1", "radius": "5"},
        {"updated_after": "yesterday"},
        {"updated_after": "2026-05-02", "updated_before": "2026-05-01"},
        {"changed_since": "2026-05-01"},
        {"keyword": "lamp"},
    ],
)
def test_what_cannot_be_answered_is_refused_not_ignored(hall: Hall, wanted: dict[str, str]) -> None:
    answer = Client().get(f"{V2}/requests.json", wanted)
    assert answer.status_code == 400 and answer.json()[0]["description"]

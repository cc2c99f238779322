"""The API: its document is a snapshot under review, and each answer is as the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.models import RateCount
from commonhall.open_data.api import api
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.api_keys.models import ApiKey
from commonhall.people.bodies.models import OfficeTerm
from commonhall.record.models import Entry
from commonhall.site.wsgi import application
from tests.kit import Hall, code_of, found_hall, signed_in
from tests.words import OTHER

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parent / "snapshots" / "openapi.json"
CASE = {"kind": "complaint", "title": "灯坏了 the lamp", "category": "lamps", "unit": "north"}


def key_of(name: str, acts_as: str = "") -> dict[str, str]:
    account = Account.objects.get(email=f"{name}@example.org")
    choices = actors.choices(actors.person_of(account))
    chosen = next(one for one in choices if one.key.startswith(acts_as))
    if acts_as:
        assert chosen.key
    _token, key = keys.make(account, "a program", chosen, 30)
    return {"Authorization": f"Bearer {key}"}


def post(path: str, body: Any, key: dict[str, str], **headers: str) -> Any:
    return Client().post(
        f"/api/v1{path}", json.dumps(body), "application/json", headers={**key, **headers}
    )


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_the_document_is_as_reviewed() -> None:
    """A change of the API shows in review: `make openapi` writes the snapshot anew."""
    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1")))
    assert now == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_every_operation_is_described_and_every_change_needs_a_key() -> None:
    document = api.get_openapi_schema(path_prefix="")
    names = []
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            names.append(said["operationId"])
            assert said.get("description"), f"{method} {path} says nothing"
            assert method == "get" or said.get("security"), f"{method} {path} needs no key"
    assert len(names) == len(set(names))


def operations(*verbs: str) -> list[str]:
    """As the snapshot names them, which a test above holds true: read at once, made in many seconds."""
    document = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return [
        f"{verb.upper()} {path}"
        for path, said in document["paths"].items()
        for verb in said
        if verb in verbs
    ]


# Operations that do something are made alike from the declarations: a dozen share one hall.
WRITING = operations("post", "put", "delete", "patch")
DOZENS = [WRITING[start : start + 12] for start in range(0, len(WRITING), 12)]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection open between requests, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@cache
def document() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def tried(operation: str, headers: dict[str, str], examples: int) -> None:
    """Schemathesis makes good and bad requests from the document and checks every answer."""
    verb, _, path = operation.partition(" ")

    @given(case=document()[path][verb].as_strategy())
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    def check(case: Any) -> None:
        # Whether a code names something is not in the document: well-formed input may be refused.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    check()


def office_headers() -> dict[str, str]:
    return {**key_of("parks", "people.office"), "Accept-Encoding": "identity"}


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("operation", operations("get"))
def test_no_question_breaks_it_and_answers_are_as_documented(hall: Hall, operation: str) -> None:
    hall.raise_case()
    tried(operation, office_headers(), 3)


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("some", DOZENS, ids=lambda some: some[0].replace(" ", ""))
def test_no_input_breaks_what_does_something(hall: Hall, some: list[str]) -> None:
    hall.raise_case()
    headers = office_headers()
    for operation in some:
        # What a database cannot keep (NUL, numbers out of range) is refused by PostgreSQL, not by SQLite.
        tried(operation, headers, 2 if connection.vendor == "postgresql" else 1)


@pytest.mark.full
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("operation", [*operations("get"), *WRITING])
def test_no_input_breaks_it_tried_at_length(hall: Hall, operation: str) -> None:
    hall.raise_case()
    tried(operation, office_headers(), 25)


def test_a_case_goes_round_by_programs_alone(hall: Hall) -> None:
    mine, desk = key_of("resident"), key_of("parks", "people.office")
    raised = post("/cases/raise", CASE, mine)
    assert raised.status_code == 201, raised.content
    done = raised.json()
    number = int(done["ref"].partition(":")[2])
    assert done["url"].endswith(f"/cases/{number}/")
    assert Entry.objects.get(pk=done["receipt"]["entry"]).action == "cases.raise_case"

    may = Client().get(f"/api/v1/cases/{number}/may", headers=desk).json()
    allowed = {one["action"] for one in may if one["allowed"]}
    assert {"cases.answer_case", "cases.pass_on_case", "cases.mark_done"} <= allowed
    assert not allowed & {"cases.confirm_case", "cases.refuse_result", "cases.settle_case"}

    promise = (clock.today() + timedelta(days=3)).isoformat()
    answer = post(f"/cases/{number}/answer", {"text": "Soon.", "promise": promise}, desk)
    assert answer.status_code == 200, answer.content
    assert post(f"/cases/{number}/mark-done", {"text": "Lamp replaced."}, desk).status_code == 200
    assert post(f"/cases/{number}/refuse-result", {"text": "Still dark."}, mine).status_code == 200
    assert post(f"/cases/{number}/mark-done", {"text": "Again."}, desk).status_code == 200
    assert post(f"/cases/{number}/confirm", {}, mine).status_code == 200
    assert post(f"/cases/{number}/reopen", {"text": "Dark again."}, mine).status_code == 200

    shown = Client().get(f"/api/v1/cases/{number}").json()
    assert shown["title"] == CASE["title"] and shown["channel"] == "api"
    assert [step["text"] for step in shown["history"]][1:] == [
        "Soon.",
        "Lamp replaced.",
        "Still dark.",
        "Again.",
        "",
        "Dark again.",
    ]
    assert all(step["entry"] for step in shown["history"])


def test_a_refusal_names_rule_and_words_in_the_language_asked_for(hall: Hall) -> None:
    case = hall.raise_case()
    roads = key_of("roads", "people.office")
    refused = post(
        f"/cases/{case.pk}/mark-done", {"text": "x"}, roads, **{"Accept-Language": OTHER}
    )
    assert refused.status_code == 403
    assert refused["Content-Type"].startswith("application/problem+json")
    said = refused.json()
    assert (said["rule"], said["code"]) == ("competence", "other-body")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said["detail"])
    resident = post(f"/cases/{case.pk}/mark-done", {"text": "x"}, key_of("resident"))
    assert (resident.status_code, resident.json()["rule"]) == (403, "identity")


def test_sent_twice_with_the_same_key_it_is_done_once(hall: Hall) -> None:
    mine = key_of("resident")
    first = post("/cases/raise", CASE, mine, **{"Idempotency-Key": "a-1"})
    again = post("/cases/raise", CASE, mine, **{"Idempotency-Key": "a-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["repeated"] and again.json()["ref"] == first.json()["ref"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "wish"}, "kind"),
        ({"category": "nope"}, "category"),
        ({"unit": "nowhere"}, "unit"),
        ({"point": {"latitude": 91, "longitude": 0}}, "point"),
        ({"point": {"latitude": 1.5}}, "point"),
        ({"point": {"latitude": -40, "longitude": -40}}, "point"),
        ({"latitude": 1.5}, "latitude"),
        ({"title": ""}, "title"),
        ({"title": "a\ud800b"}, "title"),
        ({"title": "a" * 161}, "title"),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    answer = post("/cases/raise", {**CASE, **change}, key_of("resident"))
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["field"]
    assert (Case.objects.count(), Entry.objects.count()) == (0, before)


def test_no_key_a_wrong_key_and_a_withdrawn_key_open_nothing(hall: Hall) -> None:
    key = key_of("resident")
    for sent in ({}, {"Authorization": "Bearer hall_wrong"}, {"Authorization": "Basic x"}):
        assert post("/cases/raise", CASE, sent).status_code == 401
    ApiKey.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert post("/cases/raise", CASE, key).status_code == 401
    ApiKey.objects.update(expires_on=timezone.localdate() + timedelta(days=1))
    assert post("/cases/raise", CASE, key).status_code == 201
    Account.objects.filter(email="resident@example.org").update(is_active=False)
    assert post("/cases/raise", CASE, key).status_code == 401


def test_a_key_for_an_office_that_ended_does_not_act_for_its_holder(hall: Hall) -> None:
    desk = key_of("parks", "people.office")
    case = hall.raise_case()
    from commonhall.people.bodies import actions

    term = OfficeTerm.objects.get(office__code="parks-desk")
    actions.end_term.perform(hall.chair, term=term, on=clock.today())
    refused = post(f"/cases/{case.pk}/answer", {"text": "x"}, desk)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-in-office")


def test_a_program_that_floods_is_slowed(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"api": "2/h"}
    key = key_of("resident")
    answers = [post("/cases/raise", CASE, key).status_code for _ in range(3)]
    assert answers == [201, 201, 429]
    assert not any("resident" in row.bucket for row in RateCount.objects.all())


def test_lists_are_paged_and_cost_the_same_however_long(
    hall: Hall, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.RATE_LIMITS = {}
    for number in range(45):
        hall.raise_case(title=f"case {number}")
    seen, cursor = [], ""
    while True:
        with django_assert_max_num_queries(4):
            page = Client().get(f"/api/v1/cases?size=20&cursor={cursor}").json()
        seen += [one["title"] for one in page["items"]]
        cursor = page["older"]
        if not cursor:
            break
    assert seen == [f"case {number}" for number in reversed(range(45))]
    bad = Client().get("/api/v1/cases?cursor=bm9wZQ")
    assert (bad.status_code, bad.json()["field"]) == (422, "cursor")


def test_nothing_personal_is_published(hall: Hall) -> None:
    hall.raise_case()
    for path in ("/cases", "/cases/1", "/entries", "/organisations", "/bodies"):
        text = Client().get(f"/api/v1{path}").content.decode()
        assert "resident@example.org" not in text and "person_id" not in text


def test_a_key_is_shown_once_and_kept_as_a_hash(hall: Hall) -> None:
    code_of(hall.parks.account)
    client = signed_in(hall.parks)
    office = OfficeTerm.objects.get(office__code="parks-desk").office
    made = client.post(
        "/me/keys/", {"name": "night job", "acts_as": office.ref, "days": "30", "may": "all"}
    )
    key = made.content.decode().partition("<code>hall_")[2].partition("</code>")[0]
    assert len(key) > 30 and made["Cache-Control"] == "no-store"
    assert key not in client.get("/me/keys/").content.decode()
    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer hall_{key}"}).json()
    assert me == {"kind": "office", "ref": office.ref, "name": office.name, "scope": None}
    token = ApiKey.objects.get()
    assert key not in token.digest and token.used_at
    client.post("/me/keys/", {"withdraw": str(token.pk)})
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer hall_{key}"})
    assert answer.status_code == 401


def test_the_page_for_programs_lists_every_operation(client: Client) -> None:
    text = client.get("/api/").content.decode()
    for path in api.get_openapi_schema(path_prefix="")["paths"]:
        assert path in text
    assert client.get("/cases/?q=%00").status_code == 400

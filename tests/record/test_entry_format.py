"""What may stand in an entry, and its one canonical form."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from commonhall.record import entry_format
from commonhall.record.entry_format import BodyError

GOOD: dict[str, Any] = {
    "v": 1,
    "id": "01a20cb3-e7fb-7de6-bc8f-526aca17dbbf",
    "action": "cases.raise_case",
    "kind": "action",
    "recorded_at": "2026-01-02T03:04:05.678901Z",
    "occurred_at": "2026-01-02T03:04:05.000000Z",
    "by": {"kind": "office", "ref": "people.office:12"},
    "subject": "cases.case:17",
    "changes": [{"type": "cases.case", "id": "17", "version": 1, "digest": "ab" * 32}],
    "basis": [{"provision": "law.provision:4", "mandate": "law.mandate:3"}],
    "parent": "01a20cb3-e7fb-7de6-bc8f-526aca17dbbe",
    "batch": {"root": "cd" * 32, "count": 924},
    "data": {"amount": "123456789012345678901234567890", "urgent": True, "codes": ["a", "b"]},
}
REMOVE = object()


def test_a_good_body_is_written_and_read_back() -> None:
    data = entry_format.encode(GOOD)
    assert entry_format.decode(data.decode()) == GOOD
    assert data == rfc8785.dumps(GOOD)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("v", 2, "v is 1"),
        ("v", True, "v is 1"),
        ("id", "01A20CB3-E7FB-7DE6-BC8F-526ACA17DBBF", "id is a UUID"),
        ("action", "Raise Case", "action is malformed"),
        ("action", "raise", "action is malformed"),
        ("kind", "secret", "kind is one of"),
        ("recorded_at", "2026-01-02T03:04:05Z", "not a UTC time"),
        ("recorded_at", "2026-02-30T03:04:05.000000Z", "not a time"),
        ("occurred_at", 5, "not a UTC time"),
        ("by", {"kind": "office"}, "lacks a ref or a commitment"),
        ("by", {"kind": "person", "ref": "people.person:7"}, "never by a lasting reference"),
        ("by", {"kind": "office", "ref": "a.b:1", "commitment": "ab" * 32}, "not both"),
        ("by", {"kind": "person", "commitment": "short"}, "by.commitment"),
        ("by", {"kind": "office", "ref": "people.office:1", "name": "x"}, "does not know name"),
        ("subject", "case 17", "subject is malformed"),
        ("subject", REMOVE, "missing: subject"),
        ("extra", 1, "unknown: extra"),
        ("data", {}, "left out when empty"),
        ("changes", [{"type": "cases.case", "id": "1", "version": 1}], "changes lacks digest"),
        ("changes", {"type": "x"}, "changes is a list"),
        ("basis", [{"whim": "a.b:1"}], "does not know whim"),
        ("batch", {"root": "cd" * 32, "count": -1}, "whole number"),
        ("parent", "none", "parent is a UUID"),
        ("refusal", {"rule": "competence"}, "only a refusal"),
        ("data", {"amount": 1.5}, "holds float"),
        ("data", {"amount": 2**53}, "beyond"),
        ("data", {"none": None}, "holds NoneType"),
        ("data", {"nested": {"a": 1}}, "holds dict"),
        ("data", {"text": "Mrs Smith complained"}, "not a code"),
        ("data", {"text": "王"}, "not a code"),
        ("data", {"Key": 1}, "a key of data"),
        ("data", {"deep": [[[["x"]]]]}, "holds list"),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_reason(
    key: str, value: Any, complaint: str
) -> None:
    body = {**GOOD, key: value}
    if value is REMOVE:
        del body[key]
    with pytest.raises(BodyError, match=complaint):
        entry_format.encode(body)


def test_a_refusal_says_which_rule_refused() -> None:
    body = {**GOOD, "kind": "refusal", "refusal": {"rule": "competence", "code": "no-mandate"}}
    assert entry_format.decode(entry_format.encode(body).decode()) == body
    del body["refusal"]
    with pytest.raises(BodyError, match="says which rule"):
        entry_format.encode(body)


def test_an_entry_longer_than_a_bundle_can_carry_is_refused() -> None:
    with pytest.raises(BodyError, match="at most 65,535 bytes"):
        entry_format.encode({**GOOD, "data": {"codes": ["x" * 500] * 140}})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(":", ": ", 1),
        lambda text: text.replace('"v":1', '"v":1,"v":1'),
        lambda text: text.replace('"v":1', '"v":1.0'),
        lambda text: text.replace("cases", "\\u0063ases", 1),
        lambda text: text[:-1],
        lambda text: f"[{text}]",
        lambda text: text.replace('"v":1', '"v":NaN'),
    ],
)
def test_a_stored_body_in_any_other_form_is_refused(spoil: Any) -> None:
    with pytest.raises(BodyError):
        entry_format.decode(spoil(entry_format.encode(GOOD).decode()))


codes = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30)
values = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | codes,
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)


@pytest.mark.slow
@given(st.dictionaries(keys, values, max_size=8))
def test_the_quick_encoder_writes_what_rfc_8785_demands(data: dict[str, Any]) -> None:
    body = {**GOOD, "data": data}
    assert (
        entry_format._encode(body).encode() == rfc8785.dumps(body) == entry_format.canonical(body)
    )
    assert json.loads(entry_format.canonical(body)) == body


@pytest.mark.parametrize("value", [float("nan"), {"a": 2**60}, {1: 2}, object()])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(BodyError):
        entry_format.canonical(value)


def test_times_are_written_in_utc_with_microseconds() -> None:
    east = timezone(timedelta(hours=8))
    when = datetime(2026, 1, 2, 8, 0, tzinfo=east)
    assert entry_format.moment(when) == "2026-01-02T00:00:00.000000Z"
    assert entry_format.parse_moment(entry_format.moment(when)) == when.astimezone(UTC)
    with pytest.raises(BodyError, match="time zone"):
        entry_format.moment(datetime(2026, 1, 2))

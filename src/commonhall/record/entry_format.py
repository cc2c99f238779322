"""The shape of an entry's body: checked before it is written, and again by whoever verifies.

A body holds codes, references and commitments only, never free text or personal data: strings are
printable ASCII without spaces, so that neither a sentence nor a name fits. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from typing import Any

import rfc8785

from commonhall.record.tiles import MAX_ENTRY_SIZE

MAX_INTEGER = 2**53 - 1
KINDS = frozenset({"action", "batch", "refusal", "founding", "reported"})
ACTORS = frozenset({"person", "office", "organisation", "system", "body"})
REQUIRED = ("v", "id", "action", "kind", "recorded_at", "occurred_at", "by", "subject")
OPTIONAL = ("changes", "basis", "parent", "batch", "refusal", "data")

_ACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", re.ASCII)
_REF = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*:[!-~]{1,80}", re.ASCII)
_CODE = re.compile(r"[!-~]{0,512}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class BodyError(ValueError):
    """An entry's body does not have the shape the record demands."""


def canonical(value: Any) -> bytes:
    """RFC 8785 canonical JSON as UTF-8; raises `BodyError` for what has no exact form (floats, …)."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, TypeError, ValueError) as error:
        raise BodyError(f"not canonical JSON: {error}") from error


# For checked bodies (ASCII strings, no floats) the standard encoder writes exactly what RFC 8785
# demands, ten times faster; a property test holds it against the reference implementation.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def is_canonical(text: str, body: Mapping[str, Any]) -> bool:
    """Whether ``text`` is the canonical form of a checked ``body``."""
    return _encode(body) == text


def moment(when: datetime) -> str:
    """A time as bodies write it: UTC, microseconds, ``Z``. Raises `BodyError` for a naive time."""
    if when.tzinfo is None:
        raise BodyError("a time needs a time zone")
    return when.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def parse_moment(text: str) -> datetime:
    """The reverse of `moment`; raises `BodyError`."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise BodyError(f"{text!r} is not a UTC time with microseconds")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BodyError(f"{text!r} is not a time") from error


def check(body: Mapping[str, Any]) -> None:
    """Raise `BodyError` unless ``body`` is a well-formed entry body."""
    missing = [key for key in REQUIRED if key not in body]
    if missing:
        raise BodyError(f"missing: {', '.join(missing)}")
    unknown = sorted(set(body) - {*REQUIRED, *OPTIONAL})
    if unknown:
        raise BodyError(f"unknown: {', '.join(map(str, unknown))}")
    if body["v"] != 1 or isinstance(body["v"], bool):
        raise BodyError("v is 1")
    _check_uuid(body["id"], "id")
    _check_match(_ACT, body["action"], "action", 80)
    if body["kind"] not in KINDS:
        raise BodyError(f"kind is one of {', '.join(sorted(KINDS))}")
    parse_moment(body["recorded_at"])
    parse_moment(body["occurred_at"])
    _check_actor(body["by"])
    if body["subject"] != "":
        _check_match(_REF, body["subject"], "subject", 120)
    if "parent" in body:
        _check_uuid(body["parent"], "parent")
    _check_optional(body)


def _check_optional(body: Mapping[str, Any]) -> None:
    for key in OPTIONAL:
        if key in body and not body[key]:
            raise BodyError(f"{key} is left out when empty")
    for change in _items(body, "changes"):
        _check_keys(change, "changes", {"type", "id", "version", "digest"})
        _check_match(_ACT, change["type"], "changes.type", 80)
        _check_match(_CODE, change["id"], "changes.id", 80)
        _check_count(change["version"], "changes.version")
        _check_match(_HASH, change["digest"], "changes.digest", 64)
    for basis in _items(body, "basis"):
        _check_keys(
            basis, "basis", set(), {"provision", "competence", "mandate", "right", "caretaker"}
        )
        for key, ref in basis.items():
            _check_match(_REF, ref, f"basis.{key}", 120)
    if "batch" in body:
        _check_keys(body["batch"], "batch", {"root", "count"}, {"source_sha256"})
        _check_match(_HASH, body["batch"]["root"], "batch.root", 64)
        _check_count(body["batch"]["count"], "batch.count")
        if "source_sha256" in body["batch"]:
            _check_match(_HASH, body["batch"]["source_sha256"], "batch.source_sha256", 64)
    if "refusal" in body:
        _check_keys(body["refusal"], "refusal", {"rule"}, {"provision", "code"})
        for key, code in body["refusal"].items():
            _check_match(_CODE, code, f"refusal.{key}", 120)
    if (body["kind"] == "refusal") != ("refusal" in body):
        raise BodyError("a refusal, and only a refusal, says which rule refused")
    if "data" in body:
        _check_keys(body["data"], "data", set(), None)
        for key, value in body["data"].items():
            _check_match(_KEY, key, "a key of data", 64)
            _check_value(value, f"data.{key}", depth=3)


def encode(body: Mapping[str, Any]) -> bytes:
    """Check a body and return its canonical bytes; raises `BodyError` (also when too long)."""
    check(body)
    data = _encode(body).encode()
    if len(data) > MAX_ENTRY_SIZE:
        raise BodyError(f"an entry has at most {MAX_ENTRY_SIZE:,} bytes, this one {len(data):,}")
    return data


def _no_float(text: str) -> Any:
    raise BodyError(f"{text} is not an integer")


_parse = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode


def decode(text: str) -> dict[str, Any]:
    """Parse and check a stored body; raises `BodyError` (also for JSON that says a key twice)."""
    try:
        body = _parse(text)
    except ValueError as error:
        raise BodyError(f"not JSON: {error}") from error
    if not isinstance(body, dict):
        raise BodyError("not a JSON object")
    check(body)
    if not is_canonical(text, body):
        raise BodyError("not in canonical form")
    return body


def _items(body: Mapping[str, Any], key: str) -> list[Any]:
    value = body.get(key, [])
    if not isinstance(value, list):
        raise BodyError(f"{key} is a list")
    return value


_NONE: frozenset[str] = frozenset()


def _check_keys(value: Any, name: str, needed: Set[str], allowed: Set[str] | None = _NONE) -> None:
    if not isinstance(value, dict):
        raise BodyError(f"{name} is an object")
    present = value.keys()
    if not present >= needed:
        raise BodyError(f"{name} lacks {', '.join(sorted(needed - present))}")
    if allowed is not None and not present <= needed | allowed:
        unknown = sorted(map(str, present - needed - allowed))
        raise BodyError(f"{name} does not know {', '.join(unknown)}")


def _check_actor(by: Any) -> None:
    _check_keys(by, "by", {"kind"}, {"ref", "commitment"})
    if by["kind"] not in ACTORS:
        raise BodyError(f"by.kind is one of {', '.join(sorted(ACTORS))}")
    if "ref" in by and "commitment" in by:
        raise BodyError("by has a ref or a commitment, not both")
    if "ref" in by:
        if by["kind"] == "person":
            raise BodyError("a person is named by a commitment, never by a lasting reference")
        _check_match(_REF, by["ref"], "by.ref", 120)
    elif "commitment" in by:
        _check_match(_HASH, by["commitment"], "by.commitment", 64)
    elif by["kind"] != "system":
        raise BodyError("by lacks a ref or a commitment")


def _check_match(pattern: re.Pattern[str], value: Any, name: str, longest: int) -> None:
    if not isinstance(value, str) or len(value) > longest or not pattern.fullmatch(value):
        raise BodyError(f"{name} is malformed: {value!r:.80}")


def _check_count(value: Any, name: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INTEGER:
        raise BodyError(f"{name} is a whole number from 0")


def _check_uuid(value: Any, name: str) -> None:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise BodyError(f"{name} is a UUID in lower case with dashes")


def _check_value(value: Any, name: str, depth: int) -> None:
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise BodyError(f"{name} is beyond ±2^53; write it as a string")
    elif isinstance(value, str):
        if not _CODE.fullmatch(value):
            raise BodyError(f"{name} is not a code (printable ASCII, no spaces): {value!r:.80}")
    elif isinstance(value, list) and depth:
        for one in value:
            _check_value(one, name, depth - 1)
    else:
        raise BodyError(f"{name} holds {type(value).__name__}; only codes, whole numbers and lists")

"""The API kit: what every app's `api.py` shares. Errors, lists paged by key, receipts, hostile text.

An app's `api.py` makes one `Router`; each operation is thin: parse, one action or query, show. The
operations are put together in `commonhall.open_data.api`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from weakref import WeakKeyDictionary

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Header, Schema
from pydantic import AfterValidator

from commonhall.actions import entity_tags
from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.actions.gate import Outcome
from commonhall.core import rate_limits
from commonhall.core.models import Governed
from commonhall.core.paging import MOST, PAGE_SIZE, PageOf
from commonhall.core.paging import page as page_of
from commonhall.core.refusals import Permission, Refused

M = TypeVar("M", bound=Model)
HIGHEST_ID = 2**63 - 1


def _plain(value: str) -> str:
    """Text both databases can keep: no NUL, no half of a surrogate pair."""
    if "\x00" in value:
        raise ValueError("text must not contain the character U+0000")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError("text must be valid Unicode") from error
    return value


Text = Annotated[str, AfterValidator(_plain)]
Id = Annotated[int, Field(ge=1, le=HIGHEST_ID)]
Code = Annotated[str, AfterValidator(_plain), Field(max_length=60)]
Cursor = Annotated[
    str, AfterValidator(_plain), Field(max_length=400, description="`older` or `newer` of a page")
]
Size = Annotated[int, Field(ge=1, le=MOST, description="rows a page")]
IdempotencyKey = Annotated[
    str,
    AfterValidator(_plain),
    Header(
        "",
        alias="Idempotency-Key",
        max_length=80,
        description="sent again with the same key, the request does nothing and answers as before",
    ),
]


class Problem(Schema):
    """What went wrong (RFC 9457). `rule` is the stage of the gate that refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = ""
    rule: str = ""
    field: str = ""
    provision: str = Field("", description="the provision that refuses, as a ref")
    errors: list[dict[str, Any]] = []


class Named(Schema):
    """Something with a code, shown by its name in the language asked for."""

    code: str
    name: str


class Receipt(Schema):
    """A signed promise that the action's entry will stand in the record; `record verify` takes it."""

    origin: str
    entry: str
    leaf_hash: str
    recorded_at: str
    longest_delay_seconds: int
    signature: str


class Done(Schema):
    """An action was performed. `ref` names what it was about, `url` shows it to people."""

    action: str
    ref: str
    url: str
    repeated: bool
    receipt: Receipt


class May(Schema):
    """Whether an action would be let through now; if not, the rule and why."""

    action: str
    title: str
    allowed: bool
    rule: str = ""
    code: str = ""
    why: str = ""
    provision: str = ""
    conditions: list[str] = []
    second_factor: bool = Field(False, description="asks for the code of a second factor as well")


# Operations of every app answer with these besides their own result.
ERRORS: dict[Any, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 429: Problem}
READ: dict[Any, Any] = {404: Problem, 422: Problem}
# What changes a thing may be told which version of it was read.
CHANGED: dict[Any, Any] = {412: Problem}
WRITE: dict[Any, Any] = {**ERRORS, 409: Problem, 413: Problem, 415: Problem, 422: Problem}


def listed(
    rows: QuerySet[M],
    show: Callable[[M], Any],
    cursor: str = "",
    size: int = PAGE_SIZE,
    keys: Sequence[str] = ("-id",),
) -> dict[str, Any]:
    """One page of `rows` as `{"items", "older", "newer"}`."""
    found: PageOf[M] = page_of(rows, keys, cursor, size)
    return {
        "items": [show(row) for row in found.rows],
        "older": found.older,
        "newer": found.newer,
    }


def done(request: HttpRequest, action: Action[..., Any], outcome: Outcome[Any]) -> dict[str, Any]:
    """How a performed action is answered."""
    from commonhall.core import refs

    thing = outcome.result
    ref = outcome.entry.subject or (thing.ref if isinstance(thing, Governed) else "")
    shown = refs.resolve([ref]).get(ref) if ref else None
    return {
        "action": action.code,
        "ref": ref,
        "url": request.build_absolute_uri(shown.url) if shown and shown.url else "",
        "repeated": outcome.repeated,
        "receipt": outcome.receipt,
    }


def perform(
    request: HttpRequest,
    action: Action[..., Any],
    actor: Actor,
    once: str,
    arguments: dict[str, Any],
    confirmed: bool = False,
    thing: Governed | None = None,
) -> dict[str, Any]:
    """Perform an action for a program: limited in number, answered with a receipt. thing: as it was read for it."""
    if not rate_limits.allowed("api", actor.ref):
        raise Refused("rate", "too-many", "too many requests in an hour; go on later")
    seen = entity_tags.read(request.headers.get(entity_tags.HEADER, "")) if thing else None
    coming = action.coming(once=once, door="api", confirmed=confirmed, seen=seen)
    outcome = coming.perform(actor, **arguments)
    answer = done(request, action, outcome)
    _tags[request] = entity_tags.left_by(outcome.entry, answer["ref"], thing)
    return answer


# --- versions of things ---------------------------------------------------------------------------
_tags: WeakKeyDictionary[HttpRequest, str] = WeakKeyDictionary()


def tag(request: HttpRequest, thing: Governed) -> None:
    """Send the version of the thing that is shown along with the answer, as its `ETag`."""
    _tags[request] = entity_tags.tag_of(thing)


def tag_for(request: HttpRequest) -> str:
    """The tag to send along with the answer; "" for none."""
    return _tags.get(request, "")


def one(request: HttpRequest, rows: Any, **wanted: Any) -> Any:
    """The one thing that an operation shows, its version sent along; else 404."""
    found = get_object_or_404(rows, **wanted)
    tag(request, found)
    return found


def may(
    action: Action[..., Any], actor: Actor, thing: Governed, memo: dict[Any, Any]
) -> dict[str, Any]:
    """The dry run of an action, for programs that show buttons."""
    return _told(action, action.check(actor, thing, memo))


def _told(action: Action[..., Any], answer: Permission) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "action": action.code,
        "title": str(action.title),
        "allowed": bool(answer),
        "conditions": [str(one) for one in answer.conditions],
        "second_factor": action.second_factor,
    }
    if answer.refusal is not None:
        refusal = answer.refusal
        shown |= {"rule": refusal.rule, "code": refusal.code, "why": str(refusal.message)}
        shown["provision"] = refusal.provision
    return shown


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None

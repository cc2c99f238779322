"""The REST operation of every action, and of what one may do with a thing, made from the declarations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.errors import HttpError
from ninja.operation import Operation, PathView

from commonhall.actions import api, entity_tags, second_factor
from commonhall.actions import forms as action_forms
from commonhall.actions.action_pages import (
    feature_of,
    noun_of,
    offered,
    on,
    reachable,
    slug,
    why_no_program,
)
from commonhall.actions.declaration import Action
from commonhall.actions.gate import keep_in_scope
from commonhall.actions.inputs import Upload
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput
from commonhall.people.api_keys.keys import Key, MaybeKey

router = Router()
SECOND_FACTOR = {
    "name": second_factor.HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 30},
    "description": "The code of the second factor of whoever the key belongs to. Without it: refused.",
}
IF_MATCH = {
    "name": entity_tags.HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 2000},
    "description": "The `ETag` of the thing as you read it. If it was changed meanwhile, nothing is done: 412.",
}


def collection(model: type[Governed]) -> str:
    """A kind of thing in addresses: RoundTable → "round-tables". A model says its own where another app has its noun."""
    if own := getattr(model, "IN_ADDRESSES", ""):
        return str(own)
    words = noun_of(model).replace("_", "-")
    if words.endswith("ies"):
        return words
    return re.sub(r"(?<=[^aeiou])y$", "ie", words) + "s"


def address(action: Action[..., Any]) -> str:
    """The operation's path: /cases/{number}/answer, or /sources/name where there is no thing yet."""
    if action.thing:
        return f"/{collection(action.thing)}/{{number}}/{slug(action)}"
    return f"/{feature_of(action).replace('_', '-')}/{slug(action)}"


def _schema(action: Action[..., Any]) -> dict[str, Any]:
    """JSON Schema of the request's body."""
    fields = {}
    for name, asked in action.inputs.items():
        said = [str(asked.input.label), str(asked.input.help or "")]
        fields[name] = {
            **asked.input.schema(),
            "description": ". ".join(one.rstrip(".:?") for one in said if one),
        }
    required = [name for name, asked in action.inputs.items() if asked.required]
    return {
        "type": "object",
        "properties": fields,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


FORM = "multipart/form-data"


def _takes_files(action: Action[..., Any]) -> bool:
    return any(isinstance(asked.input, Upload) for asked in action.inputs.values())


def _without_files(action: Action[..., Any], body: dict[str, Any]) -> dict[str, Any]:
    """The body as JSON, which holds no file."""
    files = {name for name, one in action.inputs.items() if isinstance(one.input, Upload)}
    fields = {name: said for name, said in body["properties"].items() if name not in files}
    return {**body, "properties": fields}


def _body(request: HttpRequest, action: Action[..., Any]) -> dict[str, Any]:
    """What was sent: a JSON object, or a form where the action takes files."""
    if request.content_type == FORM and _takes_files(action):
        return {**request.POST.dict(), **request.FILES.dict()}
    if not request.body.strip():
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise HttpError(400, "This is not valid JSON.") from error
    if not isinstance(found, dict):
        raise HttpError(422, "The body must be a JSON object.")
    return {str(name): value for name, value in found.items()}


def _perform(
    request: HttpRequest, action: Action[..., Any], thing: Governed | None, once: str
) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    try:
        given = action_forms.read(action, thing, _body(request, action))
    except BadInput:
        # Whoever may not do it anyway is told that, and not what would be right.
        if refusal := action.check(actor, thing).refusal:
            raise refusal from None
        raise
    arguments = {**given, **({action.subject_name: thing} if thing else {})}
    code = request.headers.get(second_factor.HEADER, "")
    if confirmed := bool(action.second_factor and code):
        second_factor.take(actor.account, code)
    outcome = api.perform(request, action, actor, once, arguments, confirmed, thing)
    return outcome if thing else Status(201, outcome)


def _on_thing(request: HttpRequest, number: api.Id, once: api.IdempotencyKey) -> None:
    """What the operation of an action on a thing takes."""


def _anew(request: HttpRequest, once: api.IdempotencyKey) -> None:
    """What the operation of an action that makes something takes."""


def _about(request: HttpRequest, number: api.Id) -> None:
    """What the operation takes that says what may be done."""


@cache
def _kind(takes: Callable[..., None]) -> Operation:
    """The operation from which all of its kind are copied: making one takes 10 ms, a copy none."""
    if takes is _about:
        return Operation(
            "/{number}",
            ["GET"],
            takes,
            auth=MaybeKey(),
            response={200: list[api.May], 401: api.Problem, **api.READ},
        )
    on_thing = takes is _on_thing
    done = {200: api.Done} if on_thing else {201: api.Done}
    return Operation(
        "/{number}" if on_thing else "/",
        ["POST"],
        takes,
        auth=Key(),
        response={**done, **api.WRITE, **(api.CHANGED if on_thing else {})},
    )


def _put(path: str, takes: Callable[..., None], does: Callable[..., Any], **said: Any) -> None:
    """Offer an operation of a kind at a path; `said` is what the document tells about it."""
    operation = _kind(takes).clone()
    operation.path, operation.view_func = path, does
    for name, value in said.items():
        setattr(operation, name, value)
    router.path_operations.setdefault(path, PathView()).operations.append(operation)


def _add(action: Action[..., Any]) -> None:
    body = _schema(action)
    extra: dict[str, Any] = {}
    if body["properties"]:
        extra["requestBody"] = {
            "required": bool(body.get("required")),
            "content": {
                "application/json": {"schema": _without_files(action, body)},
                **({FORM: {"schema": body}} if _takes_files(action) else {}),
            },
        }
    parameters = [IF_MATCH] if action.thing else []
    if action.second_factor:
        parameters.append(SECOND_FACTOR)
    if parameters:
        extra["parameters"] = parameters

    def perform(request: HttpRequest, once: str, number: int | None = None) -> Any:
        keep_in_scope(action.code, request.auth)  # type: ignore[attr-defined]
        thing = None if number is None or action.thing is None else reachable(action.thing, number)
        return _perform(request, action, thing, once)

    _put(
        address(action),
        _on_thing if action.thing else _anew,
        perform,
        operation_id=action.name,
        summary=str(action.title),
        description=(action.function.__doc__ or "").strip(),
        tags=[feature_of(action).replace("_", " ")],
        openapi_extra=extra or None,
    )


def _called(model: type[Governed]) -> str:
    own = getattr(model, "IN_ADDRESSES", "")
    return str(own).replace("-", "_") if own else model.__name__.lower()


def _add_may(model: type[Governed]) -> None:
    def may(request: HttpRequest, number: int) -> Any:
        thing, memo = reachable(model, number), {}  # type: ignore[var-annotated]
        api.tag(request, thing)
        actor = request.auth  # type: ignore[attr-defined]
        return [api.may(one, actor, thing, memo) for one in on(model)]

    _put(
        f"/{collection(model)}/{{number}}/may",
        _about,
        may,
        operation_id=f"what_may_be_done_with_{_called(model)}",
        summary="What may be done",
        description="What you may do with it now, and why not the rest, without doing it.",
        tags=[collection(model).replace("-", " ")],
        openapi_extra={"security": [{}, {"MaybeKey": []}]},
    )


for _action in offered():
    if not why_no_program(_action):
        _add(_action)
for _model in dict.fromkeys(one.thing for one in offered() if one.thing and not one.page_only):
    _add_may(_model)

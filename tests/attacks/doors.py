"""An attack goes through every door: code, the page, the REST operation, the command. Each refuses for the same reason,
names the same provision, and leaves everything as it was.

    refused_everywhere(hall.parks, end_service, service, by="competence other-body")
    wrong_everywhere(hall.chair, end_term, term, {"on": "soon"}, field="on")

Inputs are given as Python has them; what a page and a program send is made of them by the inputs themselves.
"""

from __future__ import annotations

import html
import io
import json
import os
import re
from collections.abc import Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import connection
from django.test import Client

from commonhall.actions import action_pages, resolutions
from commonhall.actions.action_pages import why_no_page, why_no_program
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.declaration import Action
from commonhall.actions.inputs import (
    Input,
    JsonObject,
    Lines,
    PersonByMail,
    Pick,
    PickMany,
    PickSeveral,
)
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions.resolution_actions import table_resolution
from commonhall.law.higher_law.legal_act import Act
from commonhall.law.inputs import EntryOfRecord, Provisions
from commonhall.open_data.action_operations import address
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from commonhall.site.cli import main
from tests.kit import code_of, signed_in

# The statuses of an operation that was refused, by the rule that refuses (docs/add-an-action.md).
STATUS = {"state": 409, "rate": 429}
# What doors themselves write: who is signed in, with which key and factor, and how often it was tried.
OF_DOORS = {
    "core_ratecount",
    "django_session",
    "mfa_authenticator",
    "people_account",
    "people_apikey",
    "usersessions_usersession",
}
REF = re.compile(r"[a-z]+\.[a-z]+:[0-9]+")
# What a thing would do is known only once it is tried.
TRYING = "trying"
WHERE = {
    "record_entry": "WHERE kind <> 'refusal'",
    "record_pending": "WHERE entry_id NOT IN (SELECT id FROM record_entry WHERE kind = 'refusal')",
}


@dataclass(frozen=True)
class Told:
    """What a door said: which rule, which code, on which provision, in which words."""

    rule: str
    code: str
    provision: str
    words: str


# --- refused --------------------------------------------------------------------------------------
def refused_everywhere(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None = None,
    given: Mapping[str, Any] | None = None,
    *,
    by: str,
    provision: Governed | str | None = None,
    hangs_on: str = "",
) -> Told:
    """Try it by every door as a person who is signed in and confirmed a second factor just now.

    by: "rule code". provision: what it is based on; None: any, where a rule of law refuses; "": none, since the very
    absence of one is the reason. hangs_on: the input that decides, where the page cannot know before it is sent
    (or TRYING); otherwise the page and /may must say so beforehand.
    """
    sent = dict(given or {})
    rule, code = by.split()
    thing = type(thing)._base_manager.get(pk=thing.pk) if thing is not None else None
    before = everything()
    told = _by_code(who, action, thing, sent)
    assert (told.rule, told.code) == (rule, code), told
    _rests_on(told, provision)
    assert everything() == before, f"{action.code}: code changed {_changed(before)}"
    for door in (_foreseen, _by_page, _by_operation, _by_command):
        door(who, action, thing, sent, told, hangs_on)
        assert everything() == before, f"{action.code}: {door.__name__} changed {_changed(before)}"
    return told


def _rests_on(told: Told, provision: Governed | str | None) -> None:
    if provision is None:
        # What a thing's state forbids, and what no provision gives, rests on none.
        bare = told.rule in ("state", "identity", "standing", "rate") or told.code.startswith("no-")
        assert told.provision or bare, told
        return
    wanted = provision if isinstance(provision, str) else provision.ref
    assert told.provision == wanted, told


def _by_code(
    who: Actor, action: Action[..., Any], thing: Governed | None, sent: dict[str, Any]
) -> Told:
    try:
        action.perform(who, **_named(action, thing), **sent)
    except Refused as refusal:
        return Told(refusal.rule, refusal.code, refusal.provision, str(refusal))
    raise AssertionError(f"{action.code} was done: {sent}")


def _foreseen(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    _sent: dict[str, Any],
    told: Told,
    hangs_on: str,
) -> None:
    """The dry run says beforehand what will come, wherever it does not hang on what is entered."""
    answer = action.check(who, thing)
    if hangs_on:
        asked = hangs_on == TRYING or hangs_on in action.inputs
        assert asked, f"{action.code} does not ask for {hangs_on}"
        return
    if told.code == "by-resolution":
        assert answer.by_resolution
        return
    assert answer.refusal is not None, f"{action.code} is offered, and then refused: {told}"
    assert (answer.refusal.code, answer.refusal.provision) == (told.code, told.provision)


def _by_page(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    sent: dict[str, Any],
    told: Told,
    hangs_on: str,
) -> None:
    if why_no_page(action):
        return
    client, page = signed_in(who), action_pages.url_of(action, thing)
    if told.code == "not-in-office":
        # A browser that acted in the office acts in its person's own name from then on.
        told = _in_own_name(who, action, thing)
    shown = client.get(page)
    main_part = _main(shown)
    together = told.code == "by-resolution"
    if together:
        assert resolutions.REASONS in main_part, f"{page} does not say that the body decides"
    elif not hangs_on:
        assert shown.status_code in (200, 403), (page, shown.status_code)
        assert told.words in main_part, f"{page} does not say why not: {told}"
        assert _link(told) in main_part, f"{page} does not lead to {told.provision}"
        assert 'method="post"' not in main_part, f"{page} offers what is refused"
    answer = client.post(page, as_form(action, thing, sent))
    if together:
        # Without reasons nothing is put before the body, and with them it is a motion.
        assert answer.status_code == 400, (page, answer.status_code)
        return
    assert answer.status_code == 403, (page, answer.status_code, _errors(answer))
    assert told.words in _main(answer), f"{page} says something else than {told}"
    assert _link(told) in _main(answer), f"{page} does not lead to {told.provision}"


def _in_own_name(who: Actor, action: Action[..., Any], thing: Governed | None) -> Told:
    person = actors.as_person(Person.objects.get(pk=who.person))
    refusal = action.check(person, thing).refusal
    assert refusal is not None, f"{action.code} is done by anybody"
    return Told(refusal.rule, refusal.code, refusal.provision, str(refusal))


def _by_operation(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    sent: dict[str, Any],
    told: Told,
    _hangs_on: str,
) -> None:
    if why_no_program(action) or any(not _said_in_json(one) for one in sent.values()):
        return
    answer = send(who, action, thing, sent)
    assert answer.status_code == STATUS.get(told.rule, 403), (answer.status_code, answer.content)
    said = answer.json()
    assert said["detail"] == told.words
    assert (said["rule"], said["code"], said["provision"]) == (
        told.rule,
        told.code,
        told.provision,
    )


def _by_command(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    sent: dict[str, Any],
    told: Told,
    _hangs_on: str,
) -> None:
    if why_no_program(action) or any(not _said_in_json(one) for one in sent.values()):
        return
    status, said = command(who, action, thing, sent)
    assert status == 1, said
    assert said.startswith(f"refused ({told.rule}, {told.code}): {told.words}"), said
    assert told.provision in said


# --- bad input ------------------------------------------------------------------------------------
def wrong_everywhere(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None = None,
    given: Mapping[str, Any] | None = None,
    *,
    field: str,
    says: str = "",
) -> None:
    """What is wrong is told at its field by every door, what was typed stays, and nothing is half done."""
    sent, before = dict(given or {}), everything()
    try:
        action.perform(who, **_named(action, thing), **sent)
    except BadInput as error:
        assert (error.field, says in str(error.message)) == (field, True), error
    else:
        raise AssertionError(f"{action.code} was done: {sent}")
    wrong_by_doors(who, action, thing, sent, field=field, says=says)
    assert everything() == before


def wrong_by_doors(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    sent: dict[str, Any],
    *,
    field: str,
    says: str = "",
    form: Mapping[str, Any] | None = None,
) -> None:
    """The same for what code cannot even write: page, operation and command."""
    before = everything()
    if not why_no_page(action):
        page = action_pages.url_of(action, thing)
        typed = form if form is not None else as_form(action, thing, sent)
        answer = signed_in(who).post(page, typed)
        assert answer.status_code == 400, (page, answer.status_code)
        errors = answer.context["form"].errors
        assert field in errors and says in str(errors[field]), errors
        assert f'id="id_{field}' in answer.content.decode()
        for value in typed.values():
            kept = html.unescape(_main(answer))
            typed_in = isinstance(value, str) and not REF.fullmatch(value)
            assert not typed_in or value in kept, f"{value!r} was lost"
    if not why_no_program(action):
        reply = send(who, action, thing, sent)
        assert reply.status_code == 422, (reply.status_code, reply.content)
        assert (reply.json()["field"], says in reply.json()["detail"]) == (field, True), (
            reply.json()
        )
        status, said = command(who, action, thing, sent)
        assert status == 2 and f"{field}: " in said and says in said, said
    assert everything() == before


# --- the doors ------------------------------------------------------------------------------------
def key(who: Actor) -> str:
    """A program's key, as it was made while its owner could act so."""
    choice = actors.Choice("" if who.kind is Kind.PERSON else who.ref, who, who.name)
    return keys.make(Account.objects.get(pk=who.account_id), "a program", choice, 30)[1]


def send(who: Actor, action: Action[..., Any], thing: Governed | None, sent: Any = ()) -> Any:
    """As a program with a key, and a code of the second factor, sends it."""
    headers = {"Authorization": f"Bearer {key(who)}"}
    if action.second_factor:
        headers["Second-Factor"] = code_of(who.account)
    return Client().post(
        "/api/v1" + address(action).replace("{number}", str(thing.pk if thing else "")),
        json.dumps(as_json(action, dict(sent))),
        content_type="application/json",
        headers=headers,
    )


def command(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    sent: dict[str, Any],
    factor: str | None = None,
) -> tuple[int, str]:
    """`commonhall do`: its exit code and what it says. factor: instead of a code that is right."""
    words = [
        f"{name}={json.dumps(value) if name in _free(action) and not isinstance(value, str) else _typed(value)}"
        for name, value in as_json(action, sent).items()
    ]
    given = {"COMMONHALL_KEY": key(who)}
    if action.second_factor:
        right = code_of(who.account) if factor is None else factor
        given["COMMONHALL_SECOND_FACTOR"] = right
    said = io.StringIO()
    with mock.patch.dict(os.environ, given), redirect_stderr(said):
        status = main(["do", action.code, *([thing.ref] if thing else []), *words])
    return status, said.getvalue()


def _free(action: Action[..., Any]) -> set[str]:
    """Inputs that take any JSON."""
    asked = action.shape.inputs.items()
    return {name for name, one in asked if isinstance(one.input, JsonObject)}


def _said_in_json(value: Any) -> bool:
    """Files go through the page alone."""
    return not isinstance(value, (File, Act))


def as_json(action: Action[..., Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a program sends for what Python has."""
    inputs = action.shape.inputs
    return {name: _json(inputs[name].input, value) for name, value in sent.items()}


def as_form(
    action: Action[..., Any], thing: Governed | None, sent: Mapping[str, Any]
) -> dict[str, Any]:
    """What the page's form sends for what Python has."""
    found: dict[str, Any] = {}
    for name, value in as_json(action, sent).items():
        try:
            found |= action.inputs[name].input.form_data(name, value, thing)
        except ValidationError:
            # Not offered there: a hostile browser sends it all the same.
            found[name] = getattr(sent[name], "pk", value)
    return found


def _json(described: Input, value: Any) -> Any:
    if isinstance(described, (PickMany, PickSeveral)):
        return [getattr(one, described.key) for one in value]
    if isinstance(described, (Pick, EntryOfRecord)) and hasattr(value, "pk"):
        found = getattr(value, getattr(described, "key", "pk"))
        return found if isinstance(found, int) else str(found)
    if isinstance(described, PersonByMail) and hasattr(value, "account"):
        return value.account.email
    if isinstance(described, Provisions) and not isinstance(value, str):
        return [{"number": number, "texts": texts} for number, texts in value]
    if isinstance(described, Lines) and isinstance(value, Mapping):
        return "\n".join(f"{one} {words}" for one, words in value.items())
    if isinstance(described, Lines) and isinstance(value, list) and _rows(value):
        return "\n".join(" ".join(one.values()) for one in value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _rows(value: list[Any]) -> bool:
    return bool(value) and isinstance(value[0], Mapping)


def _typed(value: Any) -> str:
    """How a value is written on a command line: the text of the hall's own language, several with commas."""
    if isinstance(value, Mapping):
        return str(next(iter(value.values()), ""))
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return "\n".join(_typed(one["texts"]) for one in value)
        return ",".join(map(str, value))
    return str(value)


def _named(action: Action[..., Any], thing: Governed | None) -> dict[str, Any]:
    if thing is None:
        return {}
    return {action.subject_name: type(thing)._base_manager.get(pk=thing.pk)}


def _main(answer: Any) -> str:
    """What stands in the middle of a page, as people read it."""
    shown = answer.content.decode()
    return html.unescape(shown.partition("<main")[2].partition("</main")[0] or shown)


def _link(told: Told) -> str:
    shown = refs.resolve([told.provision])[told.provision] if told.provision else None
    return f'href="{shown.url}"' if shown and shown.url else ""


def _errors(answer: Any) -> Any:
    form = answer.context.get("form") if answer.context else None
    return dict(form.errors) if form is not None else answer.get("Location", "")


# --- nothing is left behind -----------------------------------------------------------------------
def everything() -> dict[str, Any]:
    """Every row there is, save what doors write and the entries of refused attempts."""
    tables = set(connection.introspection.django_table_names(only_existing=False)) - OF_DOORS
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {table} {WHERE.get(table, '')}")
            if rows := cursor.fetchall():
                found[table] = sorted(map(repr, rows))
    return found


def _changed(before: dict[str, Any]) -> list[str]:
    now = everything()
    return [one for one in sorted({*before, *now}) if before.get(one) != now.get(one)]


def refusals() -> int:
    """How many refused attempts are on the record."""
    return Entry.objects.filter(kind="refusal").count()


# --- together -------------------------------------------------------------------------------------
def untabled_everywhere(
    who: Actor,
    action: Action[..., Any],
    thing: Governed | None,
    given: Mapping[str, Any],
    *,
    by: str,
) -> None:
    """Nor is it put before the body: not by code, on the action's page, by a program or a command."""
    rule, code = by.split()
    before = everything()
    asked = {
        "action": action.code,
        "thing": thing.ref if thing else "",
        "reasons": "We want it.",
        "given": as_json(action, given),
    }
    told = _by_code(who, table_resolution, None, asked)
    assert (told.rule, told.code) == (rule, code), told
    answer = send(who, table_resolution, None, asked)
    assert answer.status_code == STATUS.get(rule, 403), answer.content
    assert (answer.json()["code"], answer.json()["provision"]) == (code, told.provision)
    form = {**as_form(action, thing, given), resolutions.REASONS: "We want it."}
    page = signed_in(who).post(action_pages.url_of(action, thing), form)
    assert page.status_code == 403, _errors(page)
    assert told.words in _main(page) and _link(told) in _main(page)
    words = {**asked, "given": json.dumps(asked["given"])}
    status, said = command(who, table_resolution, None, words)
    assert status == 1 and f"({rule}, {code})" in said, said
    assert everything() == before

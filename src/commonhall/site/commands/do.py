"""`commonhall do`: perform an action in the name of an API key, through the same gate as the pages.

    COMMONHALL_KEY=hall_… commonhall do cases.answer_case cases.case:7 text="On Friday." promise=2026-12-01
    commonhall do cases.raise_case kind=complaint title="Dark corner" category=lamps unit=north --key-stdin < key
    commonhall do people.import_bodies lines=@bodies.csv --dry-run

What is written as lines can be read from a file: lines=@FILE. A dry run with a file says what it would do.

The key comes from the environment or from standard input, never from the command line, where others on
the machine could read it. Where an action moves power or money, the code of the second factor comes from
COMMONHALL_SECOND_FACTOR, from the line after the key, or is asked at the terminal. `commonhall actions` lists what there is.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any

from commonhall.ui.console import CommandError, emit, say

HELP = "perform an action in the name of an API key"
NEEDS_DJANGO = True
KEY = "COMMONHALL_KEY"
SECOND_FACTOR = "COMMONHALL_SECOND_FACTOR"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="the action, such as cases.answer_case")
    parser.add_argument(
        "words",
        nargs="*",
        metavar="[thing] name=value",
        help="what it is done to, as a ref such as cases.case:7, and the action's inputs",
    )
    parser.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    parser.add_argument(
        "--once", default="", help="a key of your own; given again, nothing is done"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say whether it is allowed")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from commonhall.core.refusals import BadInput, Refused

    action = _action(args.code)
    actor = _actor(args.key_stdin)
    try:
        thing, values = _read(action, args.words)
        if args.dry_run:
            return _foresee(args, action, actor, values) or _dry_run(args, action, actor, thing)
        return _perform(args, action, actor, thing, values)
    except BadInput as error:
        for name, message in error.errors.items():
            say(f"{name}: {message}")
        return 2
    except Refused as refusal:
        say(f"refused ({refusal.rule}, {refusal.code}): {refusal.message}")
        if refusal.provision:
            say(f"it rests on {_title_of(refusal.provision)} ({refusal.provision})")
        return 1


def _title_of(provision: str) -> str:
    from commonhall.core import refs

    return str(refs.resolve([provision])[provision].title)


def _action(code: str) -> Any:
    from commonhall.actions import action_pages, registry

    action = registry.actions().get(code)
    if action is None:
        raise CommandError(f"there is no action {code!r}; `commonhall actions` lists them")
    if reason := action_pages.why_no_program(action):
        raise CommandError(f"{code} has no command: {reason}")
    return action


def _actor(from_stdin: bool) -> Any:
    from commonhall.people.api_keys.keys import actor_of_key

    key = sys.stdin.readline().strip() if from_stdin else os.environ.get(KEY, "")
    if not key:
        raise CommandError(
            f"put an API key into {KEY}, or give --key-stdin; keys are made at /me/keys/"
        )
    actor = actor_of_key(key)
    if actor is None:
        raise CommandError("this key is not known, or has ended")
    return actor


def _confirm(args: argparse.Namespace, actor: Any) -> bool:
    """Take a code of the second factor. Raises `BadInput` when it is wrong; False when none is given."""
    from commonhall.actions import second_factor

    code = os.environ.get(SECOND_FACTOR, "")
    if not code and args.key_stdin:
        code = sys.stdin.readline().strip()
    elif not code and sys.stdin.isatty():
        code = getpass.getpass(f"{second_factor.LABEL}: ").strip()
    if code:
        second_factor.take(actor.account, code)
    return bool(code)


def _read(action: Any, words: list[str]) -> tuple[Any, dict[str, str]]:
    """The thing and the values as typed."""
    from django.http import Http404

    from commonhall.actions.action_pages import reachable

    thing, rest = None, list(words)
    if action.thing is not None:
        kind = action.thing._meta.label_lower
        ref = rest.pop(0) if rest and "=" not in rest[0] else ""
        number = ref.removeprefix(f"{kind}:")
        if not (number.isdecimal() and number.isascii() and len(number) <= 18):
            raise CommandError(f"say first what it is done to, such as {kind}:7")
        try:
            thing = reachable(action.thing, int(number))
        except Http404:
            raise CommandError(f"there is no {kind}:{number}") from None
    values = {}
    for word in rest:
        name, sign, value = word.partition("=")
        if not sign:
            raise CommandError(f"{word!r}: write inputs as name=value")
        values[name] = _of_file(value[1:]) if _is_file(action, name, value) else value
    return thing, values


def _is_file(action: Any, name: str, value: str) -> bool:
    """Are the lines of this input to be read from a file?"""
    from commonhall.actions.inputs import Lines

    asked = action.inputs.get(name)
    return value.startswith("@") and asked is not None and isinstance(asked.input, Lines)


def _of_file(name: str) -> str:
    from commonhall.core import sheets
    from commonhall.core.imports import Invalid

    try:
        return sheets.text_of(Path(name).read_bytes())
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error
    except Invalid as error:
        raise CommandError(str(error)) from error


def _foresee(args: argparse.Namespace, action: Any, actor: Any, values: dict[str, str]) -> int:
    """What a file would do, said line by line; 0 where nothing stands against it, or there is no file."""
    from commonhall.actions import table_imports

    table = table_imports.table_of(action)
    if table is None or "lines" not in values:
        return 0
    seen = table_imports.foresee(table, actor, values["lines"])
    for problem in seen.problems:
        say(str(problem))
    for change in () if seen.problems else seen.wanted:
        say(f"line {change.line}: {change.label}: {', '.join(change.changed) or 'new'}")
    say(f"new: {len(seen.made)}, changed: {len(seen.changed)}, as they are: {len(seen.same)}")
    return 2 if seen.problems else 0


def _dry_run(args: argparse.Namespace, action: Any, actor: Any, thing: Any) -> int:
    answer = action.check(actor, thing)
    why = str(answer.refusal or "")
    conditions = [str(one) for one in answer.conditions]
    text = "\n".join(["allowed", *conditions]) if answer else f"refused: {why}"
    emit(args, {"allowed": bool(answer), "why": why, "conditions": conditions}, text)
    return 0 if answer else 1


def _perform(
    args: argparse.Namespace, action: Any, actor: Any, thing: Any, values: dict[str, str]
) -> int:
    from commonhall.actions import forms
    from commonhall.core import rate_limits
    from commonhall.core.refusals import BadInput, Refused

    if not rate_limits.allowed("api", actor.ref):
        raise Refused("rate", "too-many", "too many requests in an hour; go on later")
    try:
        given = forms.read(action, thing, values)
    except BadInput:
        # Whoever may not do it anyway is told that, and not what would be right.
        if refusal := action.check(actor, thing).refusal:
            raise refusal from None
        raise
    arguments = {**given, **({action.subject_name: thing} if thing is not None else {})}
    confirmed = action.second_factor and _confirm(args, actor)
    coming = action.coming(once=args.once, door="command", confirmed=confirmed)
    outcome = coming.perform(actor, **arguments)
    result = {
        "action": action.code,
        "ref": outcome.entry.subject,
        "entry": str(outcome.entry.pk),
        "repeated": outcome.repeated,
        "receipt": outcome.receipt,
    }
    emit(args, result, f"{action.done}: {outcome.entry.subject} (entry {outcome.entry.pk})")
    return 0

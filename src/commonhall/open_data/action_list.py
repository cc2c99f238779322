"""Every action as a list: for `commonhall actions`, the help, and the reference page in the docs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import URLResolver, get_resolver

from commonhall.actions import registry as actions_registry
from commonhall.actions.action_pages import (
    feature_of,
    why_no_page,
    why_no_program,
)
from commonhall.actions.declaration import Action
from commonhall.actions.undoing import Perform
from commonhall.open_data.action_operations import address


def row(action: Action[..., Any]) -> dict[str, Any]:
    """What a program may know of an action: who, on what it rests, its doors, or why one is missing."""
    missing = {
        "page": why_no_page(action),
        "operation": why_no_program(action),
        "command": why_no_program(action),
    }
    thing = action.thing._meta.label_lower if action.thing else ""
    rests_on = {"power": action.power} if action.power else {"right": action.right}
    return {
        "code": action.code,
        "title": str(action.title),
        "who": [kind.value for kind in action.by],
        "rests_on": {} if action.founding else rests_on,
        "thing": thing,
        "second_factor": action.second_factor,
        "appeal": _appeal(action),
        "exempt": {
            name: str(reason)
            for name in ("any_body", "nobody_concerned")
            if (reason := getattr(action, name))
        },
        "inputs": [
            {"name": name, "label": str(asked.input.label), "required": asked.required}
            for name, asked in action.inputs.items()
        ],
        "page": "" if missing["page"] else _pages().get(action.code, ""),
        "operation": "" if missing["operation"] else f"POST /api/v1{address(action)}",
        "command": "" if missing["command"] else f"commonhall do {action.code}",
        "missing": {door: reason for door, reason in missing.items() if reason},
    }


def _appeal(action: Action[..., Any]) -> dict[str, str]:
    """What a granted appeal does to it, or what is owed instead."""
    if isinstance(action.undo, Perform):
        return {"undone_by": action.undo.code}
    if action.undo is not None:
        return {"undone_by": "its former state"}
    return {"owed": str(action.remedy)} if action.remedy else {}


@cache
def _pages() -> dict[str, str]:
    """Addresses of the pages of actions: code → "/cases/<number>/answer/"."""

    def walk(patterns: list[Any], at: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            here = at + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern))
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            elif action := getattr(pattern.callback, "action", None):
                yield action.code, here

    return dict(walk(get_resolver().url_patterns, "/"))


def rows() -> list[dict[str, Any]]:
    """All actions by code."""
    known = actions_registry.actions()
    return [row(known[code]) for code in sorted(known)]


def markdown() -> str:
    """The reference page: one section an action, by app and feature."""
    known = actions_registry.actions()
    lines = [
        "# Every action",
        "",
        "Made by `commonhall actions --markdown`; a test holds it to the code. Where an action has no page,",
        "operation or command, the reason stands instead.",
    ]
    last = ("", "")
    for action in sorted(known.values(), key=lambda one: (one.app, feature_of(one), one.code)):
        if (action.app, feature_of(action)) != last:
            last = (action.app, feature_of(action))
            lines += ["", f"## {last[0]}: {last[1].replace('_', ' ')}"]
        lines += _section(action)
    return "\n".join(lines) + "\n"


def _bound(found: dict[str, Any]) -> list[str]:
    """What a granted appeal does, and from which default of *Whose it is* the action is exempt."""
    appeal, exempt = found["appeal"], found["exempt"]
    said = []
    if by := appeal.get("undone_by"):
        said.append(f"A granted appeal undoes it: {by if ' ' in by else f'`{by}`'}.")
    if owed := appeal.get("owed"):
        said.append(f"It cannot be undone. A granted appeal: {owed}")
    if reason := exempt.get("any_body"):
        said.append(f"*Any body's things:* {reason}")
    if reason := exempt.get("nobody_concerned"):
        said.append(f"*No interest recuses:* {reason}")
    return ["", " ".join(said)] if said else []


def _section(action: Action[..., Any]) -> list[str]:
    found = row(action)
    rests = " ".join(f"{name} `{code}`" for name, code in found["rests_on"].items())
    lines = ["", f"### {found['title']}", "", f"`{action.code}` · {', '.join(found['who'])}"]
    lines[-1] += f" · rests on the {rests}" if rests else " · the founding act"
    if action.second_factor:
        lines[-1] += " · asks for a second factor"
    if said := (action.function.__doc__ or "").strip():
        lines += ["", " ".join(said.split())]
    lines += _bound(found)
    for one in found["inputs"]:
        optional = "" if one["required"] else ", may be left out"
        if not lines[-1].startswith("- "):
            lines.append("")
        lines.append(f"- `{one['name']}`: {one['label']}{optional}")
    doors = [f"`{found[door]}`" for door in ("page", "operation", "command") if found[door]]
    lines += ["", " · ".join(doors)] if doors else []
    reasons = {str(one) for one in found["missing"].values()}
    lines += (
        ["", f"No {', '.join(found['missing'])}: {'; '.join(sorted(reasons))}."] if reasons else []
    )
    return lines

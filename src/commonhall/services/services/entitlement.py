"""Who is entitled, as data: a small, dated set of rules that anybody can read and try on themselves.

One rule a line:  age >= 65 | How old are you? | 您多大年纪?
Left of the first bar: a key, a comparison (>=, <=, >, <, =, yes, no), a number. Then the question in each
language of the house, in its order of them. All rules must hold. Answers are never kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.ui import languages
from commonhall.ui.lines import in_languages

_LINE = re.compile(r"^\s*([a-z][a-z0-9_]{0,39})\s*(>=|<=|>|<|=|yes|no)\s*(-?[\d.]+)?\s*$")
MOST_RULES = 20
Rule = dict[str, Any]


def parse(text: str) -> list[Rule]:
    """Rules from lines. Raises BadInput naming the line and what would be right."""
    rules: list[Rule] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        condition, *questions = (part.strip() for part in line.split("|"))
        found = _LINE.match(condition)
        if found is None or (found[2] in ("yes", "no")) is (found[3] is not None):
            raise BadInput(
                "rules",
                _("Line %(line)d: write it like: age >= 65 | How old are you?") % {"line": number},
            )
        if not any(questions):
            raise BadInput("rules", _("Line %(line)d has no question. Add one.") % {"line": number})
        asked = in_languages(questions)
        rules.append({"key": found[1], "op": found[2], "value": found[3] or "", "question": asked})
    if len(rules) > MOST_RULES:
        raise BadInput("rules", _("Enter up to %(most)d rules.") % {"most": MOST_RULES})
    return rules


def written(rules: Sequence[Rule]) -> str:
    """Rules as lines, for changing them."""
    codes = languages.codes()
    return "\n".join(
        " | ".join(
            [f"{one['key']} {one['op']} {one['value']}".strip()]
            + [one["question"].get(code, "") for code in codes]
        )
        for one in rules
    )


@dataclass(frozen=True)
class Judged:
    """One rule held against an answer: met is None when nothing was answered."""

    question: str
    condition: str
    met: bool | None


def judge(rules: Sequence[Rule], answers: Mapping[str, str]) -> list[Judged]:
    """Each rule with whether it is met. Entitled is who meets all."""
    return [
        Judged(
            in_language(rule["question"]),
            _condition(rule),
            _met(rule, answers.get(rule["key"], "")),
        )
        for rule in rules
    ]


def _condition(rule: Rule) -> str:
    if rule["op"] in ("yes", "no"):
        return str(_("yes") if rule["op"] == "yes" else _("no"))
    signs = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<"}
    return f"{signs[rule['op']]} {rule['value']}"


def _met(rule: Rule, said: str) -> bool | None:
    said = said.strip().replace(",", ".")
    if not said:
        return None
    if rule["op"] in ("yes", "no"):
        return bool(said == rule["op"])
    try:
        given, wanted = Decimal(said), Decimal(rule["value"])
    except InvalidOperation:
        return None
    compared = {
        ">=": given >= wanted,
        "<=": given <= wanted,
        ">": given > wanted,
        "<": given < wanted,
        "=": given == wanted,
    }
    return bool(compared[rule["op"]])

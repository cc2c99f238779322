"""Who is entitled, as data: a small set of rules that anybody can read and try on themselves.

One rule a line:

    age >= 65 | How old are you? | 您多大年纪?
    or born >= 65 years [Article 21] | When were you born?
    arrived < 2020-01-01 | When did you move here?
    income <= 900 per person | What does your household earn in a month?
    resident yes | Do you live here?

Left of the first bar: a key, a comparison (>=, <=, >, <, =, yes, no), and a number or a day. `years` or `months` after a
number: how long ago the day is that is asked for. `money`: an amount in the hall's currency; `per person`: an amount of a
household, divided by how many live in it. In brackets: the provision it rests on. Then the question in each language of
the house, in its order of them; it may be left out where the key was asked before. All lines must hold; a line that begins
with `or` is another way to meet the one above. Answers are never kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.models import in_language
from commonhall.core.money import hall_currency
from commonhall.core.refusals import BadInput
from commonhall.law.instruments.models import Provision
from commonhall.ui import languages
from commonhall.ui.lines import in_languages
from commonhall.ui.text import local_date, number

_LINE = re.compile(
    r"^\s*(?P<other>or\s+)?(?P<key>[a-z][a-z0-9_]{0,39})\s*(?P<op>>=|<=|>|<|=|yes|no)"
    r"\s*(?P<value>\d{4}-\d\d-\d\d|-?\d+(?:\.\d+)?)?\s*(?P<unit>years|months|money|per person)?"
    r"\s*(?:\[(?P<basis>[^\]]{1,80})\])?\s*$"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_REF = re.compile(r"law\.provision:\d{1,18}")
MOST_RULES = 20
# The question that `per person` asks besides.
HOUSEHOLD = "household"
AGES, AMOUNTS, SHARED = ("years", "months"), ("money", "per person"), "per person"
Rule = dict[str, Any]


# --- writing --------------------------------------------------------------------------------------
def parse(text: str) -> list[Rule]:
    """Rules from lines. Raises BadInput naming the line and what would be right."""
    rules: list[Rule] = []
    for place, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            rules.append(_read(line, place, rules))
    if len(rules) > MOST_RULES:
        raise BadInput("rules", _("Enter up to %(most)d rules.") % {"most": MOST_RULES})
    return rules


def _read(line: str, place: int, before: Sequence[Rule]) -> Rule:
    condition, *questions = (part.strip() for part in line.split("|"))
    found = _LINE.match(condition)
    if found is None or not _fits(found):
        raise BadInput(
            "rules",
            _("Line %(line)d: write it like: age >= 65 | How old are you?") % {"line": place},
        )
    if found["other"] and not before:
        raise BadInput(
            "rules",
            _("Line %(line)d begins with “or”. Write the rule to which it is another way first.")
            % {"line": place},
        )
    same = next((one for one in before if one["key"] == found["key"]), None)
    if not any(questions) and same is None:
        raise BadInput("rules", _("Line %(line)d has no question. Add one.") % {"line": place})
    asked = in_languages(questions) if any(questions) or same is None else same["question"]
    rule = {
        "key": found["key"],
        "op": found["op"],
        "value": found["value"] or "",
        "question": asked,
    }
    if found["unit"]:
        rule["unit"] = found["unit"]
    if found["other"]:
        rule["or"] = True
    if found["basis"]:
        rule["basis"] = _basis(found["basis"].strip(), place)
    if same is not None and kind_of(same) != kind_of(rule):
        raise BadInput(
            "rules",
            _("Line %(line)d asks for another kind of answer than an earlier line with this key.")
            % {"line": place},
        )
    return rule


def _fits(found: re.Match[str]) -> bool:
    """Do comparison, value and unit belong together?"""
    if found["op"] in ("yes", "no"):
        return found["value"] is None and found["unit"] is None
    if found["value"] is None:
        return False
    if not _DAY.fullmatch(found["value"]):
        return True
    try:
        date.fromisoformat(found["value"])
    except ValueError:
        return False
    return found["unit"] is None


def _basis(said: str, place: int) -> str:
    """The ref of a provision, written as one or by its number."""
    if _REF.fullmatch(said):
        rows = Provision.objects.filter(pk=int(said.partition(":")[2]))
    else:
        rows = Provision.objects.filter(number__iexact=said)
    refs = [str(one.ref) for one in rows.order_by("pk")[:2]]
    if len(refs) != 1:
        raise BadInput(
            "rules",
            _("Line %(line)d: name one provision, by its number or like this: [law.provision:12].")
            % {"line": place},
        )
    return refs[0]


def written(rules: Sequence[Rule]) -> str:
    """Rules as lines, for changing them."""
    codes = languages.codes()
    return "\n".join(
        " | ".join([_condition_line(one)] + [one["question"].get(code, "") for code in codes])
        for one in rules
    )


def _condition_line(rule: Rule) -> str:
    parts = [
        "or" if rule.get("or") else "",
        rule["key"],
        rule["op"],
        rule["value"],
        rule.get("unit", ""),
        f"[{rule['basis']}]" if rule.get("basis") else "",
    ]
    return " ".join(part for part in parts if part)


# --- asking ---------------------------------------------------------------------------------------
def kind_of(rule: Rule) -> str:
    """What a rule asks for: "yes", "day", "amount" or "number"."""
    if rule["op"] in ("yes", "no"):
        return "yes"
    if rule.get("unit") in AGES or _DAY.fullmatch(rule["value"]):
        return "day"
    return "amount" if rule.get("unit") in AMOUNTS else "number"


def asks_household(rules: Iterable[Rule]) -> bool:
    """Is there an amount to divide, and nobody asks yet among how many?"""
    rows = list(rules)
    shared = any(one.get("unit") == SHARED for one in rows)
    return shared and all(one["key"] != HOUSEHOLD for one in rows)


# --- judging --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Judged:
    """One rule held against an answer: met is None when nothing was answered.

    worked: what the answer comes to, in words, such as "66 years". other: another way to meet the line above.
    basis: the ref of the provision, "" for none.
    """

    question: str
    condition: str
    met: bool | None
    worked: str = ""
    other: bool = False
    basis: str = ""


def judge(rules: Sequence[Rule], answers: Mapping[str, str]) -> list[Judged]:
    """Each rule with whether it is met, today."""
    found = []
    for rule in rules:
        met, worked = _held(rule, answers)
        found.append(
            Judged(
                in_language(rule["question"]),
                condition_of(rule),
                met,
                worked,
                bool(rule.get("or")),
                rule.get("basis", ""),
            )
        )
    return found


def verdict(judged: Iterable[Judged]) -> bool | None:
    """Entitled is who meets every line or one of its other ways; None while an open answer can still decide it."""
    groups: list[list[bool | None]] = []
    for one in judged:
        if one.other and groups:
            groups[-1].append(one.met)
        else:
            groups.append([one.met])
    ways = [True if True in group else None if None in group else False for group in groups]
    return False if False in ways else None if None in ways else bool(ways)


def condition_of(rule: Rule) -> str:
    """What a rule wants, in words."""
    op, value, unit = rule["op"], rule["value"], rule.get("unit", "")
    if op in ("yes", "no"):
        return str(_("yes") if op == "yes" else _("no"))
    if _DAY.fullmatch(value):
        words = {
            ">=": gettext("on %(day)s or later"),
            "<=": gettext("on %(day)s or earlier"),
            ">": gettext("after %(day)s"),
            "<": gettext("before %(day)s"),
            "=": gettext("on %(day)s"),
        }
        return words[op] % {"day": local_date(date.fromisoformat(value))}
    signs = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<"}
    return f"{signs[op]} {_with_unit(Decimal(value), unit)}"


def _with_unit(value: Decimal, unit: str) -> str:
    shown = number(value)
    if unit == "years":
        return ngettext("%(n)s year", "%(n)s years", int(value)) % {"n": shown}
    if unit == "months":
        return ngettext("%(n)s month", "%(n)s months", int(value)) % {"n": shown}
    if unit == SHARED:
        return gettext("%(amount)s per person") % {"amount": f"{shown} {hall_currency()}"}
    return f"{shown} {hall_currency()}" if unit == "money" else shown


def _held(rule: Rule, answers: Mapping[str, str]) -> tuple[bool | None, str]:
    """Is it met, and what the answer comes to."""
    said, op = answers.get(rule["key"], "").strip(), rule["op"]
    if not said:
        return None, ""
    if op in ("yes", "no"):
        return said == op, str(_("yes") if said == "yes" else _("no"))
    try:
        if kind_of(rule) != "day":
            return _amount(rule, Decimal(said.replace(",", ".")), answers)
        day = date.fromisoformat(said)
    except (InvalidOperation, ValueError):
        return None, ""
    if _DAY.fullmatch(rule["value"]):
        return _compares(day, op, date.fromisoformat(rule["value"])), local_date(day)
    passed = Decimal(_passed(day, clock.today(), rule["unit"]))
    return _compares(passed, op, Decimal(rule["value"])), _with_unit(passed, rule["unit"])


def _amount(rule: Rule, given: Decimal, answers: Mapping[str, str]) -> tuple[bool | None, str]:
    unit = rule.get("unit", "")
    if unit == SHARED:
        try:
            people = Decimal(answers.get(HOUSEHOLD, "").strip())
        except InvalidOperation:
            return None, ""
        if people < 1:
            return None, ""
        whole, given = given, round(given / people, 2)
        worked = f"{number(whole)} ÷ {number(people)} = {_with_unit(given, unit)}"
    else:
        worked = _with_unit(given, unit)
    return _compares(given, rule["op"], Decimal(rule["value"])), worked


def _passed(day: date, today: date, unit: str) -> int:
    """Whole months or years from a day until today; somebody born on 29 February is a year older on 1 March."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    return months if unit == "months" else months // 12


def _compares(given: Any, op: str, wanted: Any) -> bool:
    compared = {
        ">=": given >= wanted,
        "<=": given <= wanted,
        ">": given > wanted,
        "<": given < wanted,
        "=": given == wanted,
    }
    return bool(compared[op])

"""docs/security.md: the attacks that are tried, each with its test, read from the tests themselves.

python -m tests.attacks.listing > docs/security.md      (make attacks)
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
# What tries an attack by code, page, operation and command.
EVERY_DOOR = {"refused_everywhere", "wrong_everywhere", "untabled_everywhere", "wrong_by_doors"}

INTRO = """# Attacks that are tried

Whoever holds an office here may be hostile, and so may every input. `tests/attacks/` tries what such a person would try.
This page is read from these tests (`make attacks`); a test compares them.

**Every door** means that the attack is tried by code, by its page in a browser, by the REST operation with a program's key, and by
`commonhall do`, as the person in question, signed in, with a second factor confirmed. Each door refuses for the same
rule, in the same words, and names the same provision; the page says so before anything is typed, wherever it does not hang
on what is typed. Afterwards every row of every table is as it was, but for the entry of the refused attempt
(`tests/attacks/doors.py`). Bad input is told at its field, and what was typed stays.

| an operation answers | when |
|---|---|
| 401 | no key, or one that has ended |
| 403 | the law, the office, an interest or the second factor refuses |
| 404 | there is no such thing |
| 409 | the thing's state does not allow it |
| 422 | an input is wrong: `field` names it |
| 429 | too often |

Whoever is refused is told so before their input is judged. The ballot's secrecy has a page of its own:
[methods/secret-ballot.md](methods/secret-ballot.md). Whether the record is whole, anybody can check: [record.md](record.md).
"""

# What once could be done with single clicks, and where each is tried now.
ONCE = {
    "One council member alone adopts a rule": "resolutions::test_a_member_alone_adopts_no_rule_and_the_attempt_is_on_the_record",
    "… recalls the mandate of Parks": "resolutions::test_a_member_alone_recalls_no_mandate",
    "… puts a project of ten millions into the plan": "resolutions::test_a_member_alone_puts_no_ten_millions_into_the_plan",
    "… ends a minimum standard": "resolutions::test_a_member_alone_ends_no_minimum_standard",
    "The chair recalls the reviewer while appeals wait": "own_power::test_the_chair_recalls_the_reviewer_while_appeals_wait",
    "The council grants itself review, counting, unlimited spending": "own_power::test_the_council_grants_itself_or_its_reviewer_a_power",
    "… and a mandate until 2099": "own_power::test_a_mandate_until_2099",
    "A conversation with nobody in it lets a motion through": "asking_first::test_a_conversation_without_participants_counts_for_nothing",
    "The briefing “good, me”, “bad, me”": "asking_first::test_a_briefing_of_one_office_in_two_words_is_none",
    "A row typed into the table of links": "asking_first::test_a_link_typed_into_the_table_helps_nobody_and_is_found",
    "A granted appeal leaves the rule in force": "review_takes_effect::test_a_rule_is_out_of_force_with_every_grant_named",
    "… and the project running": "review_takes_effect::test_a_project_is_stopped_and_nothing_is_paid_on_it",
    "25 millions are paid on a project of 10": "money_is_bound::test_no_25_millions_on_a_project_of_10",
    "… to nobody": "money_is_bound::test_nobody_is_paid",
    "The council judges the petition against itself": "own_power::test_the_council_judges_the_petition_against_itself",
    "Parks end a service of Streets": "whose_it_is::test_a_body_does_not_end_the_service_of_another",
    "Parks report a good value for Water's broken standard": "whose_it_is::test_a_body_reports_no_value_for_what_another_must_keep",
    "An overdue day of the plan is amended to a later year": "promises_stay::test_an_overdue_day_amended_to_the_far_future_stays_broken",
    "A case is promised three times": "promises_stay::test_a_case_promised_three_times_is_one_promise_with_the_first_day",
    "A challenge is answered “handed over” and nothing changes": "challenges::test_handed_over_where_nothing_is_held_changes_nothing_and_is_refused",
    "All terms end, and nobody may give a new one": "mandates::test_without_any_election_the_way_to_one_is_open_in_2040",
}


@dataclass(frozen=True)
class Attack:
    """One test: its file, name and sentence; doors: is it tried by every door."""

    file: str
    name: str
    sentence: str
    doors: bool

    @property
    def key(self) -> str:
        return f"{self.file}::{self.name}"


def attacks() -> dict[str, list[Attack]]:
    """Attacks by what their file attacks, as its first line says."""
    found = {}
    for path in sorted(HERE.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        title = " ".join((ast.get_docstring(tree) or path.stem).split())
        if path.stem != "test_security_page":
            found[title] = list(_of(path.stem.removeprefix("test_"), tree))
    return found


def _of(file: str, tree: ast.Module) -> Iterator[Attack]:
    functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    calls = {name: _called(one) for name, one in functions.items()}
    for name, one in functions.items():
        if not name.startswith("test_"):
            continue
        words = name.removeprefix("test_").replace("_", " ").replace(" s ", "'s ")
        told = " ".join((ast.get_docstring(one) or "").split())
        sentence = f"{words[0].upper()}{words[1:]}" + (f": {told}" if told else "")
        yield Attack(file, name, sentence.rstrip("."), _every_door(name, calls))


def _called(function: ast.FunctionDef) -> set[str]:
    return {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}


def _every_door(name: str, calls: dict[str, set[str]], depth: int = 3) -> bool:
    named = calls.get(name, set())
    return bool(named & EVERY_DOOR) or (
        depth > 0 and any(_every_door(one, calls, depth - 1) for one in named & set(calls))
    )


def markdown() -> str:
    """The whole page."""
    parts = [INTRO, "## What once could be done\n"]
    parts += [f"- {told} (`{key}`)" for told, key in ONCE.items()]
    for title, found in attacks().items():
        parts.append(f"\n## {title.rstrip('.')}\n\n`tests/attacks/test_{found[0].file}.py`\n")
        parts += [f"- {one.sentence}{' · **every door**' * one.doors}" for one in found]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())

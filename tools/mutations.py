#!/usr/bin/env python3
"""Break the code in known ways, one at a time, in a copy: the tests named beside each must notice.

    python3 tools/mutations.py             # all of them
    python3 tools/mutations.py routing     # those whose name holds the word

A mutation is a mistake that somebody could make. When a mistake got past the tests, write the test that would
have noticed, and add the mistake here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "src/commonhall"
# Samples of actions, and where rules turn.
EACH, EXACT = "tests/actions/test_every_action.py", "tests/actions/test_exact_limits.py"


class Mutation(NamedTuple):
    """In `file`, `old` (which stands there once) becomes `new`; one of `tests` must fail.

    tests: a file of tests, and which of them by pytest's `-k` ("": all).
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, str]


MUTATIONS = (
    Mutation(
        "routing to the largest place instead of the smallest",
        "cases/categories/queries.py",
        "for number in reversed(ancestors(unit))",
        "for number in (ancestors(unit))",
        (EXACT, "smallest_place"),
    ),
    Mutation(
        "a case that is passed on keeps its state",
        "cases/cases/rules.py",
        '    case.state, case.before = Case.State.OPEN, ""\n    search.index(',
        '    case.before = ""\n    search.index(',
        (EACH, "pass_on_case"),
    ),
    Mutation(
        "a misspelt field when a case is reopened",
        "cases/cases/actions.py",
        "    case.reopened += 1\n    _again(ctx, case)\n    ctx.save(case)\n",
        "    _again(ctx, case)\n    ctx.save(case, reopend=1)\n",
        (EACH, "reopen_case"),
    ),
    Mutation(
        "a competence ends one cent below its limit",
        "law/instruments/models.py",
        "self.most >= minor",
        "self.most > minor",
        (EXACT, "last_cent"),
    ),
    Mutation(
        "a competence reaches one cent further",
        "law/instruments/models.py",
        "self.most >= minor",
        "self.most >= minor - 1",
        (EXACT, "last_cent"),
    ),
    Mutation(
        "who lived here once still votes",
        "decisions/votes/queries.py",
        "any(row.starts <= day <= row.ends for row",
        "any(row.starts <= day for row",
        (EXACT, "moved_away"),
    ),
    Mutation(
        "an expired confirmation is as good as one in force",
        "people/stages.py",
        "starts__lte=day, ends__gte=day, person_id=person",
        "starts__lte=day, person_id=person, ends__gte=date(2000, 1, 1)",
        (EACH, "each_rule and file_appeal"),
    ),
    Mutation(
        "a milestone is promised for yesterday",
        "delivery/plan/milestone_actions.py",
        "if due_on < ctx.today:",
        "if due_on.toordinal() < ctx.today.toordinal() - 1:",
        (EACH, "add_milestone"),
    ),
    Mutation(
        "people are told of what they did themselves",
        "actions/notifications.py",
        "Follow.objects.filter(ref__in=[*own, *around]).exclude(account_id=actor or 0)",
        "Follow.objects.filter(ref__in=[*own, *around])",
        (EXACT, "nobody_is_told"),
    ),
    # --- the gate and the record
    Mutation(
        "the gate does not ask for the second factor",
        "actions/gate.py",
        "if action.second_factor and came.door and not came.confirmed:",
        "if False:",
        (EACH, "each_rule and adopt_item"),
    ),
    Mutation(
        "the gate does not ask the thing's state",
        "actions/gate.py",
        "    action.check_state(request)\n",
        "",
        (EACH, "each_rule and answer_case"),
    ),
    Mutation(
        "a declared interest does not recuse",
        "people/stages.py",
        "if _counting(request.memo[key], request.concerned, day):",
        "if False:",
        (EACH, "each_rule and answer_case"),
    ),
    Mutation(
        "the same submission is done twice",
        "actions/gate.py",
        "if came.once and (before := _before(action, actor, came.once)):",
        "if (before := None):",
        (EACH, "done_once and answer_case"),
    ),
    Mutation(
        "an entry names the person who acted",
        "actions/context.py",
        'return {"kind": self.actor.kind.value, "commitment": commitment}',
        'return {"kind": self.actor.kind.value, "ref": self.actor.ref}',
        (EACH, "done_once and raise_case"),
    ),
    Mutation(
        "a batch names no versions",
        "actions/context.py",
        "rows = versions.write(self._changed.values(), self.entry_id)",
        "rows = []",
        (EACH, "done_once and answer_case"),
    ),
    # --- deadlines, quorum, money, appeals
    Mutation(
        "the day for an answer counts from tomorrow",
        "law/queries.py",
        "    return start + timedelta(days=row.days)\n",
        "    return start + timedelta(days=row.days + 1)\n",
        ("tests/cases/test_answer_days.py", ""),
    ),
    Mutation(
        "half of the offices are a quorum",
        "decisions/motions/majorities.py",
        "count.may * quorum // 100 + 1 if quorum < 100",
        "count.may * quorum // 100 if quorum < 100",
        ("tests/decisions/test_majorities.py", "quorum"),
    ),
    Mutation(
        "a payment is not measured by what the body may spend",
        "delivery/payments/actions.py",
        'AMOUNT = Amount(_("Amount"), amount=True)',
        'AMOUNT = Amount(_("Amount"))',
        (EXACT, "payment"),
    ),
    Mutation(
        "the last day of an appeal is too late",
        "law/appeals/actions.py",
        "clock.today() > last",
        "clock.today() >= last",
        (EXACT, "appeal"),
    ),
    Mutation(
        "an appeal is filed a day too late",
        "law/appeals/actions.py",
        "clock.today() > last",
        "clock.today() > last + timedelta(days=1)",
        (EXACT, "appeal"),
    ),
    Mutation(
        "a petition needs one name more",
        "law/recalls/actions.py",
        "petition.signatures.count() >= petition.needed",
        "petition.signatures.count() > petition.needed",
        (EXACT, "last_name"),
    ),
    Mutation(
        "a promise that is moved begins anew",
        "law/promises/ledger.py",
        "    promise.due_on = day or promise.due_on\n    promise.moved += 1\n",
        "    promise.due_on = promise.first_on = day or promise.due_on\n    promise.moved += 1\n",
        ("tests/attacks/test_promises_stay.py", ""),
    ),
    Mutation(
        "a body may organise whoever reviews it",
        "law/segregation/stages.py",
        "    return above if kind == Kind.ORGANISE else {own, *above}\n",
        "    return set() if kind == Kind.ORGANISE else {own, *above}\n",
        ("tests/attacks/test_own_power.py", ""),
    ),
    Mutation(
        "a replaced envelope still counts",
        "decisions/votes/envelope_set.py",
        "return sorted(one.hex() for one in self.named - self.replaced)",
        "return sorted(one.hex() for one in self.named)",
        ("tests/attacks/test_envelopes_counted.py", ""),
    ),
    Mutation(
        "power over power is refused only where nothing else is touched",
        "law/segregation/stages.py",
        "        if touched & _barred(request, row.kind, own, day):\n",
        "        if touched == _barred(request, row.kind, own, day):\n",
        ("tests/attacks/test_own_power.py", ""),
    ),
    Mutation(
        "the reviewer's leave holds for every rule",
        "law/asking/judging.py",
        "if leave.rule_id == rule.pk and leave.body_id == body and not _earlier(leave.at, since):",
        "if leave.body_id == body and not _earlier(leave.at, since):",
        ("tests/attacks/test_too_few_came.py", ""),
    ),
    Mutation(
        "a row that no entry of this hall names is obeyed",
        "actions/vouching.py",
        "    return version.digest in _names(version)\n",
        "    return True\n",
        ("tests/attacks/test_unvouched_rows.py", ""),
    ),
)


def copied(folder: Path) -> Path:
    """The tree as it stands, without what is built from it."""
    target = folder / "commonhall"
    without = shutil.ignore_patterns(".git", ".venv*", "var", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, target, ignore=without, symlinks=True)
    # The migrated database is the same for all.
    for kept in (ROOT / ".pytest_cache").glob("migrated-*.sqlite3"):
        (target / ".pytest_cache").mkdir(exist_ok=True)
        shutil.copy(kept, target / ".pytest_cache")
    return target


def tests_fail(tree: Path, file: str, names: str) -> bool:
    """Run tests of a file in the copy. Ends the program where they cannot be run."""
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "commonhall.site.settings_test"}
    given["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not browser", file, "-k", names]
    done = subprocess.run(command, cwd=tree, env=given, capture_output=True, text=True)
    if done.returncode not in {0, 1}:
        sys.exit(f"The tests of {file} ({names}) did not run:\n{done.stdout[-2000:]}{done.stderr}")
    return done.returncode == 1


def noticed(tree: Path, one: Mutation) -> bool:
    """Does a test fail with the mutation in place? The file is restored afterwards."""
    file = tree / SOURCE / one.file
    text = file.read_text(encoding="utf-8")
    if text.count(one.old) != 1:
        sys.exit(
            f"{one.name}: {one.old!r} does not stand once in {one.file}; mend tools/mutations.py"
        )
    file.write_text(text.replace(one.old, one.new), encoding="utf-8")
    try:
        return tests_fail(tree, *one.tests)
    finally:
        file.write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    wanted = [one for one in MUTATIONS if all(word in one.name for word in words)]
    missed = []
    with tempfile.TemporaryDirectory(prefix="commonhall-mutations-") as folder:
        tree = copied(Path(folder))
        for file in dict.fromkeys(one.tests[0] for one in wanted):
            names = {one.tests[1] for one in wanted if one.tests[0] == file}
            some = "" if "" in names else " or ".join(f"({one})" for one in sorted(names))
            if tests_fail(tree, file, some):
                sys.exit(f"{file} fails before anything is broken")
        for one in wanted:
            started = time.monotonic()
            found = noticed(tree, one)
            missed += [] if found else [one.name]
            seconds = time.monotonic() - started
            print(f"{'noticed' if found else 'MISSED '} {seconds:4.0f} s  {one.name}", flush=True)
    print(f"{len(wanted) - len(missed)} of {len(wanted)} noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

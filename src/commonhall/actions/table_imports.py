"""Many things from one file, looked at before they are written: bodies, offices, categories and their like.

A feature declares a `Table` beside an ordinary action, and every line becomes actions that stand already:

    BODIES = Table("people.import_bodies", "bodies", …, columns=COLUMNS, plan=plan)

    @action("people.import_bodies", by=Kind.OFFICE, power="establish-bodies", …, told=table_imports.told)
    def import_bodies(ctx: Context, lines: …, file: …, encoding: …) -> Brought:
        return table_imports.carry_out(ctx, BODIES, lines, file, encoding)

`foresee` says what would be made, changed and left alone, and everything that is wrong, also what the law would
refuse whoever asks; nothing is written. `carry_out` does it: every line, or none. The same file again changes
nothing. On the action's page the one is shown before the other; `commonhall do … --dry-run` shows it, too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.actions import action_pages, actors, gate, registry, stages
from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.actions.inputs import Choice, Lines, Upload
from commonhall.core import clock, sheets
from commonhall.core.imports import Invalid, Problem
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.core.sheets import SheetColumn, SheetRow

TEMPLATE = "actions/table_import.html"
MOST_BYTES = 1_500_000
# So many faults are said in one message; a page shows more.
MOST_SAID, MOST_SHOWN = 20, 200

FILE = Upload(
    gettext_lazy("CSV file"),
    gettext_lazy("As saved by Excel or LibreOffice, with commas, semicolons or tabs."),
    kinds=("csv", "txt", "tsv"),
    private=True,
)
LINES = Lines(gettext_lazy("Or the lines of the file"), most=1_000_000)
ENCODING = Choice(
    gettext_lazy("How the file is encoded"),
    gettext_lazy("Change this only if the file is not read correctly."),
    choices=list(sheets.ENCODINGS.items()),
    unsaid=gettext_lazy("detected from the file: UTF-8 or UTF-16"),
)


class Later:
    """A thing that an earlier line makes: looked up once that was done."""

    def __init__(self, find: Callable[[], Any]) -> None:
        self.find = find


@dataclass(frozen=True)
class Step:
    """An action that a line asks for. columns: input → the column it comes from."""

    action: Action[..., Any]
    given: Mapping[str, Any]
    thing: Governed | Later | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def arguments(self, known: bool = False) -> dict[str, Any]:
        """Arguments by name. known: without what is only there once earlier lines were done."""
        found = dict(self.given)
        if self.action.subject_name:
            found[self.action.subject_name] = self.thing
        if known:
            return {name: one for name, one in found.items() if not isinstance(one, Later)}
        return {name: one.find() if isinstance(one, Later) else one for name, one in found.items()}


@dataclass(frozen=True)
class Change:
    """What a line asks for. changed: its columns that say something else than what is there."""

    line: int
    label: str
    new: bool = False
    changed: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def same(self) -> bool:
        return not self.steps


@dataclass(frozen=True)
class Table:
    """A kind of thing that can be brought in from a file.

    action: code of the action that does it. name: in addresses and files, "bodies". order: among tables.
    plan: rows → what each asks for, in the order it is to be done; faults go to the rows. sample: lines by
    column that would be right in this hall. dataset: the export that has the same columns. list_page: name of
    the page that shows such things.
    """

    action: str
    name: str
    title: Any
    about: Any
    columns: Sequence[SheetColumn]
    plan: Callable[[list[SheetRow]], list[Change]] = field(compare=False)
    sample: Callable[[], list[dict[str, str]]] = field(compare=False)
    list_page: str
    dataset: str = ""
    order: int = 0

    def sample_file(self) -> str:
        """The header and a few lines, to be filled in."""
        names = [one.name for one in self.columns if not one.passed_over]
        written = io.StringIO()
        writer = csv.DictWriter(written, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self.sample())
        return written.getvalue()


@dataclass
class Foreseen:
    """What a file would do. problems: what is wrong; then it does nothing."""

    text: str
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def made(self) -> list[Change]:
        return [one for one in self.changes if one.new]

    @property
    def changed(self) -> list[Change]:
        return [one for one in self.changes if one.steps and not one.new]

    @property
    def same(self) -> list[Change]:
        return [one for one in self.changes if one.same]

    @property
    def wanted(self) -> list[Change]:
        """Lines that would do something."""
        return [one for one in self.changes if one.steps]

    @property
    def shown_problems(self) -> list[Problem]:
        return self.problems[:MOST_SHOWN]

    @property
    def shown_changes(self) -> list[Change]:
        return sorted(self.wanted, key=lambda one: one.line)[:MOST_SHOWN]

    @property
    def unshown(self) -> int:
        return max(0, len(self.wanted) - MOST_SHOWN)

    @property
    def may(self) -> bool:
        return bool(self.wanted) and not self.problems


@dataclass(frozen=True)
class Brought:
    """What a file brought: lines that were new, that changed something, that were here already."""

    page: str
    made: int
    changed: int
    same: int

    def get_absolute_url(self) -> str:
        return reverse(self.page)


_tables: dict[str, Table] = {}


def register(table: Table, action: Action[..., Any]) -> None:
    """Show the action's page in two steps: what the file would do, then the button that does it."""
    _tables[table.action] = table
    action_pages.ask_before(action, lambda request, given: _before(request, table, given))
    action_pages.show_with(action, TEMPLATE, {"table": table})


def tables() -> list[tuple[Table, Action[..., Any]]]:
    """All kinds of things a file can bring, each with its action."""
    known = registry.actions()
    found = [(one, known[one.action]) for one in _tables.values()]
    return sorted(found, key=lambda pair: (pair[0].order, pair[0].name))


def table_of(action: Action[..., Any]) -> Table | None:
    return _tables.get(action.code)


def told(brought: Brought | None) -> str:
    """What is said when a file was brought in."""
    if brought is None:
        return ""
    numbers = {"made": brought.made, "changed": brought.changed, "same": brought.same}
    return _("New: %(made)d, changed: %(changed)d, unchanged: %(same)d.") % numbers


# --- before ---------------------------------------------------------------------------------------
def _before(request: HttpRequest, table: Table, given: dict[str, Any]) -> Foreseen:
    """What the page shows first."""
    actor = actors.of_request(request)
    if not registry.actions()[table.action].check(actor):
        return Foreseen("")
    try:
        text = text_of(given.get("lines") or "", given.get("file"), given.get("encoding") or "")
        return foresee(table, actor, text)
    except Invalid as error:
        return Foreseen("", problems=error.problems)


def text_of(lines: str, file: Any, encoding: str) -> str:
    """The text that was handed in. Raises `Invalid`."""
    if bool(lines) is bool(file):
        raise Invalid([Problem(1, _("file"), _("Choose a file or enter its lines, not both."))])
    raw = lines.encode() if lines else file.read()
    if len(raw) > MOST_BYTES:
        message = _("The file is larger than 1.5 MB. Split it and import the parts.")
        raise Invalid([Problem(1, _("file"), message)])
    return lines or sheets.text_of(raw, encoding)


def foresee(table: Table, actor: Actor, text: str) -> Foreseen:
    """What a file would do, and everything that stands against it."""
    sheet = sheets.read(text, table.columns)
    changes = table.plan(sheet.rows) if sheet.rows else []
    if not sheet.problems:
        memo: dict[Any, Any] = {}
        for change in changes:
            for step in change.steps:
                _examine(change.line, step, actor, memo, sheet.problems)
    sheet.problems.sort(key=lambda one: one.line)
    return Foreseen(text, changes, sheet.problems)


def _examine(
    line: int, step: Step, actor: Actor, memo: dict[Any, Any], problems: list[Problem]
) -> None:
    """Would the action take these values, and does the law let this office do it there?"""
    try:
        arguments = step.action.cleaned(step.arguments(known=True))
        request = step.action.request(actor, clock.now(), arguments, dry_run=True)
        request.memo = memo
        # What an earlier line makes has no state yet that could refuse it.
        stages.run(request) if isinstance(step.thing, Later) else gate.judge(request)
    except BadInput as error:
        problems.append(_named(line, step, error))
    except Refused as refusal:
        problems.append(Problem(line, str(step.action.title), str(refusal.message)))


def _named(line: int, step: Step, error: BadInput) -> Problem:
    return Problem(line, step.columns.get(error.field, error.field), str(error.message))


# --- doing ----------------------------------------------------------------------------------------
def carry_out(ctx: Context, table: Table, lines: str, file: Any, encoding: str) -> Brought:
    """Do what every line asks for, as parts of this action. Raises `BadInput` with all faults."""
    name = "lines" if lines else "file"
    try:
        seen = foresee(table, ctx.actor, text_of(lines, file, encoding))
    except Invalid as error:
        raise BadInput(name, said(error.problems)) from error
    if seen.problems:
        raise BadInput(name, said(seen.problems))
    if not seen.wanted:
        message = _("Everything in this file is already here. Nothing was changed.")
        raise BadInput(name, message)
    for change in seen.changes:
        for step in change.steps:
            _do(ctx, change.line, step, name)
    numbers = {"made": len(seen.made), "changed": len(seen.changed), "same": len(seen.same)}
    ctx.note(table=table.name, **numbers)
    return Brought(table.list_page, **numbers)


def _do(ctx: Context, line: int, step: Step, name: str) -> None:
    try:
        result = ctx.perform(step.action, **step.arguments())
    except BadInput as error:
        raise BadInput(name, said([_named(line, step, error)])) from error
    if not ctx.subject and isinstance(result, Governed):
        ctx.subject = result.ref


def said(problems: Iterable[Problem]) -> str:
    """All faults as one text."""
    found = list(problems)
    shown = [
        _("Line %(line)d, %(field)s: %(what)s")
        % {"line": one.line, "field": one.field, "what": one.message}
        for one in found[:MOST_SAID]
    ]
    rest = len(found) - len(shown)
    if rest > 0:
        shown.append(ngettext("And %(rest)d more.", "And %(rest)d more.", rest) % {"rest": rest})
    return " ".join([_("Nothing was imported."), *shown])

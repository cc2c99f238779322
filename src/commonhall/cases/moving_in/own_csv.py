"""Cases from a table of any system, by a mapping: every fault with line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in import moments
from commonhall.cases.moving_in.mapping import Mapped
from commonhall.cases.moving_in.reported import (
    STATES,
    Point,
    Reported,
    Said,
    point_of,
    title_of,
)
from commonhall.core import sheets
from commonhall.core.imports import Invalid, Problem
from commonhall.core.sheet_cells import fold


class _Cells:
    """The cells of a line by our fields; what is wrong goes to `problems` under the column's own name."""

    def __init__(
        self, line: int, cells: Mapping[str, str], mapped: Mapped, problems: list[Problem]
    ) -> None:
        self.line, self.cells, self.mapped, self.problems = line, cells, mapped, problems

    def text(self, field: str) -> str:
        return self.cells.get(self.mapped.columns.get(field, ""), "")

    def fault(self, field: str, message: str) -> None:
        self.problems.append(Problem(self.line, self.mapped.columns.get(field, field), message))

    def moment(self, field: str, needed: bool = False) -> datetime | None:
        text = self.text(field)
        if not text:
            if needed:
                self.fault(field, _("This must not be blank."))
            return None
        try:
            zone = moments.zone(self.mapped.time_zone)
            return moments.read(text, self.mapped.order, zone)
        except ValueError as error:
            self.fault(field, str(error))
            return None

    def choice(self, field: str, led: Mapping[str, str], values: Any, usual: str) -> str:
        """A word by the mapping, or as it is where it is one of ours."""
        text = self.text(field)
        word = led.get(text) or (fold(text) if fold(text) in values else "")
        if word or not text:
            return word or self.mapped.others.get(field) or usual
        if other := self.mapped.others.get(field):
            return other
        listed = {"word": text[:40], "listed": ", ".join(values)}
        self.fault(
            field,
            _("“%(word)s” is not mapped to anything. Map it to one of these: %(listed)s.") % listed,
        )
        return usual

    def point(self) -> Point | None:
        try:
            return point_of(self.text("latitude"), self.text("longitude"))
        except ValueError as error:
            self.fault("latitude", str(error))
            return None


def read(text: str, mapped: Mapped) -> tuple[list[Reported], list[Problem]]:
    """All cases of a table, and everything that is wrong in it."""
    problems: list[Problem] = []
    rows: list[Reported] = []
    try:
        for line, cells in sheets.rows_by_header(text):
            if not rows and not problems:
                problems += _missing(cells, mapped)
                if problems:
                    return [], problems
            if (row := _case(_Cells(line, cells, mapped, problems))) is not None:
                rows.append(row)
    except Invalid as error:
        problems += error.problems
    if not rows and not problems:
        problems.append(Problem(1, _("line"), _("The file has no lines below its header.")))
    return rows, problems


def _missing(cells: Mapping[str, str], mapped: Mapped) -> Iterator[Problem]:
    there = ", ".join(filter(None, cells))
    for column in dict.fromkeys(filter(None, mapped.columns.values())):
        if column not in cells:
            said = _("This column is not in the file. The file has: %(names)s.") % {"names": there}
            yield Problem(1, column, said)


def _case(cells: _Cells) -> Reported | None:
    mapped = cells.mapped
    before = len(cells.problems)
    raised = cells.moment("raised", needed=True)
    closed = cells.moment("closed")
    state = cells.choice("state", mapped.states, STATES, "closed" if closed else "open")
    answered, due = cells.moment("answered"), cells.moment("due")
    kind = cells.choice("kind", mapped.kinds, Case.Kind.values, "complaint")
    channel = cells.choice("channel", mapped.channels, Case.Channel.values, "import")
    point = cells.point()
    if raised is None or len(cells.problems) > before:
        return None
    text, answer = cells.text("text"), cells.text("answer")
    at = answered or closed or raised
    return Reported(
        line=cells.line,
        key=cells.text("key"),
        title=title_of(cells.text("title"), text),
        raised=raised,
        category=cells.text("category"),
        text=text,
        place=cells.text("place"),
        point=point,
        address=cells.text("address"),
        body=cells.text("body"),
        state=state,
        kind=kind,
        channel=channel,
        closed=closed if state == "closed" else None,
        due=due.date() if due else None,
        answers=(Said(answer, at, final=state == "closed"),) if answer else (),
    )

"""A person's cases on their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import NO_DAY, Case
from commonhall.cases.cases.queries import complete
from commonhall.people import my_page
from commonhall.people.residents.models import Person

# What the person is asked for now.
ASKED = {
    Case.State.ASKED: _("A question waits for your reply."),
    Case.State.DONE: _("Is it solved? Tell the body."),
}


def line_of(case: Case, own: bool = True) -> my_page.Line:
    """Where a case stands and what is next. own: its raiser reads more than its heading."""
    day = case.next_day()
    ahead = day is not None and day != NO_DAY
    return my_page.Line(
        case.own_heading if own else case.heading,
        case.get_absolute_url(),
        case.get_state_display(),
        case.tone,
        (_("Promised for") if case.promised_on == day else _("Answer due"))
        if ahead
        else _("Raised on"),
        day if ahead else case.raised_at,
        ASKED.get(Case.State(case.state), "") if own else "",
    )


def _rows(person: Person) -> QuerySet[Any]:
    return complete().filter(person=person)


def _show(rows: Sequence[Case]) -> list[my_page.Line]:
    return [line_of(case) for case in rows]


def register() -> None:
    my_page.kind("cases", _("Cases I raised"), order=10, rows=_rows, show=_show)

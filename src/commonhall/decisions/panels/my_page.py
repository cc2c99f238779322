"""Panels a person sits on, and those that invited them, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.lotteries.models import Ticket
from commonhall.decisions.panels.models import Member, Panel, PanelLetter
from commonhall.people import my_page


def _sits(rows: Sequence[Member]) -> list[my_page.Line]:
    return [
        my_page.Line(
            row.panel.name,
            row.panel.get_absolute_url(),
            row.panel.get_state_display(),
            row.panel.tone,
            _("Last day of its work"),
            row.panel.works_until,
        )
        for row in rows
    ]


def _invited(rows: Sequence[PanelLetter]) -> list[my_page.Line]:
    """With the answer that is waited for: a seat that was drawn is answered on the page of the lottery."""
    codes = [row.code for row in rows if row.code]
    drawn = {
        one.code: one for one in Ticket.objects.filter(code__in=codes, state=Ticket.State.DRAWN)
    }
    lines = []
    for row in rows:
        panel, ticket = row.panel, drawn.get(row.code)
        if ticket is not None:
            lines.append(
                my_page.Line(
                    panel.name,
                    panel.draw.get_absolute_url(),
                    _("You were drawn"),
                    "good",
                    _("Answer by"),
                    ticket.answer_by,
                )
            )
        else:
            waits = panel.state == Panel.State.INVITING
            label, day = (_("Seats are drawn after"), panel.draw.closes_at) if waits else ("", None)
            lines.append(
                my_page.Line(
                    panel.name,
                    panel.get_absolute_url(),
                    row.get_answer_display(),
                    "neutral",
                    label,
                    day,
                )
            )
    return lines


def register() -> None:
    my_page.kind(
        "panels",
        _("Panels I sit on"),
        order=26,
        rows=lambda person: Member.objects.filter(person=person, left_on=None).select_related(
            "panel"
        ),
        show=_sits,
    )
    my_page.kind(
        "panel-letters",
        _("Panels that invited me"),
        order=27,
        rows=lambda person: (
            PanelLetter.objects.filter(person=person)
            .exclude(panel__members__person=person)
            .select_related("panel__draw")
        ),
        show=_invited,
    )

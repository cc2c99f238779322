"""Projects a person proposed or supports, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.proposals.models import Proposal, ProposalAuthor, ProposalSupport
from commonhall.people import my_page


def _line(one: Proposal) -> my_page.Line:
    waits = one.state == Proposal.State.WAITING
    label, day = (_("Checked by"), one.due_on) if waits else ("", None)
    return my_page.Line(
        one.heading, one.get_absolute_url(), one.get_state_display(), one.tone, label, day
    )


def _proposed(rows: Sequence[ProposalAuthor]) -> list[my_page.Line]:
    return [_line(row.proposal) for row in rows]


def _supported(rows: Sequence[ProposalSupport]) -> list[my_page.Line]:
    return [_line(row.proposal) for row in rows]


def register() -> None:
    my_page.kind(
        "projects",
        _("Projects I proposed"),
        order=22,
        rows=lambda person: ProposalAuthor.objects.filter(person=person).select_related("proposal"),
        show=_proposed,
    )
    my_page.kind(
        "supported",
        _("Projects I support"),
        order=27,
        rows=lambda person: ProposalSupport.objects.filter(
            person=person, taken_back_on=None
        ).select_related("proposal"),
        show=_supported,
    )

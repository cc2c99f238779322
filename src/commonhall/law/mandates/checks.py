"""Which body's mandate has ended, or will."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import AHEAD, Finding, check
from commonhall.law.caretakers.queries import last_day
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.law.results.actions import CONFIRM, ENTER
from commonhall.law.results.queries import Lent, lent
from commonhall.people.actors import in_term
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.invitations.models import Invitation


@check
def mandates(today: date) -> Iterator[Finding]:
    """A body with powers whose mandate does not run, or ends within half a year without a next one."""
    powerful = set(
        Competence.objects.filter(granted(today)).values_list("body_id", flat=True).distinct()
    )
    for row in lent(today):
        if row.body.pk not in powerful and row.state != "runs":
            continue
        page, said = reverse("law:results"), {"body": row.body.name}
        if row.state == "caretakers":
            text = (
                _("The mandate of %(body)s has ended. A caretaker does only the routine work.")
                % said
            )
            follows = _("After that, nothing is possible but giving new mandates.")
            yield Finding(
                "caretakers", "soon", text, page, row.until, follows, _ref(row), (row.body.pk,)
            )
        elif row.state != "runs":
            text = _("%(body)s has powers but no mandate, so it cannot use them.") % said
            yield Finding("no-mandate", "fault", text, page)
        elif (day := _ends(row)) and day <= today + AHEAD:
            text = _("The mandate of %(body)s is ending and nothing follows it yet.") % said
            follows = caretaking.told_after(last_day(day))
            yield Finding(
                "mandate-ends", "soon", text, page, day, follows, _ref(row), (row.body.pk,)
            )


def _ref(row: Lent) -> str:
    return row.mandate.ref if row.mandate is not None else ""


def _ends(row: Lent) -> date | None:
    """The day on which a body's mandate ends, where none follows."""
    return row.mandate.ends if row.mandate is not None and row.coming is None else None


@check
def way_to_mandates(today: date) -> Iterator[Finding]:
    """Is there somebody to enter what the residents elect, and somebody of another body to confirm it?"""
    held_by = "office__body__competences__power"
    rows = OfficeTerm.objects.filter(in_term(today), **{f"{held_by}__in": (ENTER, CONFIRM)})
    held = set(rows.values_list(held_by, flat=True))
    if {ENTER, CONFIRM} <= held or not Competence.objects.exists():
        return
    for power, text in (
        (ENTER, _("Nobody can enter the result of an election.")),
        (CONFIRM, _("Nobody can confirm the result of an election.")),
    ):
        if power in held:
            continue
        bodies = Competence.objects.filter(granted(today), power=power).values("body")
        last = caretaking.followed_by_nobody(today).filter(office__body__in=bodies)
        open_ones = Invitation.objects.filter(
            term=None, ended_on=None, ends__gte=today, office__body__in=bodies
        )
        if not (last.exists() or open_ones.exists()):
            yield Finding("no-way-to-mandates", "note", text, reverse("people:bodies"))

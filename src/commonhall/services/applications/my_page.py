"""A person's applications on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.people import my_page
from commonhall.services.applications.models import Application

State = Application.State


def line_of(application: Application) -> my_page.Line:
    """Where an application stands and what is next, for those who applied."""
    day, label = application.due_on, _("Answer due")
    if not application.waits or day is None:
        day, label = application.decided_on or application.applied_on, _("Since")
    if application.state == State.ASKED and application.asked_until is not None:
        day, label = application.asked_until, _("Reply by")
    return my_page.Line(
        f"{application.service.name} · {application.number}",
        application.get_absolute_url(),
        application.get_state_display(),
        application.tone,
        label,
        day,
        _("The office asks you for more.") if application.state == State.ASKED else "",
    )


def _show(rows: Sequence[Application]) -> list[my_page.Line]:
    return [line_of(one) for one in rows]


def register() -> None:
    my_page.kind(
        "applications",
        _("Services I applied for"),
        order=12,
        rows=lambda person: Application.objects.filter(person=person).select_related("service"),
        show=_show,
        about=_("Only you and the body that answers can read them."),
    )

"""Projects a person runs with others, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.projects.models import Project, ProjectMember
from commonhall.people import my_page


def _show(rows: Sequence[ProjectMember]) -> list[my_page.Line]:
    found = []
    for row in rows:
        one = row.project
        waits = one.state == Project.State.ASKED
        label, day = (_("Answer due"), one.due_on) if waits else ("", None)
        found.append(
            my_page.Line(one.heading, one.get_absolute_url(), one.standing, one.tone, label, day)
        )
    return found


def register() -> None:
    my_page.kind(
        "run-projects",
        _("Projects I run with others"),
        order=24,
        rows=lambda person: ProjectMember.objects.filter(
            person=person, left_on=None
        ).select_related("project__item"),
        show=_show,
    )

"""What letters about projects of residents say: asked, agreed to or not and why, done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.delivery.projects.models import Project
from commonhall.ui import text


def _of(ref: str) -> Project | None:
    rows = Project.objects.filter(pk=int(ref.rpartition(":")[2]))
    return rows.select_related("body", "item").first()


@says("delivery.ask_for_project")
def asked(ref: str, _at: datetime) -> Iterator[str]:
    """By when the body answers."""
    one = _of(ref)
    if one is not None and one.due_on is not None:
        yield _("%(body)s must answer by %(day)s.") % {
            "body": one.body.name,
            "day": formats.date_format(one.due_on, "DATE_FORMAT"),
        }


@says("delivery.agree_to_project")
def agreed(ref: str, _at: datetime) -> Iterator[str]:
    """With which money, and why; its steps are promises."""
    one = _of(ref)
    if one is None or one.agreed is None:
        return
    yield _("It is agreed to. The group may spend %(money)s.") % {"money": text.money(one.money)}
    yield one.reasons
    yield _("Its steps are promises of the group from now on.")


@says("delivery.refuse_project")
def refused(ref: str, _at: datetime) -> Iterator[str]:
    """Why not; what the group can do now."""
    one = _of(ref)
    if one is not None and one.reasons:
        yield _("It is not agreed to, because:")
        yield one.reasons
        yield _("If this is wrong, you can appeal at the end of its page.")


@says("delivery.finish_project")
def finished(ref: str, _at: datetime) -> Iterator[str]:
    """Where residents say whether it is what was promised."""
    one = _of(ref)
    if one is not None:
        yield _("It is reported as done. Is it what was promised? Say so here:")
        page = one.item.get_absolute_url() if one.item else one.get_absolute_url()
        yield settings.SITE_URL + page

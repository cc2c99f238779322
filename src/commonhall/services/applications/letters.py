"""What letters about an application say: that something waits, and where. Never what was applied for, or an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import because, says
from commonhall.services.applications.models import Application


def _of(ref: str) -> Application | None:
    return Application.objects.filter(pk=int(ref.rpartition(":")[2])).first()


@says("services.ask_for_more")
def asked(ref: str, _at: datetime) -> Iterator[str]:
    """By when to reply."""
    found = _of(ref)
    if found is not None and found.asked_until is not None:
        yield _("The office asks you for more. Read it on the page of your application.")
        yield _("Please reply by %(day)s. Until then the time for the answer stands still.") % {
            "day": formats.date_format(found.asked_until, "DATE_FORMAT")
        }


@says("services.grant_application")
def granted(_ref: str, _at: datetime) -> Iterator[str]:
    yield _("Your application is answered. Sign in to read what you get, from when, and how.")


@says("services.refuse_application")
def refused(_ref: str, _at: datetime) -> Iterator[str]:
    yield _(
        "Your application is answered. Sign in to read the reasons and the provision. You can appeal."
    )


because("services.apply_for_service", gettext_lazy("You are told because you applied."))
because("services.take_in_application", gettext_lazy("You are told because you applied."))

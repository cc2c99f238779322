"""How bodies keep the duty to answer organisations that ask for recognition."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.law import duties
from commonhall.law.recognitions.actions import ANSWER, LASTS, POWER
from commonhall.law.recognitions.models import Recognition
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Answers given by the day, later, or not yet."""
    rows = Recognition.objects.filter(body=body, due_on__isnull=False)
    return duties.counted(rows.exclude(state=Recognition.State.WITHDRAWN), today)


def register() -> None:
    duties.measure(ANSWER, _("Answer organisations that ask for recognition"), POWER, kept)
    duties.time(LASTS, _("How long an organisation stays recognised"))

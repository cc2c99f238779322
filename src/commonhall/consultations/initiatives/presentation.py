"""Initiatives in words and pictures: how far the signatures are, and how they came in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.consultations.initiatives import queries
from commonhall.consultations.initiatives.models import Initiative
from commonhall.ui import charts, text
from commonhall.ui.charts.strips import Share, share_bars


def bar(initiative: Initiative, label: Any = "") -> Any:
    """A bar from nought to the number needed, with the numbers in words."""
    words = _("%(signed)s of %(needed)s") % {
        "signed": text.number(initiative.tally.signed),
        "needed": text.number(initiative.needed),
    }
    share = Share(label or _("Collected so far"), queries.share(initiative), words)
    return share_bars([share])


def left(initiative: Initiative, today: date) -> str:
    """How long one can sign."""
    days = (initiative.closes_on - today).days
    if days < 0:
        return _("the time to sign is over")
    if days == 0:
        return _("last day today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def course(initiative: Initiative) -> Any:
    """Signatures that count, added up by day, up to the number needed; "" while they all came on one day."""
    days = queries.by_day(initiative)
    if len(days) < 2:
        return ""
    total, points = 0, []
    for day, number in days:
        total += number
        points.append((day, total))
    return charts.line_chart(
        _("Signatures so far, by day"),
        [charts.Series(_("Signatures"), points)],
        target=initiative.needed,
        note=_("The line across is the number needed."),
    )

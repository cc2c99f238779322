"""What was decided here, month by month: votes, decisions of bodies, lotteries."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.decisions.overview import queries
from commonhall.ui.pages import page

FIRST_YEAR = 1990


@page(_("What was decided, month by month"), asks="decisions.decided")
def decided(request: HttpRequest) -> HttpResponse:
    """One year, newest month first; an odd year in the address is this one."""
    this_year = clock.today().year
    given = request.GET.get("year", "")
    year = int(given) if given.isdigit() and len(given) == 4 else this_year
    if not FIRST_YEAR <= year <= this_year:
        year = this_year
    rows = queries.decided(_begins(year), _begins(year + 1))
    if not rows and not given:
        year, rows = year - 1, queries.decided(_begins(year - 1), _begins(year))
    context: dict[str, Any] = {
        "year": year,
        "months": [
            {"day": day, "rows": list(found)}
            for day, found in groupby(
                rows, key=lambda one: timezone.localtime(one.at).date().replace(day=1)
            )
        ],
        "older": f"?year={year - 1}" if year > FIRST_YEAR else "",
        "newer": f"?year={year + 1}" if year < this_year else "",
    }
    return render(request, "decisions/decided.html", context)


def _begins(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time()))

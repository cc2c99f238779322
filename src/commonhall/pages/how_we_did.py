"""What the page of the menu's part "How we did" opens with: last month in words and pictures, and the promises."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.core.kept import head, kept
from commonhall.evaluation.indicators import pictures, summary
from commonhall.law.promises import queries as promise_queries
from commonhall.law.promises.views import strip_of
from commonhall.services.minimum_standards import queries as minimum_standards


def opening() -> SafeString:
    """The same for everybody; made anew when something was done, from the roll-up."""
    shown = kept(
        "how-we-did", head(), lambda: render_to_string("pages/parts/how_we_did.html", _asked())
    )
    return mark_safe(shown)


def _asked() -> dict[str, Any]:
    today = clock.today()
    found = summary.whole_place(today)
    promises = promise_queries.in_all(promise_queries.promises(today), today)
    return {
        **found,
        "sentences": pictures.sentences(found["rates"]),
        "chart": pictures.with_intervals(_("How sure that is"), found["rates"]),
        "curves": pictures.done_and_solved(summary.year_of_place(today)),
        "promises": promises,
        "strip": strip_of(promises),
        "broken": list(minimum_standards.broken()[:3]),
    }

"""The text of an instrument as a file, and what a file would enter, shown before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.action_pages import ask_before
from commonhall.law.higher_law import writing
from commonhall.law.higher_law.actions import enter_higher_law, entered_before
from commonhall.law.higher_law.legal_act import Act
from commonhall.law.instruments import earlier
from commonhall.law.instruments.models import Instrument, Provision, numbered
from commonhall.ui.pages import page

MOST_SHOWN = 50


@page(_("Instrument"), asks="law.instruments")
def text_file(request: HttpRequest, kind: str, year: int, code: str, language: str) -> HttpResponse:
    """One language of an instrument, as Akoma Ntoso."""
    found = get_object_or_404(Instrument, code=code, starts__year=year)
    provisions = list(found.provisions.order_by("pk"))
    if found.file_in(language) != request.path or language not in writing.said_in(provisions):
        raise Http404
    answer = HttpResponse(
        writing.written(found, language, _changed_on(found, provisions), provisions),
        "application/akn+xml; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.{language}.xml"'
    return answer


def _changed_on(instrument: Instrument, provisions: list[Provision]) -> date:
    """The day of the text that stands: the last amendment's, else the day it began."""
    changes = earlier.texts(provisions)
    days = [timezone.localdate(one.at) for rows in changes.values() for one in rows if one.at]
    return max([instrument.expressed_on or instrument.starts, *days])


@dataclass(frozen=True)
class Seen:
    """What a file would enter, before it is entered. there: the instrument that holds this text already."""

    act: Act
    there: Instrument | None

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The first provisions, in the language of the file."""
        rows = self.act.provisions[:MOST_SHOWN]
        return [(numbered(number), next(iter(texts.values()))) for number, texts in rows]

    @property
    def more(self) -> int:
        return max(0, len(self.act.provisions) - MOST_SHOWN)

    @property
    def skipped(self) -> list[tuple[str, int]]:
        """Elements that were not read, the most frequent first."""
        return sorted(self.act.skipped.items(), key=lambda one: (-one[1], one[0]))


def _seen(_request: HttpRequest, given: dict[str, Any]) -> Seen | None:
    """What the page shows first; what is wrong with the values is told when they are sent on."""
    act = given.get("file") or given.get("lines")
    if act is None or (given.get("file") and given.get("lines")):
        return None
    return Seen(act, entered_before(act))


ask_before(enter_higher_law, _seen)

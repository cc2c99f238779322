"""What a granted appeal does to a report of values: all it brought is struck, and what it corrected stands again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonhall.actions.undoing import Effect, PutBack
from commonhall.core import refs
from commonhall.evaluation.series.models import Series, StruckReport
from commonhall.record.models import Entry

if TYPE_CHECKING:
    from commonhall.actions.context import Context


@dataclass(frozen=True)
class Strike(PutBack):
    """One row strikes a whole report, however many values it brought; done twice, it changes nothing."""

    def run(self, ctx: Context, entry: Entry) -> Effect:
        effect, series = Effect(), refs.thing(entry.subject)
        known = StruckReport.objects.filter(entry=entry.pk).exists()
        if isinstance(series, Series) and not known:
            ctx.save(StruckReport(series=series, entry=entry.pk, on=ctx.today))
            effect.undone.append(series.ref)
        return effect


strike = Strike()

"""Panels as open data: how letters were answered, what was recommended, how it was voted and answered. Nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.decisions.panels import queries
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import Witness

PANELS = (
    Column("ref"),
    Column("names", "json"),
    Column("state"),
    Column("place"),
    Column("body"),
    Column("about", about="ref of the matter"),
    Column("seats", "integer"),
    Column("letters_draw", about="ref of the lottery of letters"),
    Column("seats_draw", about="ref of the lottery of seats"),
    Column("per_wave", "integer"),
    Column("waves", "integer"),
    Column("pay", "integer", about="for a meeting day, in minor units"),
    Column("currency"),
    Column("care", "json"),
    Column("days", "json"),
    Column("works_until", "date"),
    Column("answer_on", "date"),
    Column("at", "moment"),
)
WAVES = (
    Column("panel"),
    Column("number", "integer"),
    Column("drawn_on", "date"),
    Column("answer_by", "date"),
    Column("letters", "integer"),
    Column("root"),
    Column("accepted", "integer", about="empty where fewer than five people did it", sealed=True),
    Column("declined", "integer", about="as accepted", sealed=True),
)
RECOMMENDATIONS = (
    Column("ref"),
    Column("panel"),
    Column("number", "integer"),
    Column("title", sealed=True, about="empty until it is adopted"),
    Column("text", sealed=True, about="empty until it is adopted"),
    Column("state"),
    Column("yes", "integer"),
    Column("no", "integer"),
    Column("abstained", "integer"),
    Column("needed", "integer", about="per cent in favour"),
    Column("due_on", "date"),
    Column("verdict"),
    Column("answer", sealed=True),
    Column("answered_on", "date"),
    Column("led_to", about="ref"),
)
WITNESSES = (
    Column("ref"),
    Column("panel"),
    Column("name", sealed=True),
    Column("text", sealed=True),
    Column("interests", sealed=True),
    Column("state"),
    Column("approvals", "integer"),
)


def panels() -> Iterator[Row]:
    plain = ("names", "state", "about", "seats", "per_wave", "waves", "pay", "currency", "care")
    for row in queries.panels().order_by("pk"):
        yield {
            "ref": row.ref,
            "place": row.unit.code,
            "body": row.body.code,
            "letters_draw": row.letters.ref,
            "seats_draw": row.draw.ref,
            **{name: getattr(row, name) for name in (*plain, "days", "works_until", "answer_on")},
            "at": row.at,
        }


def waves() -> Iterator[Row]:
    numbers = iter(Panel.objects.order_by("pk").values_list("pk", flat=True))
    while chunk := list(islice(numbers, CHUNK)):
        for panel, rows in sorted(queries.responses(chunk).items()):
            for one in rows:
                yield {
                    "panel": Panel.ref_of(panel),
                    **{
                        name: getattr(one.wave, name)
                        for name in ("number", "drawn_on", "answer_by", "letters", "root")
                    },
                    "accepted": one.accepted,
                    "declined": one.declined,
                }


def recommendations() -> Iterator[Row]:
    names = [one.name for one in RECOMMENDATIONS if one.name not in ("ref", "panel")]
    rows = queries.recommendations().order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        words = {} if row.public else {"title": "", "text": ""}
        yield {
            "ref": row.ref,
            "panel": Panel.ref_of(row.panel_id),
            **{name: getattr(row, name) for name in names},
            **words,
        }


def witnesses() -> Iterator[Row]:
    names = [one.name for one in WITNESSES if one.name not in ("ref", "panel")]
    for row in Witness.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "ref": row.ref,
            "panel": Panel.ref_of(row.panel_id),
            **{name: getattr(row, name) for name in names},
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.panels",
            _("Panels"),
            _("Panels of residents drawn by lot: what was commissioned, and how it stands."),
            PANELS,
            panels,
        )
    )
    publish(
        Dataset(
            "decisions.panel_waves",
            _("Letters of panels"),
            _("Waves of letters to the roll, and how they were answered."),
            WAVES,
            waves,
        )
    )
    publish(
        Dataset(
            "decisions.recommendations",
            _("Recommendations of panels"),
            _("What panels recommend, how they voted, and what the bodies answered."),
            RECOMMENDATIONS,
            recommendations,
        )
    )
    publish(
        Dataset(
            "decisions.witnesses",
            _("Witnesses of panels"),
            _("Who was proposed to be heard by a panel, and whom it chose."),
            WITNESSES,
            witnesses,
        )
    )

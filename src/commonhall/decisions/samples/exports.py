"""Surveys by lot as open data: how many letters went out, came back and were answered on paper. Nobody's number."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.samples.models import Mailing, Sample

SAMPLES = (
    Column("ref"),
    Column("survey", "integer"),
    Column("draw", about="ref of the lottery of letters"),
    Column("state"),
    Column("drawn_on", "date"),
    Column("letters", "integer"),
    Column("strata", "json", about="people and letters by place"),
    Column("unreached", "integer", about="letters that came back"),
    Column("on_paper", "integer", about="answers from paper"),
    Column("root", about="over the lines of the roll that got a letter"),
)
MAILINGS = (
    Column("sample"),
    Column("number", "integer", about="0: the first letter; then reminders"),
    Column("sent_on", "date"),
    Column("letters", "integer"),
)


def samples() -> Iterator[Row]:
    rows = Sample.objects.select_related("survey").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        plain = ("state", "drawn_on", "unreached", "on_paper", "root")
        yield {
            "ref": row.ref,
            "survey": row.survey_id,
            "draw": Lottery.ref_of(row.draw_id),
            "letters": row.survey.sample.get("letters"),
            "strata": row.survey.sample.get("strata", []),
            **{name: getattr(row, name) for name in plain},
        }


def mailings() -> Iterator[Row]:
    for row in Mailing.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "sample": Sample.ref_of(row.sample_id),
            "number": row.number,
            "sent_on": row.sent_on,
            "letters": row.letters,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.survey_samples",
            _("Surveys by lot"),
            _("Letters drawn by place, letters that came back, answers from paper."),
            SAMPLES,
            samples,
        )
    )
    publish(
        Dataset(
            "decisions.survey_mailings",
            _("Letters of surveys"),
            _("First letters and reminders, and to how many they went."),
            MAILINGS,
            mailings,
        )
    )

"""Appeals as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.appeals import queries

APPEALS = (
    Column("ref"),
    Column("entry", about="the entry of the act appealed against"),
    Column("action"),
    Column("about", about="the subject of that act"),
    Column("body", about="who acted"),
    Column("place"),
    Column("state"),
    Column("filed_at", "moment"),
    Column("due_on", "date"),
    Column("overdue_on", "date", "the day the delay was put on the record"),
    Column("decided_by"),
    Column("decided_at", "moment"),
    Column("suspended", "boolean", "nobody goes on with the thing while it waits"),
    Column(
        "anew_by", "date", "the day by which the body decides anew, or does what is owed instead"
    ),
    Column("anew_on", "date"),
    Column("court", about="court or ombudsman to which it went on"),
    Column("court_reference"),
    Column("court_on", "date"),
    Column("court_evidence", about="address where one sees that it is there"),
    Column("court_digest", about="SHA-256 of the file that shows it"),
    Column("court_stops_until", "date", about="last day for which an election result waits for it"),
    Column("court_denied_on", "date", about="day on which a reviewer found that it is not there"),
    Column("court_decided_on", "date"),
)


def appeals() -> Iterator[Row]:
    for row in queries.appeals().order_by("pk"):
        yield {
            "ref": row.ref,
            "entry": str(row.entry),
            "action": row.action,
            "about": row.about,
            "body": row.body.code,
            "place": row.unit.code,
            "state": row.state,
            "filed_at": row.at,
            "due_on": row.due_on,
            "overdue_on": row.overdue_on,
            "decided_by": row.decided_by.code if row.decided_by else None,
            "decided_at": row.decided_at,
            "suspended": row.suspended,
            "anew_by": row.anew_by,
            "anew_on": row.anew_on,
            "court": row.court or None,
            "court_reference": row.court_reference or None,
            "court_on": row.court_on,
            "court_evidence": row.court_evidence or None,
            "court_digest": row.court_digest or None,
            "court_stops_until": row.court_stops_until,
            "court_denied_on": row.court_denied_on,
            "court_decided_on": row.court_decided_on,
        }


def register() -> None:
    publish(
        Dataset(
            "law.appeals",
            _("Appeals"),
            _("What was appealed, against which body, and how it was decided."),
            APPEALS,
            appeals,
        )
    )

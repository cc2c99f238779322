"""Law as open data: provisions and what they grant."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.appeals import queries as appeal_queries
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls import queries as recall_queries

PROVISIONS = (
    Column("ref"),
    Column("instrument", about="its short name"),
    Column("rank", "integer", "1 constitution, 2 law, 3 regulation, 4 local rule, 5 decision"),
    Column("number"),
    Column("texts", "json"),
    Column("starts", "date"),
    Column("ends", "date"),
)
COMPETENCES = (
    Column("ref"),
    Column("provision"),
    Column("body"),
    Column("power"),
    Column("place"),
    Column("most", "integer", "money in minor units; empty: no limit"),
    Column("asks_first", "boolean"),
    Column("starts", "date"),
    Column("ends", "date"),
)
MANDATES = (
    Column("ref"),
    Column("provision"),
    Column("body"),
    Column("origin"),
    Column("starts", "date"),
    Column("ends", "date"),
    Column("recalled_on", "date"),
)
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
)
CHALLENGES = (
    Column("ref"),
    Column("provision"),
    Column("competence", about="empty: the provision as a whole"),
    Column("body", about="who must answer"),
    Column("state"),
    Column("signatures", "integer"),
    Column("filed_at", "moment"),
    Column("due_on", "date"),
    Column("overdue_on", "date"),
    Column("decided_at", "moment"),
    Column("ends_on", "date"),
)
RECALLS = (
    Column("ref"),
    Column("mandate"),
    Column("body", about="whose mandate"),
    Column("state"),
    Column("signatures", "integer"),
    Column("needed", "integer"),
    Column("begun_at", "moment"),
    Column("closes_on", "date"),
    Column("due_on", "date"),
    Column("decided_at", "moment"),
)


def appeals() -> Iterator[Row]:
    for row in appeal_queries.appeals().order_by("pk"):
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
        }


def challenges() -> Iterator[Row]:
    for row in challenge_queries.challenges().order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": row.provision.ref,
            "competence": row.competence.ref if row.competence else None,
            "body": row.body.code,
            "state": row.state,
            "signatures": row.signed,  # type: ignore[attr-defined]
            "filed_at": row.at,
            "due_on": row.due_on,
            "overdue_on": row.overdue_on,
            "decided_at": row.decided_at,
            "ends_on": row.ends_on,
        }


def recalls() -> Iterator[Row]:
    for row in recall_queries.recalls().order_by("pk"):
        yield {
            "ref": row.ref,
            "mandate": row.mandate.ref,
            "body": row.mandate.body.code,
            "state": row.state,
            "signatures": row.signed,  # type: ignore[attr-defined]
            "needed": row.needed,
            "begun_at": row.at,
            "closes_on": row.closes_on,
            "due_on": row.due_on,
            "decided_at": row.decided_at,
        }


def provisions() -> Iterator[Row]:
    for row in Provision.objects.select_related("instrument").order_by("pk"):
        yield {
            "ref": row.ref,
            "instrument": row.instrument.code,
            "rank": row.instrument.rank,
            "number": row.number,
            "texts": row.texts,
            "starts": row.starts,
            "ends": row.ends,
        }


def competences() -> Iterator[Row]:
    for row in Competence.objects.select_related("body", "unit").order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": Provision.ref_of(row.provision_id),
            "body": row.body.code,
            "power": row.power,
            "place": row.unit.code,
            "most": row.most,
            "asks_first": row.asks_first,
            "starts": row.starts,
            "ends": row.ends,
        }


def mandates() -> Iterator[Row]:
    for row in Mandate.objects.select_related("body").order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": Provision.ref_of(row.provision_id),
            "body": row.body.code,
            "origin": row.origin,
            "starts": row.starts,
            "ends": row.ends,
            "recalled_on": row.recalled_on,
        }


def register() -> None:
    publish(
        Dataset(
            "law.provisions",
            _("Provisions"),
            _("Every article every public act rests on."),
            PROVISIONS,
            provisions,
        )
    )
    publish(
        Dataset(
            "law.competences",
            _("Competences"),
            _("Which body holds which power, where and by which provision."),
            COMPETENCES,
            competences,
        )
    )
    publish(
        Dataset(
            "law.mandates",
            _("Mandates"),
            _("Power lent to bodies, for which term."),
            MANDATES,
            mandates,
        )
    )
    publish(
        Dataset(
            "law.appeals",
            _("Appeals"),
            _("What was appealed, against whom, and how it was decided."),
            APPEALS,
            appeals,
        )
    )
    publish(
        Dataset(
            "law.challenges",
            _("Challenges of rules"),
            _("Rules said to go too far, and what became of them."),
            CHALLENGES,
            challenges,
        )
    )
    publish(
        Dataset(
            "law.recalls",
            _("Petitions for recall"),
            _("Mandates residents want recalled, with signatures and answers."),
            RECALLS,
            recalls,
        )
    )

"""Disputes between bodies, and what follows from them."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.disputes.between_bodies.models import BodyDispute, Duty


def body_disputes() -> QuerySet[BodyDispute]:
    return BodyDispute.objects.select_related("claimant", "body", "case", "decided_by")


def duties(dispute: BodyDispute) -> QuerySet[Duty]:
    return dispute.duties.select_related("body").order_by("pk")

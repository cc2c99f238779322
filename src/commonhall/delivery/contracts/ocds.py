"""Contracts as a release package of the Open Contracting Data Standard 1.1."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.money import Money
from commonhall.delivery.contracts import call_bids, queries
from commonhall.delivery.contracts.models import Contract
from commonhall.ui import hall, languages
from commonhall.ui.pages import page

MOST = 5000
PREFIX = "ocds-commonhall"
BIDS = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json"
PREFETCHED = ("payments", "call__offer_rows__offerer", "call__documents", "call__questions")


def _amount(money: Money | None) -> dict[str, Any] | None:
    if money is None:
        return None
    return {"amount": float(money.main), "currency": money.currency}


def _day(day: Any) -> str | None:
    return f"{day.isoformat()}T00:00:00Z" if day else None


def _hour(moment: Any) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _known(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, [], {})}


def release(request: HttpRequest, row: Contract) -> dict[str, Any]:
    """One contracting process as it stands: buyer, tender, bids once they are opened, award, contract, what was paid."""
    buyer = {"id": f"body-{row.body.code}", "name": row.body.name}
    parties = [{**buyer, "roles": ["buyer", "procuringEntity"]}]
    supplier, call = None, getattr(row, "call", None)
    offers = call_bids.opened(call) if call is not None else []
    if row.organisation is not None:
        supplier = {"id": f"organisation-{row.organisation_id}", "name": row.organisation.name}
        parties.append({**supplier, "roles": ["supplier", *(["tenderer"] if offers else [])]})
    others = [one.offerer for one in offers if one.offerer_id != row.organisation_id]
    parties += [{**call_bids.party(one), "roles": ["tenderer"]} for one in others if one]
    awarded = row.awarded_on is not None
    tender = {
        "id": f"{row.pk}-tender",
        "title": row.name,
        "status": "active" if row.state == "tender" else "complete" if awarded else "cancelled",
        "procurementMethod": "open" if row.method == "open" else "direct",
        "numberOfTenderers": row.bids,
        "tenderPeriod": _known(
            {"startDate": _day(row.published_on), "endDate": _day(row.closes_on)}
        ),
    }
    if call is not None:
        tender |= call_bids.tender(call, row, _amount, _hour)
    award = {
        "id": f"{row.pk}-award",
        "status": "active",
        "date": _day(row.awarded_on),
        "value": _amount(row.money),
        "suppliers": [supplier] if supplier else [],
    }
    states = {"active": "active", "complete": "terminated", "cancelled": "cancelled"}
    contract = {
        "id": f"{row.pk}-contract",
        "awardID": f"{row.pk}-award",
        "status": states.get(row.state, "pending"),
        "value": _amount(row.money),
        "period": _known({"startDate": _day(row.awarded_on), "endDate": _day(row.ends)}),
    }
    paid = [
        {
            "id": f"payment-{one.pk}",
            "date": _day(one.on),
            "value": _amount(one.money),
            "payer": buyer,
            "payee": supplier,
        }
        for one in row.payments.all()
    ]
    if paid:
        contract["implementation"] = {"transactions": [_known(one) for one in paid]}
    tags = ["tender", *(["award", "contract"] if awarded else [])]
    tags += ["implementation"] if awarded and paid else []
    return _known(
        {
            "ocid": f"{PREFIX}-{row.pk}",
            "id": f"{row.pk}-{row.version}",
            "date": _day(row.awarded_on or row.published_on),
            "tag": tags,
            "initiationType": "tender",
            "language": languages.of(get_language()).tag,
            "parties": parties,
            "buyer": buyer,
            "tender": _known(tender),
            "bids": call_bids.bids(call, offers, _amount) if call is not None else None,
            "awards": [_known(award)] if awarded else [],
            "contracts": [_known(contract)] if awarded else [],
        }
    )


@page(_("Contracts as OCDS"), asks="delivery.contracts")
def package(request: HttpRequest) -> JsonResponse:
    rows = queries.contracts().select_related("call").prefetch_related(*PREFETCHED)
    rows = rows.order_by("-pk")[:MOST]
    return JsonResponse(
        {
            "uri": request.build_absolute_uri(),
            "version": "1.1",
            "extensions": [BIDS],
            "publishedDate": timezone.localtime(clock.now()).isoformat(timespec="seconds"),
            "publisher": {"name": hall.name()},
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "releases": [release(request, row) for row in rows],
        },
        json_dumps_params={"ensure_ascii": False},
    )

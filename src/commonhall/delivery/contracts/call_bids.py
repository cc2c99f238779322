"""A call for sealed offers as OCDS says it: more of the tender, and the bids once they are opened (extension `bids`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonhall.core.money import Money
from commonhall.delivery.calls.models import Call, Offer
from commonhall.delivery.contracts.models import Contract
from commonhall.people.organisations.models import Organisation

Amount = Callable[[Money | None], dict[str, Any] | None]
STATUS = {Offer.State.OPENED: "valid", Offer.State.EXCLUDED: "disqualified"}


def opened(call: Call) -> list[Offer]:
    """Offers that were opened; none before. Reads what was fetched with the call."""
    rows: Any = call.offer_rows.all()
    return sorted((one for one in rows if one.is_open), key=lambda one: one.pk)


def party(organisation: Organisation) -> dict[str, Any]:
    return {"id": f"organisation-{organisation.pk}", "name": organisation.name}


def tender(
    call: Call, row: Contract, amount: Amount, hour: Callable[[Any], str | None]
) -> dict[str, Any]:
    """What a call says beside the contract."""
    ended = call.state == Call.State.ENDED
    asked: Any = call.questions.all()
    found = {
        "description": call.text,
        "status": "unsuccessful" if ended else "active" if row.awarded_on is None else "complete",
        "value": amount(call.estimated),
        "awardCriteria": "priceOnly" if call.price_weight == 100 else "ratedCriteria",
        "awardCriteriaDetails": "; ".join(
            [f"{call.price_weight} price", *(f"{c['weight']} {c['name']}" for c in call.criteria)]
        ),
        "submissionMethod": ["electronicSubmission"],
        "hasEnquiries": bool(asked),
        "tenderPeriod": {"startDate": hour(call.at), "endDate": hour(call.closes_at)},
        "enquiryPeriod": {"startDate": hour(call.at), "endDate": hour(call.questions_until)},
        "documents": [
            {"id": f"document-{one.pk}", "title": one.name}
            for one in call.documents.all()
            if one.ended_on is None
        ],
        "numberOfTenderers": call.offers,
        "tenderers": [party(one.offerer) for one in opened(call) if one.offerer is not None],
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def bids(call: Call, offers: list[Offer], amount: Amount) -> dict[str, Any] | None:
    """Bids with their prices, and how many there were at the hour."""
    if call.offers is None:
        return None
    statistics = [
        {"id": "1", "measure": "bids", "value": call.offers},
        {
            "id": "2",
            "measure": "validBids",
            "value": sum(one.state == Offer.State.OPENED for one in offers),
        },
    ]
    details = [
        {
            "id": f"offer-{one.pk}",
            "status": STATUS[Offer.State(one.state)],
            "tenderers": [party(one.offerer)] if one.offerer is not None else [],
            "value": amount(one.money),
        }
        for one in offers
    ]
    shown: dict[str, Any] = {"statistics": statistics if offers else statistics[:1]}
    if details:
        shown["details"] = details
    return shown

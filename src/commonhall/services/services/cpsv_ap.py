"""A service as linked data: the Core Public Service Vocabulary (CPSV-AP 3), as JSON-LD."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from commonhall.services.services.models import Service

CONTEXT = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
}


def _words(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": code, "@value": words} for code, words in sorted(texts.items())]


def service(request: HttpRequest, row: Service) -> dict[str, Any]:
    """One service with its authority, channel, cost and legal resource."""
    address = request.build_absolute_uri(row.get_absolute_url())
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": address,
        "@type": "cpsv:PublicService",
        "dct:identifier": row.code,
        "dct:title": _words(row.names),
        "dct:description": _words(row.texts),
        "cv:hasCompetentAuthority": {
            "@type": "cv:PublicOrganisation",
            "@id": request.build_absolute_uri(f"/bodies/{row.body_id}/"),
            "dct:title": _words(row.body.names),
        },
        "dct:spatial": row.unit.code,
    }
    if row.channels:
        found["cv:hasChannel"] = {"@type": "cv:Channel", "dct:description": _words(row.channels)}
    if row.cost:
        found["cv:hasCost"] = {"@type": "cv:Cost", "dct:description": _words(row.cost)}
    if row.life_events:
        found["dct:subject"] = [
            {"@type": "cv:LifeEvent", "dct:identifier": one} for one in row.life_events
        ]
    if row.contact:
        found["cv:contactPoint"] = {
            "@type": "cv:ContactPoint",
            "dct:description": _words(row.contact),
        }
    if row.documents:
        found["cpsv:hasInput"] = [
            {"@type": "cv:Evidence", "dct:identifier": code, "dct:title": _words(words)}
            for code, words in row.documents
        ]
    if row.basis_id and row.basis is not None:
        law = request.build_absolute_uri(
            f"/law/{row.basis.instrument_id}/#provision-{row.basis_id}"
        )
        found["cv:hasLegalResource"] = {"@type": "eli:LegalResource", "@id": law}
    return found

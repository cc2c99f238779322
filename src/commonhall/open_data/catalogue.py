"""The catalogue of open data: for people, as DCAT-AP in JSON-LD, and each table to fetch."""

from __future__ import annotations

from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from commonhall.core import exports
from commonhall.core.downloads import download
from commonhall.core.export_formats import Format, formats
from commonhall.open_data import dump
from commonhall.ui import hall, languages
from commonhall.ui.pages import page

# What the app behind a table's name is called to people.
APPS = {
    "cases": _("Cases"),
    "consultations": _("Conversations"),
    "decisions": _("Decisions"),
    "disputes": _("Disputes"),
    "delivery": _("Plan"),
    "services": _("Services"),
    "evaluation": _("How we did"),
    "law": _("Law"),
    "people": _("Who does what"),
    "places": _("Places"),
    "record": _("Record"),
    "actions": _("Record"),
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/CONT"


@page(_("Open data"), asks="open_data.datasets")
def catalogue(request: HttpRequest) -> HttpResponse:
    packed = dump.latest()
    groups: dict[str, list[Any]] = {}
    for one in exports.datasets().values():
        groups.setdefault(one.name.partition(".")[0], []).append(one)
    context = {
        "formats": formats().values(),
        "groups": [(APPS.get(app, app), found) for app, found in groups.items()],
        "dump": packed,
        "dump_size": packed.stat().st_size if packed else 0,
    }
    return render(request, "open_data/catalogue.html", context)


@page(_("Open data: one table"), asks="open_data.datasets")
def table(request: HttpRequest, name: str, form: str) -> StreamingHttpResponse:
    """A whole table, streamed."""
    dataset = exports.datasets().get(name)
    if dataset is None:
        raise Http404
    return download(name, form, dataset.columns, dataset.rows())


@page(_("The whole dump"), asks="open_data.datasets")
def whole(request: HttpRequest) -> FileResponse:
    packed = dump.latest()
    if packed is None:
        raise Http404(_("The first dump is created at night."))
    return FileResponse(packed.open("rb"), as_attachment=True, filename=dump.NAME)


def _words(text: Any) -> list[dict[str, str]]:
    """A lazy text in every language of the hall."""
    found = []
    for language in languages.installed():
        with translation.override(language.code):
            found.append({"@language": language.tag, "@value": str(text)})
    return found


@page(_("Open data as DCAT-AP"), asks="open_data.datasets")
def dcat(request: HttpRequest) -> JsonResponse:
    """DCAT-AP 3: a catalogue with one dataset a table, each with its distributions."""
    home = request.build_absolute_uri("/")
    publisher = {"@id": home, "@type": "foaf:Agent", "foaf:name": hall.name()}
    graph = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": request.build_absolute_uri(reverse("open_data:dcat")),
        "@type": "dcat:Catalog",
        "dct:title": _words(_("Open data")),
        "dct:description": _words(_("Everything public in this hall, as tables.")),
        "dct:publisher": publisher,
        "dct:modified": timezone.now().isoformat(timespec="seconds"),
        "foaf:homepage": {"@id": home},
        "dcat:dataset": [_dataset(request, one, publisher) for one in exports.datasets().values()],
    }
    return JsonResponse(
        graph, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )


def _dataset(request: HttpRequest, one: exports.Dataset, publisher: Any) -> dict[str, Any]:
    base = request.build_absolute_uri(reverse("open_data:catalogue"))
    return {
        "@id": f"{base}#{one.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": one.name,
        "dct:title": _words(one.title),
        "dct:description": _words(one.about),
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "dcat:distribution": [_distribution(request, one, form) for form in formats().values()],
    }


def _distribution(request: HttpRequest, one: exports.Dataset, form: Format) -> dict[str, Any]:
    kind = form.media_type.partition(";")[0]
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": _address(request, one.name, form.ending)},
        "dcat:downloadURL": {"@id": _address(request, one.name, form.ending)},
        "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/" + kind},
        "dct:license": {"@id": LICENCE},
        "dct:format": form.ending,
    }


def _address(request: HttpRequest, name: str, form: str) -> str:
    return request.build_absolute_uri(
        reverse("open_data:table", kwargs={"name": name, "form": form})
    )

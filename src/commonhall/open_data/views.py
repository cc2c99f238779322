"""The API's own page: what it offers, read from its OpenAPI document."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from commonhall.open_data.api import api
from commonhall.ui.pages import page

TAGS = {
    "cases": _("Cases"),
    "conversations": _("Conversations"),
    "decisions": _("Decisions"),
    "plan": _("Plan"),
    "services": _("Services"),
    "people": _("Bodies and organisations"),
    "places": _("Places"),
    "law": _("Law"),
    "record": _("Record"),
}


@page(_("For programs"), asks="open_data.operations")
def api_page(request: HttpRequest) -> HttpResponse:
    groups = [
        {"tag": tag, "label": TAGS.get(tag, tag), "operations": found}
        for tag, found in operations().items()
    ]
    context = {"groups": groups, "base": request.build_absolute_uri("/api/v1")}
    return render(request, "open_data/api.html", context)


@page(_("The API as OpenAPI"), asks="open_data.operations")
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, kept ready in both forms: sending it costs no more than a file."""
    kept = api.document(api.get_root_path({}))
    headers = {"ETag": kept.etag, "Cache-Control": "public, max-age=300"}
    if kept.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304, headers=headers)
    elif re.search(r"\bgzip\b", request.headers.get("Accept-Encoding", "")):
        headers["Content-Encoding"] = "gzip"
        response = HttpResponse(kept.compressed, "application/json", headers=headers)
    else:
        response = HttpResponse(kept.plain, "application/json", headers=headers)
    patch_vary_headers(response, ["Accept-Encoding", "Accept-Language", "Cookie"])
    return response


def operations() -> dict[str, list[dict[str, Any]]]:
    """Operations by tag: method, path, what it does, parameters, whether a key is needed."""
    document = api.get_openapi_schema(path_prefix="")
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            found.setdefault(said["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "says": said.get("description", said["summary"]),
                    "key": bool(said.get("security")),
                    "parameters": [
                        one["name"] for one in said.get("parameters", []) if one["in"] == "query"
                    ],
                    "body": _body(document, said),
                }
            )
    return found


def _body(document: dict[str, Any], said: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the JSON an operation takes."""
    content = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = document["components"]["schemas"].get(name, {})
    needed = set(schema.get("required", ()))
    return [{"name": one, "needed": one in needed} for one in schema.get("properties", {})]

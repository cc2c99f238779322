"""Open311's two formats from one value: JSON as a list at the root, XML by the names of the standard.

GeoReport v2: http://wiki.open311.org/GeoReport_v2/ (an answer is a list of flat records under a root).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpResponse

FORMATS = ("json", "xml")
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Record = dict[str, Any]


class Open311Error(Exception):
    """One error of the standard: the HTTP status, and a description for people."""

    def __init__(self, status: int, description: Any, code: str = "") -> None:
        super().__init__(str(description))
        self.status, self.description, self.code = status, description, code or str(status)


def answer(
    form: str, root: str, item: str, records: Sequence[Record], status: int = 200
) -> HttpResponse:
    """A list of records under `root`, each as `item`."""
    body = _json(records) if form == "json" else _xml(root, item, records)
    return HttpResponse(body, content_type=TYPES[form], status=status)


def single(form: str, root: str, record: Record) -> HttpResponse:
    """One record that is its own root (discovery, a service's definition)."""
    if form == "json":
        return HttpResponse(_json(record), content_type=TYPES[form])
    element = ET.Element(root)
    _fill(element, record)
    return HttpResponse(_text(element), content_type=TYPES[form])


def failed(form: str, errors: Sequence[Open311Error]) -> HttpResponse:
    """The errors of a request; the status is the first one's."""
    records = [{"code": one.code, "description": str(one.description)} for one in errors]
    return answer(form, "errors", "error", records, errors[0].status)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _xml(root: str, item: str, records: Sequence[Record]) -> str:
    element = ET.Element(root)
    for record in records:
        _fill(ET.SubElement(element, item), record)
    return _text(element)


def _text(element: ET.Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(element, encoding="unicode")


# The name of each entry of a list, by the name of the list.
_ENTRIES = {
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}


def _fill(element: ET.Element, record: Record) -> None:
    for name, value in record.items():
        child = ET.SubElement(element, name)
        if isinstance(value, list):
            for one in value:
                entry = ET.SubElement(child, _ENTRIES[name])
                if isinstance(one, dict):
                    _fill(entry, one)
                else:
                    entry.text = _clean(one)
        else:
            child.text = _clean(value)


def _clean(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORBIDDEN.sub("", str(value))

"""Filling a template in for a case, in the language of whoever raised it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.core.models import in_language
from commonhall.ui import languages
from commonhall.ui.text import local_date

# What may stand in braces, and what it stands for.
MARKS: Mapping[str, Any] = {
    "number": _("number of the case"),
    "title": _("title of the case"),
    "category": _("category"),
    "place": _("place"),
    "body": _("body that answers"),
    "raised": _("day it was raised"),
}
_MARK = re.compile(r"\{(\w+)\}")


def unknown(text: str) -> str:
    """The first word in braces that stands for nothing; "" when all do."""
    return next((word for word in _MARK.findall(text) if word not in MARKS), "")


def language_of(case: Case) -> str:
    """The language in which whoever raised a case reads; else the hall's own."""
    account = case.person.account if case.person is not None else None
    return languages.of(account.language if account else "").code


def fill(text: str, case: Case) -> str:
    """Words with the case's own in place of the marks; other braces stay."""
    said = {
        "number": str(case.pk),
        "title": case.own_heading,
        "category": case.category.name,
        "place": case.place.name,
        "body": case.body.name,
        "raised": local_date(case.raised_at),
    }
    return _MARK.sub(lambda found: said.get(found[1], found[0]), text)


def filled(texts: Mapping[str, str], case: Case) -> str:
    """A template's text for a case, in the language of whoever raised it."""
    with translation.override(language_of(case)):
        return fill(in_language(dict(texts)), case)

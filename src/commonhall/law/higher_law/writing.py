"""The hall's instruments as Akoma Ntoso: one file a language, of the elements that are read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape

from django.conf import settings

from commonhall.core.models import in_language
from commonhall.law.higher_law.akoma_ntoso import NAMESPACE
from commonhall.law.instruments.models import Instrument, Provision, slug_of
from commonhall.ui.hall import stored

# Signs that XML 1.0 knows no way to write.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Of no country: a hall does not say in which one it is (ISO 3166 leaves the code free).
COUNTRY = "zz"


def written(
    instrument: Instrument, language: str, day: date, provisions: Sequence[Provision]
) -> str:
    """An instrument's text in a language, as it stands today. day: on which it was last changed."""
    return "\n".join(_lines(instrument, language, day, provisions)) + "\n"


def said_in(provisions: Iterable[Provision]) -> list[str]:
    """The languages in which provisions have words, in their order."""
    return list(dict.fromkeys(code for row in provisions for code in row.texts))


def _lines(
    instrument: Instrument, language: str, day: date, provisions: Sequence[Provision]
) -> Iterator[str]:
    title = instrument.titles.get(language) or in_language(instrument.titles)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<akomaNtoso xmlns="{NAMESPACE}">'
    yield '  <act name="act">'
    yield '    <meta><identification source="#hall">'
    work = instrument.work or f"{settings.SITE_URL}{instrument.eli}"
    text = f"{settings.SITE_URL}{instrument.file_in(language)}"
    yield from _level("FRBRWork", work, instrument.starts, f'<FRBRcountry value="{COUNTRY}"/>')
    yield from _level("FRBRExpression", text, day, f'<FRBRlanguage language="{_said(language)}"/>')
    yield from _level("FRBRManifestation", text, day, "")
    yield "    </identification>"
    hall = _said(in_language(dict(stored().names)) or settings.SITE_URL)
    yield '    <references source="#hall">'
    yield f'      <TLCOrganization eId="hall" href="{_said(settings.SITE_URL)}" showAs="{hall}"/>'
    yield "    </references></meta>"
    yield f"    <preface><p><docTitle>{_said(title)}</docTitle></p></preface>"
    yield "    <body>"
    for row in provisions:
        if language not in row.texts:
            continue
        yield f'      <article eId="{_said(slug_of(row.number))}"><num>{_said(row.number)}</num>'
        paragraphs = "".join(f"<p>{_said(line)}</p>" for line in row.texts[language].splitlines())
        yield f"        <content>{paragraphs}</content></article>"
    yield "    </body>"
    yield "  </act>"
    yield "</akomaNtoso>"


def _level(name: str, address: str, day: date, more: str) -> Iterator[str]:
    yield f'      <{name}><FRBRthis value="{_said(address)}"/><FRBRuri value="{_said(address)}"/>'
    yield f'        <FRBRdate date="{day.isoformat()}" name="text"/><FRBRauthor href="#hall"/>'
    yield f"        {more}</{name}>"


def _said(text: str) -> str:
    return escape(UNWRITABLE.sub("", text))

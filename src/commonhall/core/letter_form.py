"""The form of a letter: sent in the hall's name, with an HTML part beside the text, made from it, so that
both say the same, in the hall's colour.

A letter is written as text: paragraphs between blank lines, a paragraph that is one address (a button in
HTML, named by a short line above it, if there is one), and after a line "--" the foot. Whoever sends a letter with an HTML part of its own is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from commonhall.ui import colours, hall
from commonhall.ui.text import tidy

HTML = "text/html"
ADDRESS = re.compile(r"https?://\S+")
# A line longer than that is a sentence, and no button's name.
LONGEST_LABEL = 50


@dataclass(frozen=True)
class Part:
    """A paragraph: its lines, or the one address it is."""

    lines: list[str] = field(default_factory=list)
    address: str = ""
    label: str = ""


def html_of(text: str, title: str) -> str:
    """The text of a letter in the house's look, in the language that is active."""
    colour = hall.stored().colour or colours.HOUSE
    body, _sign, foot = text.partition("\n--\n")
    context = {
        "title": title,
        "hall": hall.name(),
        "light": colours.light_tokens(colour)["pine"],
        "dark": colours.dark_tokens(colour)["pine"],
        "language": get_language() or "",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "parts": [_part(one) for one in re.split(r"\n\s*\n", body.strip()) if one.strip()],
        "foot": [line for line in foot.strip().splitlines() if line.strip()],
    }
    return render_to_string("core/letter.html", context)


# Words that somebody tries out, in place of those settled: (greeting, closing) by language.
_tried: ContextVar[tuple[hall.Texts, hall.Texts] | None] = ContextVar("letter_words", default=None)


@contextmanager
def trying(greeting: hall.Texts, closing: hall.Texts) -> Iterator[None]:
    """Form letters with these words of the hall, to look at them."""
    token = _tried.set((greeting, closing))
    try:
        yield
    finally:
        _tried.reset(token)


def with_own_words(text: str) -> str:
    """The text of a letter between the hall's greeting and closing in the language that is active."""
    settled = hall.stored()
    greeting, closing = _tried.get() or (settled.greeting, settled.closing)
    body, sign, foot = text.partition("\n--\n")
    parts = [_readable(greeting), body.strip("\n"), _readable(closing)]
    if not (parts[0] or parts[2]):
        return text
    whole = "\n\n".join(one for one in parts if one)
    return f"{whole}\n\n--\n{foot}" if sign else f"{whole}\n"


def _readable(texts: hall.Texts) -> str:
    """In another language than the rest of the letter it would only be odd: then nothing."""
    code = (get_language() or "").lower()
    found = texts.get(code) or texts.get(code.split("-")[0]) or ""
    return found.replace("\r\n", "\n").strip()


def _part(paragraph: str) -> Part:
    lines = [line.strip() for line in paragraph.strip().splitlines()]
    *before, last = lines
    if ADDRESS.fullmatch(last) and _is_label(before):
        return Part(address=last, label=before[0] if before else _("Open the page"))
    return Part(lines=lines)


def _is_label(lines: list[str]) -> bool:
    """Can these lines above an address name a button? No line, or a short one that ends as no sentence does."""
    if not lines:
        return True
    return len(lines) == 1 and len(lines[0]) <= LONGEST_LABEL and lines[0][-1:] not in ".:：。"


def sender() -> str:
    """Who writes: the hall by its name, unless COMMONHALL_FROM names another."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((hall.name() if name == settings.SITE_NAME else name, address))


def formed(message: EmailMessage) -> EmailMessage:
    """The letter in the hall's name, with an HTML part beside its text, if it has none yet."""
    if message.from_email == settings.DEFAULT_FROM_EMAIL:
        message.from_email = sender()
    # A line end in a header is refused, and would hold up the letters behind it.
    message.subject = tidy(str(message.subject), lines=False)
    if message.content_subtype != "plain" or getattr(message, "alternatives", None):
        return message
    text = tidy(with_own_words(str(message.body)), lines=True)
    whole = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        from_email=message.from_email,
        to=message.to,
        bcc=message.bcc,
        cc=message.cc,
        reply_to=message.reply_to,
        headers=message.extra_headers,
        attachments=message.attachments,
    )
    whole.attach_alternative(html_of(text, str(message.subject)), HTML)
    return whole

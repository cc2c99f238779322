"""Text as people read it: Markdown made safe, excerpts, dates, numbers and money per language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Literal, Protocol

import nh3
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from commonhall.ui import languages

ALLOWED_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
URL_SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "nofollow ugc noopener"

SYMBOLS = {"EUR": "€", "USD": "US$", "GBP": "£", "CNY": "CN¥", "JPY": "JP¥", "INR": "₹"}
MINUS = "\u2212"

TimeStyle = Literal["auto", "date", "datetime", "relative"]


# What ends a line: as browsers, word processors and Unicode write it.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls (C0 without tab and line feed, delete, C1), and what Unicode says is no character.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Categories of Unicode whose signs show nothing: controls, format signs, spaces and ends of lines.
_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# What XML 1.0 cannot hold (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tidy(written: str, *, lines: bool) -> str:
    """What somebody wrote, with one kind of line end and without signs that nothing can show.

    lines: it may have several lines; else line ends and tabs become spaces. A browser sends a line end as two
    signs and counts it as one, so length is counted after this.
    """
    one_kind = _CONTROLS.sub("", _LINE_ENDS.sub("\n", written))
    if not any(unicodedata.category(sign) not in _UNSEEN for sign in one_kind):
        # Nothing but spaces and signs without a shape, such as U+200B: nothing was written.
        return ""
    return one_kind if lines else one_kind.replace("\n", " ").replace("\t", " ")


def for_xml(written: object) -> str:
    """Text without what would make a whole feed or document unreadable."""
    return _NOT_XML.sub("", _LINE_ENDS.sub("\n", str(written)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    parser.disable("image")
    return parser


def markdown(text: str, heading_level: int = 3) -> SafeString:
    """Markdown from anybody as safe HTML.

    Raw HTML is shown as text, images are left out (they would fetch from strangers), links get
    rel="nofollow ugc", and headings are shifted so that the topmost becomes `heading_level`.
    """
    html = _parser().render(text or "")
    html = _shift_headings(html, heading_level)
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel=LINK_REL,
    )
    # A wide table scrolls by itself; the page never does.
    clean = clean.replace("<table>", '<div class="table-scroll" tabindex="0"><table>')
    # Each part in the direction of its own first letters.
    clean = _WRITTEN.sub(r'<\1 dir="auto"', clean)
    return mark_safe(clean.replace("</table>", "</table></div>"))


_WRITTEN = re.compile(r"<(p|ul|ol|blockquote|pre|h[1-6])\b")


def _shift_headings(html: str, level: int) -> str:
    found = [int(number) for number in re.findall(r"<h([1-6])>", html)]
    if not found:
        return html
    shift = level - min(found)

    def moved(match: re.Match[str]) -> str:
        return f"{match[1]}{min(max(int(match[2]) + shift, level), 6)}>"

    return re.sub(r"(</?h)([1-6])>", moved, html)


def plain(text: str) -> str:
    """Markdown as one line of plain text."""
    html = _parser().render(text or "")
    stripped = nh3.clean(html.replace("</p>", "</p> ").replace("<br>", " "), tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " ")):
        stripped = stripped.replace(entity, sign)
    return re.sub(r"\s+", " ", stripped.replace("&amp;", "&")).strip()


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a Markdown text as plain text, at most `length` columns and an ellipsis.

    A Chinese, Japanese or Korean character counts as two columns. Cuts between words where
    there are spaces, anywhere between CJK characters, and never leaves punctuation hanging.
    """
    line = plain(text)
    index = _fitting(line, length)
    if index == len(line):
        return line
    cut, follows = line[:index], line[index]
    if not (_is_wide(follows) or follows.isspace() or (cut and _is_wide(cut[-1]))):
        head, space, _rest = cut.rpartition(" ")
        cut = head if space else cut
    return cut.rstrip(" ,.;:–-，。；：、（(") + "…"


def _fitting(line: str, columns: int) -> int:
    """How many characters fit into that many columns."""
    width = 0
    for index, character in enumerate(line):
        width += 2 if _is_wide(character) else 1
        if width > columns:
            return index
    return len(line)


def _is_wide(character: str) -> bool:
    code = ord(character)
    return (
        0x1100 <= code <= 0x115F
        or 0x2E80 <= code <= 0xA4CF
        or 0xAC00 <= code <= 0xD7A3
        or (0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFF60 or 0x20000 <= code <= 0x3FFFD)
    )


# --- numbers -----------------------------------------------------------------------------------
def _signs() -> tuple[str, str]:
    """(decimal sign, group sign) of the active language."""
    language = languages.of(get_language())
    decimal = language.decimal or str(formats.get_format("DECIMAL_SEPARATOR"))
    return decimal, language.group or str(formats.get_format("THOUSAND_SEPARATOR"))


def _grouped(digits: str, sign: str) -> str:
    head = len(digits) % 3 or 3
    groups = [digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))]
    return sign.join(groups)


def number(value: int | float | Decimal | None, digits: int | None = None) -> str:
    """A number in the active language; `digits` after the decimal sign (default: as needed, ≤ 2).

    None is an en dash: not known is not nought.
    """
    if value is None:
        return "–"
    exact = Decimal(str(value))
    if not exact.is_finite():
        return "–"
    places = digits if digits is not None else (0 if exact == exact.to_integral_value() else 2)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    whole, _point, fraction = format(abs(rounded), "f").partition(".")
    if digits is None:
        fraction = fraction.rstrip("0")
    decimal, group = _signs()
    text = _grouped(whole, group) + (decimal + fraction if fraction else "")
    return (_minus() if rounded < 0 else "") + text


def _minus() -> str:
    """The sign, kept before its number in right-to-left text too."""
    return f"\u200e{MINUS}" if get_language_bidi() else MINUS


def percent(share: float | Decimal | None, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage: 0.256 → '26%'."""
    if share is None:
        return "–"
    return pgettext("percentage", "%(number)s%%") % {
        "number": number(Decimal(str(share)) * 100, digits)
    }


# Fewer than so many are told in numbers: a percentage of seven people says more than they did.
FEW = 10


def part_of(count: float, of: int, share: float, digits: int = 0) -> str:
    """A part of a group: "5 of 7" where it is small, else its share as a percentage."""
    if of < FEW:
        return _("%(count)s of %(of)s") % {"count": number(round(count, 1)), "of": number(of)}
    return percent(share, digits)


def compact(value: int | float | None) -> str:
    """A big number in words people use: 1,250,000 → '1.3 million', or what the language says for it."""
    if value is None:
        return "–"
    size = abs(value)
    if own_words := languages.of(get_language()).big:
        for unit, sign in own_words:
            if size >= unit:
                return number(Decimal(str(value)) / unit, 0 if size >= unit * 100 else 1) + sign
        return number(value)
    for unit, word in (
        (10**9, _("%(number)s billion")),
        (10**6, _("%(number)s million")),
    ):
        if size >= unit:
            return word % {"number": number(round(value / unit, 1))}
    return number(value)


class Sum(Protocol):
    """An exact amount: whole minor units (cents, fen), an ISO 4217 code, and that currency's decimals."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def digits(self) -> int: ...


def money(amount: Sum | None) -> str:
    """An exact amount as people write it.

    Decimals are left out where they are zero. A currency without a sign stands as its code.
    """
    if amount is None:
        return "–"
    minor, currency, places = amount.minor, amount.currency, amount.digits
    whole, fraction = divmod(abs(minor), 10**places)
    decimal, group = _signs()
    text = _grouped(str(whole), group)
    if fraction:
        text += decimal + str(fraction).zfill(places)
    language = languages.of(get_language())
    symbol = language.currency_signs.get(currency) or SYMBOLS.get(currency)
    sign = _minus() if minor < 0 else ""
    if language.money_after:
        return f"{sign}{text}\u00a0{symbol or currency}"
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{currency}\u00a0{text}"


def colon() -> str:
    """What stands between a name and what is said of it."""
    return pgettext("between a name and what is said of it", ": ")


def comma() -> str:
    """What stands between a name and a word added to it."""
    return pgettext("between a name and a word added to it", ", ")


def listed(parts: Iterable[object]) -> str:
    """Things one after the other, with the language's comma for lists."""
    return pgettext("between the things of a list", ", ").join(map(str, parts))


# --- time --------------------------------------------------------------------------------------
def local_date(moment: datetime | date) -> str:
    """A day in the active language: '24 November 2026', '2026年11月24日'."""
    return formats.date_format(_local(moment), "DATE_FORMAT")


def local_datetime(moment: datetime) -> str:
    """A day and a time of day, in local time."""
    return formats.date_format(_local(moment), "DATETIME_FORMAT")


def _local(moment: datetime | date) -> datetime | date:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def relative(moment: datetime, now: datetime | None = None) -> str:
    """How long ago or ahead, in the largest fitting unit: '3 hours ago', 'in 2 days'."""
    seconds = ((now or timezone.now()) - moment).total_seconds()
    ahead, size = seconds < 0, abs(seconds)
    if size < 60:
        return _("just now") if not ahead else _("in a moment")
    for limit, unit in ((3600, 60), (86400, 3600), (86400 * 60, 86400), (86400 * 730, 86400 * 30)):
        if size < limit:
            return _unit_phrase(int(size // unit), unit, ahead)
    return _unit_phrase(int(size // (86400 * 365)), 86400 * 365, ahead)


def _unit_phrase(count: int, unit: int, ahead: bool) -> str:
    n = max(count, 1)
    phrases = {
        (60, False): ngettext("%(n)d minute ago", "%(n)d minutes ago", n),
        (3600, False): ngettext("%(n)d hour ago", "%(n)d hours ago", n),
        (86400, False): ngettext("%(n)d day ago", "%(n)d days ago", n),
        (86400 * 30, False): ngettext("%(n)d month ago", "%(n)d months ago", n),
        (86400 * 365, False): ngettext("%(n)d year ago", "%(n)d years ago", n),
        (60, True): ngettext("in %(n)d minute", "in %(n)d minutes", n),
        (3600, True): ngettext("in %(n)d hour", "in %(n)d hours", n),
        (86400, True): ngettext("in %(n)d day", "in %(n)d days", n),
        (86400 * 30, True): ngettext("in %(n)d month", "in %(n)d months", n),
        (86400 * 365, True): ngettext("in %(n)d year", "in %(n)d years", n),
    }
    return phrases[unit, ahead] % {"n": n}


def time_tag(moment: datetime | date | None, style: TimeStyle = "auto") -> SafeString:
    """A `<time>` element: relative within a week of now, else the day; the title is exact."""
    if moment is None:
        return mark_safe("–")
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), local_date(moment))
    if style == "auto":
        near = timezone.is_aware(moment) and abs(timezone.now() - moment) < timedelta(days=7)
        style = "relative" if near else "date"
    if style == "relative":
        shown = relative(moment)
    else:
        shown = local_date(moment) if style == "date" else local_datetime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        _local(moment).isoformat(),
        local_datetime(moment),
        shown,
    )

"""The words of a message: decoded whatever it says of itself, out of HTML, and without what it quotes.

How mail programs mark a quotation differs by language; what does not differ is that a reply to one of our
letters quotes our address, and that quoted lines begin with ">". So nothing here knows a language.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "hr"}
HIDDEN = {"script", "style", "head", "title", "template"}
# "-----Original Message-----", "________________________________" and the like.
RULE = re.compile(r"\s*([-_*=]{5,}.{0,80}[-_*=]{2,}|[-_]{10,})\s*")
# What no text of a person holds: control signs but tab and new line, and signs that turn its direction.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text: by the charset named, else by UTF-8, else byte by byte. Never raises."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    try:
        return content.decode(charset, errors="replace")
    except (LookupError, UnicodeError, ValueError):
        return content.decode("latin-1")


def clean(text: str) -> str:
    """Text that databases and pages can keep, with one kind of line end."""
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    return UNSEEN.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unsigned(text: str) -> str:
    """The text without the signature below "-- "."""
    return re.split(r"^-- ?$", text, maxsplit=1, flags=re.M)[0].strip()


def written_anew(text: str, own: str) -> str:
    """What somebody wrote in reply: not what they quote of our letter, and not their signature."""
    kept: list[str] = []
    for line in unsigned(text).split("\n"):
        if RULE.fullmatch(line):
            break
        if _names(line, own):
            # Who wrote the quoted letter is said in one line, which may be broken before the address.
            if line.lstrip().startswith("<") and kept:
                kept.pop()
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
            continue
        # The line before a quotation says who wrote it: it ends as no sentence does.
        while kept and (not kept[-1] or kept[-1].endswith((":", "：", ">"))):
            kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _names(line: str, own: str) -> bool:
    """Does a line name the hall's own address, as the head of a quoted letter does?"""
    local, at, domain = own.partition("@")
    return bool(at) and bool(
        re.search(rf"{re.escape(local)}(\+[^@\s]*)?@{re.escape(domain)}", line, re.I)
    )


class _Reader(HTMLParser):
    """Collects the text a person would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self.hidden += 1
        elif tag == "blockquote":
            self.quoted += 1
        if tag in BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in BLOCKS and tag != "br":
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden and not self.quoted:
            self.found.append(re.sub(r"\s+", " ", data))


def of_html(html: str) -> str:
    """The text of HTML, without what it hides or quotes."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (ValueError, AssertionError, RecursionError):
        return re.sub(r"<[^>]{0,2000}>", " ", html)
    lines = (line.strip() for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

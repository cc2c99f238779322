"""Akoma Ntoso: the part of it that is read and written here (docs/law.md lists the elements).

An act's articles become provisions; where it has none, its sections or paragraphs do. Numbers, headings and
paragraphs become lines of the provision's text. Whatever else stands in the file is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from commonhall.law.higher_law import elements, legal_act
from commonhall.law.higher_law.elements import Element
from commonhall.ui import languages

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# What holds others, from the widest to the narrowest; the first of BASES that a body has becomes its provisions.
HOLDING = ("body", "book", "part", "title", "chapter", "section")
BASES = ("article", "section", "paragraph")
WITHIN = ("section", "paragraph", "subparagraph", "alinea", "list", "point", "content")
TEXTS = ("p", "intro", "wrapUp", "num", "heading")
# Marks within a line: their words are kept.
MARKS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "date",
        "def",
        "docDate",
        "docNumber",
        "docTitle",
        "i",
        "ins",
        "location",
        "organization",
        "person",
        "quantity",
        "ref",
        "rref",
        "mref",
        "role",
        "span",
        "sub",
        "sup",
        "term",
        "u",
        "shortTitle",
        "longTitle",
    ]
)
TITLES = ("docTitle", "longTitle", "shortTitle")
META = ("FRBRWork", "FRBRExpression", "FRBRManifestation")


def is_xml(raw: bytes) -> bool:
    """Does a file begin as XML does, in any encoding that is read?"""
    return raw.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"


def read(raw: bytes, packed: str = "") -> legal_act.Act:
    """The act in an Akoma Ntoso file. Raises ValidationError with the line."""
    return _Reader(elements.read(raw), packed).whole()


class _Reader:
    """Reads one act and counts what it leaves out."""

    def __init__(self, root: Element, packed: str) -> None:
        self.root, self.packed = root, packed
        self.skipped: Counter[str] = Counter()

    def whole(self) -> legal_act.Act:
        act = self.root.first("act")
        if self.root.name != "akomaNtoso" or act is None:
            raise elements.wrong(
                self.root.line,
                _("this is not an act in Akoma Ntoso. It needs <akomaNtoso> with <act>"),
            )
        body = act.first("body")
        if body is None:
            raise elements.wrong(act.line, _("the act needs a <body>"))
        work, day, language = self._identification(act)
        known = languages.codes()
        code = next(
            (one for one in known if one.lower() == language.lower()),
            next((one for one in known if one == language.lower().split("-")[0]), ""),
        )
        rows = [*self._preamble(act), *self._provisions(body)]
        self._skip(act, "meta", "preface", "preamble", "body")
        return legal_act.Act(
            legal_act.provisions(rows, code),
            title=self._title(act)[:160],
            work=work,
            expressed_on=day,
            language=language,
            skipped=self.skipped,
            packed=self.packed,
        )

    # --- which act it is --------------------------------------------------------------------------
    def _identification(self, act: Element) -> tuple[str, date, str]:
        """(address of the work, day of the text, language)."""
        found = act.first("meta", "identification")
        if found is None:
            raise elements.wrong(act.line, _("the act needs a <meta> with <identification>"))
        self._skip(act.first("meta"), "identification")
        self._skip(found, *META)
        uri = found.first("FRBRWork", "FRBRuri") or found.first("FRBRWork", "FRBRthis")
        work = uri.attributes.get("value", "").strip() if uri is not None else ""
        if not work or len(work) > 200:
            raise elements.wrong(found.line, _("FRBRWork needs an FRBRuri of up to 200 characters"))
        dated = found.first("FRBRExpression", "FRBRdate") or found.first("FRBRWork", "FRBRdate")
        said = dated.attributes.get("date", "")[:10] if dated is not None else ""
        try:
            day = date.fromisoformat(said)
        except ValueError as error:
            line = dated.line if dated is not None else found.line
            raise elements.wrong(
                line, _("FRBRExpression needs an FRBRdate such as 2026-01-31")
            ) from error
        language = found.first("FRBRExpression", "FRBRlanguage")
        return work, day, language.attributes.get("language", "") if language is not None else ""

    def _title(self, act: Element) -> str:
        preface = act.first("preface")
        if preface is not None:
            named = {one.name for one in preface.walk()} - {"preface", "p", *TITLES}
            self.skipped.update(one.name for one in preface.walk() if one.name in named)
        for name in TITLES:
            for one in preface.walk() if preface is not None else ():
                if one.name == name and (said := self._words(one)):
                    return said
        alias = act.first("meta", "identification", "FRBRWork", "FRBRalias")
        return alias.attributes.get("value", "").strip() if alias is not None else ""

    # --- what it says -----------------------------------------------------------------------------
    def _preamble(self, act: Element) -> Iterator[tuple[str, str]]:
        preamble = act.first("preamble")
        if preamble is None:
            return
        lines = self._lines(preamble, "")
        if any(lines):
            yield _("Preamble"), "\n".join(lines).strip()

    def _provisions(self, body: Element) -> list[tuple[str, str]]:
        names = {one.name for one in body.walk()}
        base = next((one for one in BASES if one in names), "")
        if not base:
            raise elements.wrong(body.line, _("the body needs an article, section or paragraph"))
        found: list[tuple[str, str]] = []
        numbers: set[str] = set()
        for one, above in self._bases(body, base, ()):
            number = self._number(one, base)
            if number in numbers and above:
                number = f"{above[-1]}, {number}"
            if number in numbers or len(number) > 40:
                raise elements.wrong(
                    one.line, _("give each provision its own <num> of up to 40 characters")
                )
            numbers.add(number)
            heading = one.first("heading")
            lines = [self._words(heading)] if heading is not None else []
            if text := "\n".join([*filter(None, lines), *self._lines(one, "")]).strip():
                found.append((number, text))
        return found

    def _bases(
        self, within: Element, base: str, above: tuple[str, ...]
    ) -> Iterator[tuple[Element, tuple[str, ...]]]:
        for one in within.children:
            if one.name == base:
                yield one, above
            elif one.name in HOLDING:
                number = one.first("num")
                said = self._words(number) if number is not None else ""
                yield from self._bases(one, base, (*above, said) if said else above)
            elif one.name not in ("num", "heading"):
                self.skipped[one.name] += 1

    def _number(self, one: Element, base: str) -> str:
        number = one.first("num")
        said = self._words(number) if number is not None else one.attributes.get("eId", "")
        said = said.strip().rstrip(".").strip()
        # "5" alone says less than "Article 5", which is shown in the reader's language.
        return f"{base.capitalize()} {said}" if said.isdigit() else said

    def _lines(self, within: Element, before: str) -> list[str]:
        """The lines of an element. before: its number, which begins its first line."""
        found: list[str] = []
        for one in within.children:
            if one.name in ("num", "heading"):
                continue
            if one.name in TEXTS and not any(inner.name == "p" for inner in one.children):
                found.append(self._words(one))
            elif one.name in WITHIN or one.name in TEXTS:
                number, heading = one.first("num"), one.first("heading")
                said = [self._words(part) for part in (number, heading) if part is not None]
                found += self._lines(one, " ".join(filter(None, said)))
            else:
                self.skipped[one.name] += 1
        if before:
            found[:1] = [f"{before} {found[0]}".strip()] if found else [before]
        return found

    def _words(self, one: Element) -> str:
        """The words of a line, with single blanks; marks within it leave theirs, notes do not."""
        return " ".join("".join(self._texts(one)).split())

    def _texts(self, one: Element) -> Iterator[str]:
        for part in one.parts:
            if isinstance(part, str):
                yield part
            elif part.name in MARKS:
                yield from self._texts(part)
            elif part.name in ("br", "eol"):
                yield " "
            else:
                self.skipped[part.name] += 1

    def _skip(self, within: Element | None, *read: str) -> None:
        """Count what stands beside the elements that are read."""
        for one in within.children if within is not None else ():
            if one.name not in read:
                self.skipped[one.name] += 1

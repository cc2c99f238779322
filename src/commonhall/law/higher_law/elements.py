"""Elements of an XML file from a stranger: no DTD, no entities, bounded in depth and number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEEPEST, MOST = 60, 200_000


@dataclass
class Element:
    """One element. name: without its namespace; parts: texts and elements as they follow each other."""

    name: str
    attributes: dict[str, str]
    line: int
    parts: list[str | Element] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [one for one in self.parts if isinstance(one, Element)]

    def first(self, *path: str) -> Element | None:
        """The first element along a path of names."""
        found: Element | None = self
        for name in path:
            if found is None:
                return None
            found = next((one for one in found.children if one.name == name), None)
        return found

    def walk(self) -> Iterator[Element]:
        """Itself and all within, in their order."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.children))


def wrong(line: int, what: Any) -> ValidationError:
    """What is wrong with a file, with the line."""
    return ValidationError(_("Line %(line)d: %(what)s") % {"line": line, "what": what})


def read(raw: bytes) -> Element:
    """The root of an XML file. Raises ValidationError with the line."""
    reader = _Reader()
    try:
        reader.parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise wrong(error.lineno, _("this is not valid XML")) from error
    except (LookupError, ValueError, UnicodeError) as error:
        raise wrong(1, _("save the file as UTF-8")) from error
    assert reader.root is not None
    return reader.root


class _Reader:
    """Builds the elements. Anything by which a file could reach further than itself ends it."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ExternalEntityRefHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _doctype(self, *_what: Any) -> NoReturn:
        raise wrong(
            self.parser.CurrentLineNumber,
            _("the file declares a document type or entities; remove the declaration"),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST or len(self.open) >= DEEPEST:
            raise wrong(
                self.parser.CurrentLineNumber,
                _("the file has too many elements, or they are nested too deep"),
            )
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        made = Element(name.rpartition(" ")[2], plain, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].parts.append(made)
        else:
            self.root = made
        self.open.append(made)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        if self.open:
            self.open[-1].parts.append(text)

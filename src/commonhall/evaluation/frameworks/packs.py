"""Frameworks as data packs: a framework of `methods.index` with what the house must know besides.

The packs that come with Commonhall are folders of `packs/`, their words in one file a language. A hall
keeps a pack as one TOML text. It holds everything an edition is made of, so that anybody with the file and the published
inputs gets the same numbers:

    [hall]                      code, every ("month"…), of ("districts", "bodies", "respondents")
    [hall.names] [hall.texts]  words by language
    [hall.labels.ID]            an indicator's or group's name by language
    [hall.sources.ID]           where an indicator's values come from, see `measures`
    [hall.economy]              the same for what stands beside the index
    [hall.lines.ID]             who must mend a minimum standard (floor) that is broken: body, its code; days to mend it
    …                            and the framework: indicators, groups, methods, uncertainty
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from commonhall.core.content import Packs
from commonhall.core.models import in_language
from commonhall.methods.index import Framework, FrameworkError, framework_of

LONGEST = 60_000
PACKS = Packs(Path(__file__).parent / "packs")
EVERY = ("month", "quarter", "year")
OF = ("districts", "bodies", "respondents")
HOUSE = {
    "code",
    "every",
    "of",
    "after_days",
    "names",
    "texts",
    "labels",
    "sources",
    "economy",
    "lines",
    "draws",
    "least",
    "citation",
}


class PackError(ValueError):
    """The file is no pack; the message names the place and what would be right."""


@dataclass(frozen=True)
class Pack:
    """A pack as read. sources: indicator → its measure and settings; economy: the same, or none.

    after_days: days after a span's end on which its edition appears; draws: for the ranges of ranks; least: a place of
    which anything rests on fewer has no place in the order.
    """

    code: str
    every: str
    of: str
    after_days: int
    draws: int
    least: int
    citation: str
    names: Mapping[str, str]
    texts: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Mapping[str, Any]]
    economy: Mapping[str, Any] | None
    lines: Mapping[str, Mapping[str, Any]]
    framework: Framework

    def label(self, node: str) -> str:
        """An indicator's or group's name in the reader's language."""
        words = self.labels.get(node)
        if words:
            return in_language(dict(words))
        return next((one.name for one in self.framework.node_list if one.id == node), node)

    def parts(self) -> list[str]:
        """What residents weigh: the direct members of the index."""
        root = self.framework.groups[-1].id
        return [node.id for node in self.framework.node_list if node.parent == root]

    def weighed(self, weights: Mapping[str, float]) -> Framework:
        """The framework with these weights of its parts; {} leaves it as it is."""
        if not weights:
            return self.framework
        return replace(
            self.framework,
            indicators=tuple(
                replace(one, weight=weights.get(one.id, one.weight))
                for one in self.framework.indicators
            ),
            groups=tuple(
                replace(one, weight=weights.get(one.id, one.weight))
                for one in self.framework.groups
            ),
        )


@lru_cache(maxsize=64)
def read(text: str) -> Pack:
    """Read and check a pack. PackError."""
    if len(text) > LONGEST:
        raise PackError(f"a pack has at most {LONGEST} characters")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"this is no TOML: {error}") from error
    hall = data.pop("hall", None)
    if not isinstance(hall, dict):
        raise PackError("[hall]: expected this table with code, every, of and names")
    data.setdefault("unit", "unit")
    if "economy" in hall:
        data.setdefault("economy", {"column": "economy"})
    try:
        framework = framework_of(data)
    except FrameworkError as error:
        raise PackError(str(error)) from error
    return _pack(hall, framework)


def check_weights(pack: Pack) -> None:
    """Raise PackError where a group's stated weights are all zero: no edition could be computed. Apart from `read`, so
    that what was adopted before stays readable."""
    framework = pack.framework
    if framework.methods.weights != "stated":
        return
    for group in framework.groups:
        if not any(one.weight for one in framework.node_list if one.parent == group.id):
            raise PackError(f"groups.{group.id}: give at least one member a weight above zero")


def _pack(hall: dict[str, Any], framework: Framework) -> Pack:
    _only("hall", hall, HOUSE)
    nodes = {node.id for node in framework.node_list}
    indicators = {one.id for one in framework.indicators}
    labels, sources = _tables(hall, "labels"), _tables(hall, "sources")
    for place, found, allowed in (("labels", labels, nodes), ("sources", sources, indicators)):
        _only(f"hall.{place}", found, allowed)
    for one in sorted(indicators - set(sources)):
        if hall.get("of") != "respondents":
            raise PackError(f"hall.sources.{one}: expected where its values come from")
    for node, words in labels.items():
        _words(f"hall.labels.{node}", words)
    from commonhall.evaluation.frameworks import measures

    for node, source in sources.items():
        _named(f"hall.sources.{node}", lambda source=source: measures.check(source))
    lines = _tables(hall, "lines")
    _only("hall.lines", lines, {one.id for one in framework.indicators if one.floor is not None})
    for node, said in lines.items():
        _line(f"hall.lines.{node}", said)
    economy = hall.get("economy")
    if economy is not None:
        _named("hall.economy", lambda: measures.check(economy))
    return Pack(
        code=_code(hall.get("code")),
        every=_one_of("hall.every", hall.get("every"), EVERY),
        of=_one_of("hall.of", hall.get("of"), OF),
        after_days=_number("hall.after_days", hall.get("after_days", 5), 0, 90),
        draws=_number("hall.draws", hall.get("draws", 1000), 100, 20_000),
        least=_number("hall.least", hall.get("least", 5), 1, 1000),
        citation=str(hall.get("citation", ""))[:300],
        names=_words("hall.names", hall.get("names")),
        texts=_words("hall.texts", hall.get("texts", {})) if hall.get("texts") else {},
        labels=labels,
        sources=sources,
        economy=economy,
        lines=lines,
        framework=framework,
    )


def _line(place: str, said: Mapping[str, Any]) -> None:
    """Who must mend a broken minimum standard, and within how many days."""
    _only(place, said, {"body", "days"})
    if not isinstance(said.get("body", ""), str):
        raise PackError(f"{place}.body: expected the code of a body")
    _number(f"{place}.days", said.get("days", 30), 1, 365)


def _named(place: str, work: Any) -> None:
    try:
        work()
    except ValueError as error:
        raise PackError(f"{place}: {error}") from error


def _only(place: str, found: Mapping[str, Any], allowed: set[str]) -> None:
    extra = sorted(set(found) - allowed)
    if extra:
        raise PackError(
            f"{place}: {extra[0]!r} is not known; known are {', '.join(sorted(allowed))}"
        )


def _tables(hall: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    found = hall.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise PackError(f"hall.{name}: expected a table for each")
    return found


def _words(place: str, found: Any) -> dict[str, str]:
    if (
        not isinstance(found, dict)
        or not found
        or not all(isinstance(word, str) and word.strip() for word in found.values())
    ):
        raise PackError(f'{place}: expected words by language, as en = "…"')
    return found


def _code(found: Any) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= 40 or found.strip("-") == "":
        raise PackError("hall.code: expected a short code")
    if not all(one.isascii() and (one.isalnum() or one == "-") for one in found):
        raise PackError("hall.code: expected letters, digits and hyphens only")
    return found


def _one_of(place: str, found: Any, allowed: tuple[str, ...]) -> str:
    if found not in allowed:
        raise PackError(f"{place}: expected one of {', '.join(allowed)}; found {found!r}")
    return str(found)


def _number(place: str, found: Any, low: int, high: int) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
        raise PackError(f"{place}: expected a whole number from {low} to {high}; found {found!r}")
    return found


def ready() -> dict[str, str]:
    """The packs that come with Commonhall: code → TOML, with their words in the hall's languages."""
    return {code: written(code) for code in PACKS}


def written(code: str) -> str:
    """A pack that comes with Commonhall as the one file that a hall keeps. Raises KeyError."""
    pack = PACKS[code]
    tables = {"names": pack.needed("name"), "texts": pack.texts("text")}
    labels = dict.fromkeys(name for said in pack.words.values() for name in said.get("labels", {}))
    tables |= {f"labels.{name}": pack.needed("labels", name) for name in labels}
    lines = (pack.folder / PACKS.MAIN).read_text(encoding="utf-8").rstrip().split("\n")
    for name, texts in tables.items():
        if texts:
            lines += ["", f"[hall.{name}]"]
            lines += [
                f"{code} = {json.dumps(text, ensure_ascii=False)}" for code, text in texts.items()
            ]
    return "\n".join(lines) + "\n"

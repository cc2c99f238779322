"""Criteria of a waiting list, written as lines so that they can be copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commonhall.decisions.lotteries import reading
from commonhall.ui import languages
from commonhall.ui.lines import in_languages, lines


def criteria(text: str) -> list[dict[str, Any]]:
    """`alone | 30 | A parent alone`; below it what counts as proof: `- Custody order`."""
    found: list[dict[str, Any]] = []
    for line in lines(text):
        if not line.below:
            found.append({**reading.criterion(line), "proofs": {}})
        elif found and any(line.parts):
            found[-1]["proofs"] = in_languages(line.parts)
        else:
            raise line.wrong(reading.CRITERION)
    return found


def written(rows: Iterable[Mapping[str, Any]]) -> str:
    """Criteria as the lines from which they are read."""
    found = []
    for one in rows:
        found.append(f"{one['code']} | {one['points']} | {_said(one['names'])}")
        if one.get("proofs"):
            found.append(f"- {_said(one['proofs'])}")
    return "\n".join(found)


def _said(names: Mapping[str, str]) -> str:
    return " | ".join(names[code] for code in languages.codes() if names.get(code))

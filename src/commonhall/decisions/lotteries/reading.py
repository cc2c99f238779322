"""Quotas and criteria of a lottery, written as lines so that they can be copied."""

from __future__ import annotations

from typing import Any

from commonhall.ui.lines import Line, in_languages, lines


def quotas(text: str) -> list[dict[str, Any]]:
    """`age | Age | 年龄` begins a feature; `- young | 3 | 5 | under 30 | 30岁以下` is one of its values."""
    found: list[dict[str, Any]] = []
    for line in lines(text):
        value, *more = line.parts
        if not line.below:
            if not value or not value.isidentifier() or not any(more):
                raise line.wrong("age | Age")
            found.append({"feature": value, "names": in_languages(more), "values": []})
            continue
        if not found or len(more) < 3 or not (more[0].isdecimal() and more[1].isdecimal()):
            raise line.wrong("- young | 3 | 5 | under 30")
        least, most, *words = more
        found[-1]["values"].append(
            {"value": value, "least": int(least), "most": int(most), "names": in_languages(words)}
        )
    return found


def criteria(text: str) -> list[dict[str, Any]]:
    """`child | 30 | A child under three | 三岁以下儿童`."""
    found = []
    for line in lines(text):
        if line.below:
            raise line.wrong(CRITERION)
        found.append(criterion(line))
    return found


CRITERION = "child | 30 | A child under three"


def criterion(line: Line) -> dict[str, Any]:
    """One criterion: its code, its points, its words by language. Raises `BadInput` naming the line."""
    code, *more = line.parts
    if not code or len(more) < 2 or not more[0].isdecimal():
        raise line.wrong(CRITERION)
    return {"code": code, "points": int(more[0]), "names": in_languages(more[1:])}

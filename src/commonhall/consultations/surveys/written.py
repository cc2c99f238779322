"""Questions and margins of surveys, written as lines."""

from __future__ import annotations

from typing import Any

from commonhall.ui.lines import in_languages, lines

KINDS = ("scale", "yesno", "choice")


def read_questions(text: str) -> list[dict[str, Any]]:
    """`bus choice | How do you get to work? | …`, and below it `- car | By car | …`."""
    found: list[dict[str, Any]] = []
    for line in lines(text):
        parts = line.parts
        if line.below:
            if not found or len(parts) < 2 or not parts[0]:
                raise line.wrong("- car | By car")
            found[-1]["options"].append({"value": parts[0], "names": in_languages(parts[1:])})
            continue
        code, _space, kind = parts[0].partition(" ")
        if len(parts) < 2 or kind not in KINDS:
            raise line.wrong("safe scale | How safe do you feel?")
        found.append({"code": code, "kind": kind, "names": in_languages(parts[1:]), "options": []})
    return found


def read_margins(text: str) -> list[dict[str, Any]]:
    """`age | Age | 年龄` and below it `- 16-34 | 900 | 16 to 34 | …`; `place | …` has codes of places."""
    found: list[dict[str, Any]] = []
    for line in lines(text):
        parts = line.parts
        if not line.below:
            if len(parts) < 2 or not parts[0].isidentifier():
                raise line.wrong("age | Age")
            feature = parts[0]
            found.append(
                {
                    "feature": feature,
                    "names": in_languages(parts[1:]),
                    "place": feature == "place",
                    "values": [],
                }
            )
            continue
        if not found or len(parts) < 2 or not parts[1].isdecimal():
            raise line.wrong("- 16-34 | 900 | 16 to 34")
        found[-1]["values"].append(
            {
                "value": parts[0],
                "people": int(parts[1]),
                "names": in_languages(parts[2:] or [parts[0]]),
            }
        )
    return found

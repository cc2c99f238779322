"""Paths that come with the software, read from `packs/`: a folder a path, its words one file a language.

    packs/resident/pack.toml      order, and of each lesson: icons of its picture, where to try, forms that offer it, what to practise
    packs/resident/en.toml        name, about, and of each lesson: name, text, steps, task, and three questions

The folder's name is the path's code and stands in its address (docs/learning.md).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from commonhall.core.content import Content, ContentError, Packs
from commonhall.people.learning.practice import TASKS
from commonhall.people.learning.shown import QUESTIONS, LessonShown, PathShown, QuestionShown
from commonhall.ui import languages
from commonhall.ui.icons import ICONS

PACKS = Packs(Path(__file__).parent / "packs")


def all_shipped() -> tuple[PathShown, ...]:
    """Every path in its order, in the languages the hall has now. Raises ContentError where a file is wrong."""
    return _read(tuple(languages.codes()))


@cache
def _read(_languages: tuple[str, ...]) -> tuple[PathShown, ...]:
    packs = sorted((PACKS[code] for code in PACKS), key=lambda one: int(one.data["order"]))
    return tuple(_path(pack) for pack in packs)


def _path(pack: Content) -> PathShown:
    lessons = tuple(_lesson(pack, one) for one in pack.data["lessons"])
    return PathShown(pack.code, pack.needed("name"), pack.needed("about"), lessons)


def _lesson(pack: Content, data: dict[str, Any]) -> LessonShown:
    if unknown := set(data["icons"]) - set(ICONS):
        raise ContentError(f"{pack.folder}: no icon is called {min(unknown)}")
    at = ("lessons", data["code"])
    return LessonShown(
        path=pack.code,
        code=data["code"],
        names=pack.needed(*at, "name"),
        texts=pack.needed(*at, "text"),
        steps=pack.needed(*at, "steps"),
        tasks=pack.needed(*at, "task"),
        questions=tuple(_question(pack, *at, name) for name in QUESTIONS),
        icons=tuple(data["icons"]),
        try_at=reverse(data["to"]),
        beside=data.get("beside", ""),
        practice=_practice(pack, data.get("practice", "")),
    )


def _practice(pack: Content, task: str) -> str:
    if task and task not in TASKS:
        raise ContentError(f"{pack.folder}: nothing to practise is called {task}")
    return task


def _question(pack: Content, *at: str) -> QuestionShown:
    return QuestionShown(
        asks=pack.needed(*at, "ask"),
        right=pack.needed(*at, "right"),
        wrong=pack.needed(*at, "wrong"),
        other=pack.needed(*at, "other"),
        whys=pack.needed(*at, "why"),
        key=".".join((pack.code, *at)),
    )

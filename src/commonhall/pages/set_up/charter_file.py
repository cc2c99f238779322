"""The charter as a hall's file says it: a template with its names, numbers and articles, or articles alone."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from commonhall.core.content import Content, ContentError
from commonhall.law.founding import charter_checks, charter_templates, numbers
from commonhall.pages.set_up.hall_file import HallFile
from commonhall.people.bodies.models import Body

KINDS = [one for one in Body.Kind.values if one != Body.Kind.SYSTEM]


def charter_of(file: HallFile) -> Content:
    """The template with the file's names, numbers and articles; without a template, the file's alone."""
    said = file.table("charter")
    if "template" in said:
        charter = charter_templates.read(_template(file, said["template"]))
    elif file.rows("articles"):
        charter = _own_charter(file)
    else:
        charter = charter_templates.read(charter_templates.STANDARD)
    if "template" in said:
        charter = _with_articles(file, charter)
    charter = _renamed(file, charter)
    return numbers.with_numbers(charter, said.get("numbers", {}))


def _template(file: HallFile, said: Any) -> str | Path:
    """A template's name, or a folder beside the file."""
    if not isinstance(said, str):
        raise ContentError("[charter] template: write its name, or a folder")
    return said if said in charter_templates.templates() else file.folder / said


def _own_charter(file: HallFile) -> Content:
    whole = dict(file.table("charter").get("numbers", {}))
    bodies = [dict(one) for one in file.rows("bodies") if one.get("kind")]
    bodies.append({"code": "system", "kind": Body.Kind.SYSTEM.value})
    data = {
        "set_up_days": whole.get("set_up_days", 3650),
        "mandate_days": whole.get("mandate_days", 1825),
        "founding_days": whole.get("founding_days", 180),
        "mandates_from": {
            one["code"]: "election"
            for one in bodies
            if one["kind"] in (Body.Kind.COUNCIL, Body.Kind.REVIEWER)
        }
        | {"system": "law"},
        "bodies": [
            {key: one[key] for key in one.keys() & {"code", "kind", "answers"}} for one in bodies
        ],
        "offices": [
            {"code": one["code"], "body": one.get("body", "")} for one in file.rows("offices")
        ],
        "articles": [_article(one) for one in file.rows("articles")],
    }
    standard = charter_templates.read(charter_templates.STANDARD)
    words: dict[str, dict[str, Any]] = {
        code: {
            "title": standard.words.get(code, {}).get("title", ""),
            "bodies": {"system": standard.words.get(code, {}).get("bodies", {}).get("system", "")},
        }
        for code in file.languages
    }
    if not any(said["title"] for said in words.values()):
        words[file.languages[0]] = {"title": "Charter", "bodies": {"system": "System"}}
    charter = Content(Path("hall.toml"), data, words)
    charter = Content(charter.folder, data, _article_words(file, charter))
    charter_checks.check(charter)
    return charter


def _with_articles(file: HallFile, charter: Content) -> Content:
    """A template with the file's articles behind its own; one that says so takes the place of the template's."""
    own = {one["number"]: _article(one) for one in file.rows("articles")}
    _not_by_mistake(file, charter)
    kept = [one for one in charter.data["articles"] if one["number"] not in own]
    articles = sorted([*kept, *own.values()], key=lambda one: one["number"])
    data = {**charter.data, "articles": articles}
    # Bodies of the place may be named in its articles; the check knows the charter's own only.
    more = [
        {"code": one["code"], "kind": one["kind"], "answers": one.get("answers", True)}
        for one in file.rows("bodies")
        if one.get("kind") in KINDS
        and one["code"] not in {b["code"] for b in charter.data["bodies"]}
    ]
    checked = Content(
        Path("hall.toml"),
        {**data, "bodies": [*data["bodies"], *more]},
        _article_words(file, charter),
    )
    charter_checks.check(checked)
    return Content(charter.folder, data, checked.words)


def _not_by_mistake(file: HallFile, charter: Content) -> None:
    """Raise ContentError where an article would take away one of the template's, and does not say so."""
    taken = {one["number"] for one in charter.data["articles"]}
    for row in file.rows("articles"):
        number = row["number"]
        if row.get("replaces", False) is (number in taken):
            continue
        if number not in taken:
            raise ContentError(
                f"[[articles]] {number}: replaces: the template has no article {number}"
            )
        free = next(one for one in count(max(taken) + 1) if one not in taken)
        raise ContentError(
            f"[[articles]] {number}: the template has an article {number}. To take its place, write replaces = true; "
            f"to add one of your own, choose another number, such as {free}"
        )


def _article(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("text", "replaces")}


def _article_words(file: HallFile, charter: Content) -> dict[str, Mapping[str, Any]]:
    words: dict[str, Any] = {code: dict(said) for code, said in charter.words.items()}
    for row in file.rows("articles"):
        place = f"[[articles]] {row['number']}: text"
        texts = file.texts(place, row.get("text"))
        if not texts:
            raise ContentError(f"{place} is missing")
        for code, text in texts.items():
            said = words.setdefault(code, {})
            said["articles"] = {**said.get("articles", {}), str(row["number"]): text}
    return words


def _renamed(file: HallFile, charter: Content) -> Content:
    """The charter's own bodies and offices under the names that the file gives them."""
    words: dict[str, dict[str, Any]] = {code: dict(said) for code, said in charter.words.items()}
    for name in ("bodies", "offices"):
        own = {one["code"] for one in charter.data[name]}
        for row in file.rows(name):
            if row["code"] not in own:
                continue
            for key, table in (("name", name), ("duties", "duties")):
                place = f"[[{name}]] {row['code']}: {key}"
                for code, text in file.texts(place, row.get(key)).items():
                    said = words.setdefault(code, {})
                    said[table] = {**said.get(table, {}), row["code"]: text}
    return Content(charter.folder, charter.data, words)

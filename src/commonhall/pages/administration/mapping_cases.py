"""The page on which one says which column of another system's table is what, and sees the first rows as they will be.

Nothing is kept on the server: the file goes along in the form, and the mapping is saved as a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.actors import Kind
from commonhall.actions.table_imports import MOST_BYTES
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.queries import categories
from commonhall.cases.moving_in import mapping, matching, moments, own_csv, reported
from commonhall.cases.moving_in.mapping import FIELDS, NEEDED, Mapped
from commonhall.core import sheets
from commonhall.core.imports import Invalid, Problem
from commonhall.core.sheet_cells import fold
from commonhall.people.actors import of_request
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.queries import units
from commonhall.ui.pages import page

MOST_WORDS, MOST_CHOICES, MOST_PROBLEMS, FIRST_ROWS = 100, 4000, 50, 5
#: Headers that other systems give these columns.
GUESSES = {
    "key": (
        "id",
        "nr",
        "no",
        "number",
        "case",
        "case id",
        "unique key",
        "report id",
        "numer",
        "编号",
    ),
    "raised": (
        "created",
        "created date",
        "created at",
        "date",
        "raised",
        "opened",
        "received",
        "日期",
    ),
    "title": ("title", "subject", "summary", "descriptor", "标题"),
    "text": ("text", "description", "detail", "details", "message", "内容"),
    "category": ("category", "type", "complaint type", "service name", "subject area", "类别"),
    "state": ("state", "status", "状态"),
    "place": ("place", "district", "ward", "borough", "unit", "area", "地点"),
    "latitude": ("latitude", "lat", "纬度"),
    "longitude": ("longitude", "long", "lng", "lon", "经度"),
    "address": ("address", "street", "incident address", "location", "地址"),
    "body": ("body", "agency", "department", "team", "机构"),
    "closed": ("closed", "closed date", "closed at", "completed", "办结日期"),
    "due": ("due", "due date", "deadline"),
    "answer": ("answer", "resolution", "resolution description", "reply", "答复"),
    "answered": ("answered", "answer date"),
    "kind": ("kind",),
    "channel": ("channel", "source", "how it came"),
}
ORDERS = (
    ("dmy", gettext_lazy("day, month, year")),
    ("mdy", gettext_lazy("month, day, year")),
    ("ymd", gettext_lazy("year, month, day")),
)


@dataclass(frozen=True)
class Question:
    """A select of the page. key: its name in the form; value: what is chosen."""

    key: str
    label: Any
    value: str
    options: Sequence[tuple[str, Any]]
    needed: bool = False


@page(
    gettext_lazy("Cases from another system"),
    who="account",
    asks="cases.cases",
    methods=("GET", "HEAD", "POST"),
)
def map_cases(request: HttpRequest) -> HttpResponse:
    """A file, then which column is what, then where its words lead; the mapping as a file at the end."""
    allowed = of_request(request).kind is Kind.OFFICE
    context: dict[str, Any] = {"allowed": allowed, "encodings": sheets.ENCODINGS.items()}
    if request.method != "POST" or not allowed:
        return render(request, "pages/map_cases.html", context)
    try:
        text = _text(request)
    except Invalid as error:
        context["problems"] = error.problems
        return render(request, "pages/map_cases.html", context, status=400)
    _separator, header, _rows = sheets.header_of(text)
    mapped = _mapped(request.POST, header)
    if request.POST.get("do") == "save":
        return _saved(mapped)
    context |= _shown(request.POST, text, header, mapped)
    return render(request, "pages/map_cases.html", context)


def _text(request: HttpRequest) -> str:
    """The file's text, or the beginning of a long one: the mapping needs no more. Raises `Invalid`."""
    if text := request.POST.get("text", ""):
        return text
    file = request.FILES.get("file")
    if file is None:
        raise Invalid([Problem(1, _("file"), _("Choose a file."))])
    encoding = request.POST.get("encoding", "")
    text = sheets.text_of(_beginning(file), encoding if encoding in sheets.ENCODINGS else "")
    while len(text.encode()) > MOST_BYTES:
        text = text[: len(text) // 2].rpartition("\n")[0]
        # Not in the middle of a cell.
        while text.count('"') % 2:
            text = text.rpartition("\n")[0]
    if not any(sheets.header_of(text)[1]):
        raise Invalid([Problem(1, _("header"), _("The file is empty."))])
    return text


def _beginning(file: UploadedFile[bytes]) -> bytes:
    """What was kept of a file; of one that is larger, its whole lines."""
    raw: bytes = file.read()
    if (file.size or 0) > len(raw):
        end = raw.rfind(b"\n")
        # A sign of UTF-16 has two bytes.
        raw = raw[: end - end % 2 if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else end]
    return raw


def _saved(mapped: Mapped) -> HttpResponse:
    answer = HttpResponse(mapping.written(mapped), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mapping.toml"'
    return answer


# --- the answers ----------------------------------------------------------------------------------
def _mapped(post: Mapping[str, str], header: Sequence[str]) -> Mapped:
    """The mapping as it was answered; before anything was, as the header suggests."""
    if "column-key" in post:
        columns = {name: post.get(f"column-{name}", "") for name in FIELDS}
        columns = {name: column for name, column in columns.items() if column in header}
    else:
        columns = _guessed(header)
    order = post.get("order", "dmy")
    return Mapped(
        source="".join(sign for sign in post.get("source", "").lower() if sign in SLUG)[:40],
        columns=columns,
        categories=_led(post, "category"),
        places=_led(post, "place"),
        states=_led(post, "state"),
        others={
            name: post[f"other-{name}"]
            for name in ("category", "place", "body")
            if post.get(f"other-{name}")
        },
        order=order if order in moments.ORDERS else "dmy",
        make_categories=bool(post.get("make")),
    )


SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def _led(post: Mapping[str, str], kind: str) -> dict[str, str]:
    """Where words lead: the n-th word stands beside the n-th answer."""
    found = {}
    for number in range(MOST_WORDS):
        word, led = post.get(f"{kind}-word-{number}"), post.get(f"{kind}-to-{number}")
        if word and led:
            found[word] = led
    return found


def _guessed(header: Sequence[str]) -> dict[str, str]:
    by_word = {fold(column.replace("_", " ")): column for column in header if column}
    found: dict[str, str] = {}
    for name, words in GUESSES.items():
        column = next((by_word[word] for word in words if word in by_word), "")
        if column and column not in found.values():
            found[name] = column
    return found


# --- the questions --------------------------------------------------------------------------------
def _shown(
    post: Mapping[str, str], text: str, header: Sequence[str], mapped: Mapped
) -> dict[str, Any]:
    none = [("", _("not in the file"))]
    columns = [(column, column) for column in dict.fromkeys(filter(None, header))]
    rows, faults = own_csv.read(text, mapped)
    words = list(_words(text, mapped))
    ready = all(mapped.columns.get(name) for name in NEEDED)
    matched = matching.match(rows, mapped.leading, "csv")
    reported.check(rows, faults)
    problems = [*_unsaid(mapped), *faults, *matched.problems]
    return {
        "text": text,
        "mapped": mapped,
        "columns": [
            Question(
                f"column-{name}",
                label,
                mapped.columns.get(name, ""),
                [*none, *columns],
                name in NEEDED,
            )
            for name, label in FIELDS.items()
        ],
        "words": words,
        "others": _others(mapped),
        "orders": ORDERS,
        "count": len(rows),
        "first": rows[:FIRST_ROWS],
        "states": dict(Case.State.choices),
        "problems": problems[:MOST_PROBLEMS],
        "unshown": max(0, len(problems) - MOST_PROBLEMS),
        "ready": ready and not problems,
    }


def _unsaid(mapped: Mapped) -> Iterable[Problem]:
    for name in NEEDED:
        if not mapped.columns.get(name):
            yield Problem(1, str(FIELDS[name]), _("Enter which column this is."))
    if not (mapped.columns.get("title") or mapped.columns.get("text")):
        yield Problem(
            1, str(FIELDS["title"]), _("Enter which column is the title, or which is the text.")
        )


def _others(mapped: Mapped) -> list[Question]:
    """What is taken for words that lead nowhere."""
    offered: dict[str, tuple[str, Any]] = {
        "category": (_("Category for everything else"), categories()),
        "place": (_("Place for everything else"), units()),
        "body": (_("Body for new categories"), active_bodies()),
    }
    return [
        Question(
            f"other-{name}",
            label,
            mapped.others.get(name, ""),
            [("", _("none")), *((one.code, one.name) for one in rows)],
        )
        for name, (label, rows) in offered.items()
    ]


@dataclass(frozen=True)
class Words:
    """The words of a column, each with where it leads."""

    kind: str
    title: Any
    questions: Sequence[tuple[str, Question]]
    more: int


def _words(text: str, mapped: Mapped) -> Iterable[Words]:
    """Words of the columns whose words must lead somewhere, and do not by themselves."""
    states = [(value, label) for value, label in Case.State.choices if value in reported.STATES]
    offered: dict[str, tuple[Any, list[tuple[str, Any]], Mapping[str, str]]] = {
        "state": (_("States"), states, mapped.states),
        "category": (_("Categories"), [(o.code, o.name) for o in categories()], mapped.categories),
        "place": (_("Places"), [(o.code, o.name) for o in units()], mapped.places),
    }
    for kind, (title, options, led) in offered.items():
        column = mapped.columns.get(kind, "")
        if not column:
            continue
        known = {fold(value) for value, _label in options} | {
            fold(str(name)) for _v, name in options
        }
        if kind == "state":
            known = set(reported.STATES)
        found = [word for word in _distinct(text, column) if fold(word) not in known]
        none = [("", _("not mapped"))]
        # A page of some thousand choices is enough for anybody.
        most = min(MOST_WORDS, max(5, MOST_CHOICES // (len(options) + 1)))
        questions = [
            (word, Question(f"{kind}-to-{number}", word, led.get(word, ""), [*none, *options]))
            for number, word in enumerate(found[:most])
        ]
        if questions:
            yield Words(kind, title, questions, max(0, len(found) - most))


def _distinct(text: str, column: str) -> list[str]:
    found: dict[str, None] = {}
    try:
        for _line, cells in sheets.rows_by_header(text):
            if word := cells.get(column):
                found[word] = None
    except Invalid:
        # Said among the problems.
        pass
    return list(found)

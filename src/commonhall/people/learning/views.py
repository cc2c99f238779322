"""Pages of learning paths: all of them, one, and one lesson with its questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.people.actors import of_request, person_of
from commonhall.people.learning import actions, practice, progress, queries
from commonhall.people.learning.models import LessonQuestion
from commonhall.people.learning.shown import LessonShown, PathShown
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb

# Lessons that are not finished, on the page of those who write them.
UNFINISHED = 10


def _reader(request: HttpRequest) -> int | None:
    """Whose progress is kept: the person of the account, in whatever name the session acts; None for strangers."""
    return person_of(request.user).pk if request.user.is_authenticated else None


def _writes(request: HttpRequest) -> bool:
    """May this session write lessons?"""
    actor = of_request(request)
    return actor.kind is Kind.OFFICE and action_pages.refusal_of(actor, actions.write_path) is None


@page(_("Learning paths"), asks="people.learning")
def learn(request: HttpRequest) -> HttpResponse:
    """Every path, and how far its reader came."""
    reader, writes = _reader(request), _writes(request)
    did = queries.done(reader) if reader else {}
    finished = queries.finished(reader) if reader else set()
    counts = queries.counts()
    rows: list[dict[str, Any]] = [
        {
            "path": path,
            "done": len(did.get(path.code, set()) & {one.code for one in path.lessons}),
            "finished": path.code in finished,
            "people": counts.get(path.code),
            "incomplete": path.hidden or not path.public().lessons,
        }
        for path in (queries.paths() if writes else queries.public_paths())
    ]
    context = {
        "rows": rows,
        "writes": writes,
        "any_done": bool(did),
        "make": action_pages.url_of(actions.write_path),
        "add": action_pages.url_of(actions.add_lesson),
        "adopt": action_pages.url_of(actions.adopt_lesson),
        "practice": practice.start(),
        "unfinished": _unfinished(request, [row["path"] for row in rows]) if writes else [],
    }
    return render(request, "people/learn.html", context)


def _unfinished(request: HttpRequest, paths: list[PathShown]) -> list[dict[str, Any]]:
    """For editors: lessons that nobody else sees yet, and what can be done with each."""
    hidden = [one for path in paths for one in path.lessons if path.hidden or not one.whole]
    return [
        {"lesson": one, "may": _may_do(request, one), "questions": _asked(one)}
        for one in hidden[:UNFINISHED]
        if one.row is not None
    ]


def _asked(lesson: LessonShown) -> list[LessonQuestion]:
    """The questions of an own lesson that stand, as they were written."""
    if lesson.row is None:
        return []
    return list(lesson.row.questions.filter(ended_on=None).order_by("pk"))


def _path(request: HttpRequest, code: str) -> tuple[PathShown, bool]:
    """A path, and whether its reader may write lessons; 404 where there is none that they may see."""
    writes = _writes(request)
    found = next((one for one in queries.paths() if one.code == code), None)
    if found is not None and not writes:
        found = None if found.hidden or not found.public().lessons else found.public()
    if found is None:
        raise Http404
    return found, writes


@page(_("Learning path"), asks="people.learning")
def learn_path(request: HttpRequest, path: str) -> HttpResponse:
    """The lessons of one path."""
    found, writes = _path(request, path)
    reader = _reader(request)
    did = queries.done(reader).get(found.code, set()) if reader else set()
    context = {
        "path": found,
        "lessons": [{"lesson": one, "done": one.code in did} for one in found.lessons],
        "next": next((one for one in found.lessons if one.code not in did), None),
        "finished": bool(reader) and found.code in queries.finished(reader or 0),
        "begun": bool(did),
        "people": queries.counts().get(found.code),
        "writes": writes,
        "change": f"{action_pages.url_of(actions.write_path)}?code={found.code}",
        "add": f"{action_pages.url_of(actions.add_lesson)}?path={found.code}",
    }
    return render(request, "people/learn_path.html", context)


def _may_do(request: HttpRequest, lesson: LessonShown) -> list[Any]:
    """What an editor can do with a lesson now: a fourth question is not offered."""
    if lesson.row is None:
        return []
    found = action_pages.available(of_request(request), lesson.row)
    return [one for one in found if one.allowed]


class QuestionsForm(HallForm):
    """The questions of a lesson, each with its answers."""

    def __init__(self, *args: Any, lesson: LessonShown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(lesson.questions, 1):
            self.fields[f"question_{number}"] = forms.ChoiceField(
                label=question.ask,
                choices=question.answers(),
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose an answer."),
                    "invalid_choice": _("Choose an answer."),
                },
            )


@page(_("Lesson"), asks="people.learning", methods=("GET", "HEAD", "POST"))
def learn_lesson(request: HttpRequest, path: str, lesson: str) -> HttpResponse:
    """One lesson: its text, picture, what to try, and its questions, explained once they are answered."""
    found, writes = _path(request, path)
    one = found.lesson(lesson)
    if one is None:
        raise Http404
    form = QuestionsForm(request.POST or None, lesson=one)
    reader = _reader(request)
    answered = request.method == "POST" and one.whole and form.is_valid()
    if answered and reader:
        progress.note(reader, found.public(), one.code)
    explained = [
        {"question": question, "right": form.cleaned_data[name] == question.right_place()}
        for name, question in zip(form.fields, one.questions, strict=True)
        if answered
    ]
    context = {
        "path": found,
        "crumbs": [
            Crumb(gettext("Learning paths"), reverse("people:learn")),
            Crumb(found.name, found.url),
            Crumb(one.name),
        ],
        "lesson": one,
        "form": form,
        "explained": explained,
        "kept": bool(reader),
        "next": found.after(one.code),
        "writes": writes,
        "adopt": f"{action_pages.url_of(actions.adopt_lesson)}?lesson={found.code}.{one.code}",
        "available_actions": _may_do(request, one) if writes else [],
        "questions": _asked(one) if writes else [],
    }
    wrong = request.method == "POST" and not answered
    response = render(request, "people/lesson.html", context, status=400 if wrong else 200)
    if request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response


@page(_("Forget my learning progress"), who="account", methods=("GET", "HEAD", "POST"))
def forget_progress(request: HttpRequest) -> HttpResponse:
    """Ask once, then delete which lessons somebody did."""
    if request.method == "POST":
        progress.forget(_reader(request) or 0)
        return redirect("people:learn")
    return render(request, "people/forget_progress.html")


def _words_of_path(request: HttpRequest, _thing: Any) -> dict[str, Any]:
    """The form to change a path begins with the words that stand there."""
    code = request.GET.get("code", "")
    path = next((one for one in queries.paths() if one.code == code), None) if code else None
    if path is None:
        return {}
    return {"names": path.names, "abouts": path.abouts, "hidden": path.hidden}


action_pages.begin(actions.write_path, _words_of_path)

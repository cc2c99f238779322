"""Pages of the practice town: who one can be, going in, beginning again, a teller's key, and how it stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.pages.practice import entering, restoring, seats, tasks, town, visitors
from commonhall.people.actors import of_request
from commonhall.people.learning.practice import ROLES, TASKS
from commonhall.ui import languages
from commonhall.ui.pages import page

NOTHING_ELSE = "User-agent: *\nDisallow: /\n"


def robots(request: HttpRequest) -> HttpResponse:
    """/robots.txt: nothing here is for search engines."""
    return HttpResponse(NOTHING_ELSE, content_type="text/plain; charset=utf-8")


def state(request: HttpRequest) -> JsonResponse:
    """When the town was made, and when it began again: for the hall's doctor."""
    found = town.generation(town.root())
    if found is None:
        raise Http404
    told = {"made": found.made.isoformat(), "began": found.began.isoformat()}
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer


@page(_("Practice town"))
def start(request: HttpRequest) -> HttpResponse:
    """Who one can be here, and what there is to do."""
    context = {
        "roles": [
            {"name": name, "tasks": [one for one in TASKS.values() if one.role == role]}
            for role, name in ROLES.items()
        ],
        "hall_url": town.hall(),
        "began": _began(),
    }
    return _in_language(request, render(request, "pages/practice/start.html", context))


def _began() -> Any:
    found = town.generation(town.root())
    return found.began if found else None


@page(_("Enter the practice town"), methods=("GET",))
def enter(request: HttpRequest, task: str) -> HttpResponse:
    """Go in as whoever does this task, straight to the page where it is done."""
    if task not in TASKS:
        raise Http404
    entering.refuse_elsewhere()
    place = tasks.place(request.session, task)
    entering.enter(request, place.lent, task, request.GET.get("lesson", ""))
    answer = _in_language(request, redirect(place.url))
    answer["Cache-Control"] = "no-store"
    return answer


def _in_language(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep the language in which the reader came."""
    code = request.GET.get("language", "")
    if code in languages.codes():
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return answer


@page(_("Start again from the beginning"), methods=("GET", "HEAD", "POST"))
def again(request: HttpRequest) -> HttpResponse:
    """Alone: the whole town begins again at once. With others in it: ask first, for they would lose what they did."""
    folder, key = town.root(), request.session.session_key or ""
    others, how = visitors.others(folder, key), request.POST.get("how", "")
    if request.method == "POST" and (how == "all" or (not how and not others)):
        return _all(request)
    if request.method == "POST" and how == "mine":
        return _mine(request)
    return render(request, "pages/practice/again.html", {"others": others, "began": _began()})


def _all(request: HttpRequest) -> HttpResponse:
    task = request.session.get(entering.TASK, "")
    lesson = request.session.get(entering.LESSON, "")
    _leave(request)
    # Who comes next puts it back: this request is still inside.
    restoring.want(town.root())
    return _to(request, task, lesson, gettext("The practice town began again from the beginning."))


def _mine(request: HttpRequest) -> HttpResponse:
    task = request.session.get(entering.TASK, "")
    lesson = request.session.get(entering.LESSON, "")
    _leave(request)
    return _to(request, task, lesson, gettext("You begin again, as somebody else."))


def _leave(request: HttpRequest) -> None:
    visitors.leave(town.root(), request.session.session_key or "")
    logout(request)
    request.session.flush()


def _to(request: HttpRequest, task: str, lesson: str, words: str) -> HttpResponse:
    messages.success(request, words)
    request.session[entering.LESSON] = lesson
    return redirect("practice:enter", task) if task in TASKS else redirect("practice:start")


@page(_("Key of a teller, to practise with"))
def key(request: HttpRequest) -> HttpResponse:
    """The key file of the teller one is here. In a town it never leaves the teller's device; here it is public."""
    lent = seats.mine(request.session, "teller")
    if lent is None or of_request(request).account is None:
        raise Http404
    answer = HttpResponse(lent["key"], content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="practice-key-{lent["vote"]}.json"'
    answer["Cache-Control"] = "no-store"
    return answer

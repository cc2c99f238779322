"""What somebody wrote and did not send yet: on their page, to go on with or to delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, actors, drafts, pages
from commonhall.actions import registry as actions_registry
from commonhall.actions.declaration import Action
from commonhall.actions.models import KeptDraft
from commonhall.core import refs as core_refs
from commonhall.ui.pages import page


@dataclass(frozen=True)
class Line:
    """A draft as lists show it. about: what it is written on, None where that is nothing yet. office: it was written under."""

    draft: KeptDraft
    title: str
    action: Any
    about: core_refs.Described | None
    office: core_refs.Described | None


def lines(rows: Iterable[KeptDraft]) -> list[Line]:
    """What is said of drafts, for all of them at once."""
    rows, actions = list(rows), actions_registry.actions()
    things = core_refs.resolve({ref for one in rows for ref in (one.about, one.office) if ref})
    found = []
    for one in rows:
        action = actions.get(one.action)
        about, office = things.get(one.about), things.get(one.office)
        title = drafts.title_of(action, one)
        found.append(Line(one, title, action.title if action else "", about, office))
    return found


@page(_("Drafts"), who="account", asks="actions.drafts")
def drafts_page(request: HttpRequest) -> HttpResponse:
    """All of them: there are few."""
    context = {
        "lines": lines(drafts.of_account(request.user.pk or 0)),
        "most": drafts.MOST,
        "days": drafts.DAYS,
    }
    return render(request, "pages/drafts.html", context)


@page(_("Draft"), who="account", asks="actions.drafts")
def draft_page(request: HttpRequest, number: int) -> HttpResponse:
    """The words as they were kept, and whether they can still be sent."""
    draft = _mine(request, number)
    (line,) = lines([draft])
    action = actions_registry.actions().get(draft.action)
    thing = core_refs.thing(draft.about) if draft.about else None
    gone = action is None or bool(draft.about and thing is None)
    refusal = None
    if action is not None and not gone:
        refusal = action.check(actors.of_request(request), thing if action.thing else None).refusal
    context = {
        "line": line,
        "words": drafts.words_of(action, draft.values) if action else [],
        "gone": gone,
        "refusal": pages.show(refusal) if refusal else None,
        "go_on": _address(action, thing, draft) if action is not None and not gone else "",
        "until": drafts.forgotten_at(draft),
    }
    return render(request, "pages/draft.html", context)


@page(_("Delete the draft"), who="account", methods=("POST",))
def delete_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Its writer does not need it any more."""
    _mine(request, number).delete()
    messages.success(request, gettext("The draft is deleted."))
    return redirect("pages:drafts")


def _mine(request: HttpRequest, number: int) -> KeptDraft:
    """A draft of the account that asks; to everybody else there is none."""
    found = drafts.of_account(request.user.pk or 0).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _address(action: Action[..., Any], thing: Any, draft: KeptDraft) -> str:
    """The page on which it is gone on with."""
    if action.thing is not None:
        return action_pages.url_of(action, thing)
    name = drafts.ref_input(action)
    query = f"?{urlencode({name: draft.about})}" if name and draft.about else ""
    return action_pages.url_of(action) + query

"""Pages of draft texts: the list, one text, one paragraph, one amendment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor
from commonhall.actions.models import Version
from commonhall.consultations.askings import annulling_actions as annulling
from commonhall.consultations.conversations.models import Moderation
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.drafts import actions as actions
from commonhall.consultations.drafts.models import (
    Amendment,
    Comment,
    CommentAppeal,
    Draft,
    Paragraph,
)
from commonhall.consultations.moderation import actions as moderation_actions
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb
from commonhall.ui.redline import redline


def draft_crumbs(draft: Draft) -> list[Crumb]:
    return [
        Crumb(_("Draft texts"), reverse("consultations:drafts")),
        Crumb(draft.title, draft.get_absolute_url()),
    ]


@page(_("Draft texts"), asks="consultations.drafts")
def draft_list(request: HttpRequest) -> HttpResponse:
    rows = Draft.objects.select_related("unit", "body").annotate(
        waiting=Count(
            "paragraphs__amendments",
            filter=Q(paragraphs__amendments__state=Amendment.State.OPEN),
            distinct=True,
        )
    )
    context = {
        "page": page_for(request, rows),
        "tabs": sections("drafts"),
        "put_up": actions.put_up_draft,
        "refusal": action_pages.refusal_of(of_request(request), actions.put_up_draft),
    }
    return render(request, "consultations/drafts.html", context)


@page(_("Draft text"), asks=("consultations.drafts", "actions.threads"))
def draft_page(request: HttpRequest, number: int) -> HttpResponse:
    """The text with, beside each paragraph, how many comments and amendments it has."""
    draft = get_object_or_404(Draft.objects.select_related("unit", "body"), pk=number)
    rows = draft.paragraphs.annotate(
        said=Count("comments", filter=Q(comments__hidden_for=""), distinct=True),
        waiting=Count(
            "amendments", filter=Q(amendments__state=Amendment.State.OPEN), distinct=True
        ),
        moved=Count("amendments", distinct=True),
    ).order_by("place")
    context = {
        "draft": draft,
        "paragraphs": list(rows),
        "crumbs": draft_crumbs(draft),
        "takes": draft.state == Draft.State.OPEN and clock.today() <= draft.closes_on,
        "matter": refs.resolve([draft.about])[draft.about] if draft.about else None,
        "available_actions": annulling.but_annulling(
            action_pages.available(of_request(request), draft)
        ),
        "stations": threads.of(draft.ref).stations,
        "entries": reverse("record:list") + f"?subject={draft.ref}",
    }
    return render(request, "consultations/draft.html", context)


@page(_("Paragraph"), asks="consultations.drafts")
def paragraph_page(request: HttpRequest, number: int) -> HttpResponse:
    """One paragraph with its comments, amendments as redlines, and earlier words."""
    paragraph = _paragraph(number)
    actor = of_request(request)
    speakers = ("organisation", "office__body")
    comments = page_for(request, paragraph.comments.select_related("hidden_by", *speakers))
    amendments = paragraph.amendments.select_related(*speakers).order_by("pk")
    context = {
        "paragraph": paragraph,
        "draft": paragraph.draft,
        "crumbs": [*draft_crumbs(paragraph.draft), Crumb(_("Paragraph"))],
        "amendments": [
            {"one": one, "redline": redline(one.before, one.text)} for one in amendments
        ],
        "page": comments,
        **_moderated(actor, comments.rows),
        "earlier": _earlier(paragraph),
        "available_actions": action_pages.available(actor, paragraph),
    }
    return render(request, "consultations/paragraph.html", context)


def _moderated(actor: Actor, rows: Sequence[Comment]) -> dict[str, Any]:
    """Comments with the appeals about them, and whether the reader may hide those that had none.

    The writer of a hidden one sees its words.
    """
    found = CommentAppeal.objects.filter(comment__in=[row.pk for row in rows])
    appeals = {one.comment_id: one for one in found.select_related("body", "decided_by")}
    free = next((row for row in rows if not row.is_hidden and row.pk not in appeals), None)
    hide = moderation_actions.hide_comment
    return {
        "comments": [
            {
                "one": row,
                "appeal": appeals.get(row.pk),
                "own": row.is_hidden and row.said_by(actor),
            }
            for row in rows
        ],
        "reasons": dict(Moderation.Reason.choices),
        "moderates": free is not None and hide.check(actor, free).allowed,
    }


def _earlier(paragraph: Paragraph) -> list[dict[str, Any]]:
    """Earlier words of a paragraph, from its versions, each against the one before."""
    rows = (
        Version.objects.filter(type="consultations.paragraph", object_id=paragraph.pk)
        .select_related("sealed")
        .order_by("version")
    )
    found: list[dict[str, Any]] = []
    before = ""
    for row in rows:
        kept = json.loads(row.sealed.contents).get("text") or []
        words = str(kept[1]) if len(kept) == 2 else ""
        state = json.loads(row.state)["state"]
        now = "" if state["removed"] else words
        if found:
            change = redline(before, now)
            found.append({"edition": state["edition"], "text": change, "entry": row.entry})
        else:
            found.append({"edition": state["edition"], "text": now, "entry": row.entry})
        before = now
    return found[::-1] if len(found) > 1 else []


@page(_("Amendment"), asks="consultations.drafts")
def amendment_page(request: HttpRequest, number: int) -> HttpResponse:
    amendment = _amendment(number)
    paragraph = amendment.paragraph
    context = {
        "amendment": amendment,
        "redline": redline(amendment.before, amendment.text),
        "stale": amendment.state == "open" and paragraph.text != amendment.before,
        "draft": paragraph.draft,
        "paragraph": paragraph,
        "crumbs": [
            *draft_crumbs(paragraph.draft),
            Crumb(_("Paragraph"), paragraph.get_absolute_url()),
            Crumb(_("Amendment")),
        ],
        "available_actions": action_pages.available(of_request(request), amendment),
    }
    return render(request, "consultations/amendment.html", context)


def _paragraph(number: int) -> Paragraph:
    rows = Paragraph.objects.select_related("draft__unit", "draft__body")
    found: Paragraph = get_object_or_404(rows, pk=number)
    return found


def _amendment(number: int) -> Amendment:
    rows = Amendment.objects.select_related("paragraph__draft", "organisation", "office__body")
    found: Amendment = get_object_or_404(rows, pk=number)
    return found

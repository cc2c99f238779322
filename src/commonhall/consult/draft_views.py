"""Pages of draft texts: list, put up, read, comment, amend, answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, registry, threads, web
from commonhall.acts.actors import Actor
from commonhall.acts.gate import Act
from commonhall.acts.matters import MatterField
from commonhall.acts.models import Version
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.consult import draft_acts as acts
from commonhall.consult import moderation
from commonhall.consult.doing import act_page
from commonhall.consult.models import (
    Amendment,
    Comment,
    CommentAppeal,
    Draft,
    Moderation,
    Paragraph,
)
from commonhall.consult.redline import redline
from commonhall.consult.views import sections
from commonhall.look.forms import DateTextField, HouseForm, LongText
from commonhall.look.pages import page
from commonhall.look.parts import Crumb
from commonhall.people.actors import of_request
from commonhall.places.queries import units


class DraftForm(HouseForm):
    about = MatterField(label=_("About which matter"), required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What it is about"), max_length=4000, required=False, widget=LongText
    )
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    closes_on = DateTextField(label=_("Last day for amendments"))
    paragraphs = forms.CharField(
        label=_("The text"),
        max_length=200_000,
        widget=LongText(rows=16),
        help_text=_("An empty line begins a new paragraph."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_paragraphs(self) -> list[str]:
        text = self.cleaned_data["paragraphs"].replace("\r\n", "\n")
        return [one.strip() for one in text.split("\n\n") if one.strip()]


class CommentForm(HouseForm):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=LongText)


class AmendForm(HouseForm):
    text = forms.CharField(
        label=_("New words"),
        max_length=8000,
        required=False,
        widget=LongText,
        help_text=_("Change the words below. Leave nothing to strike the paragraph out."),
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=LongText(rows=3))


class NothingForm(HouseForm):
    """An act that needs no words."""


class AnswerForm(HouseForm):
    verdict = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (state.value, state.label)
            for state in (Amendment.State.TAKEN_UP, Amendment.State.REFUSED)
        ],
    )
    text = forms.CharField(label=_("Why"), max_length=2000, widget=LongText(rows=4))


PARAGRAPH_DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "comment": (acts.comment, CommentForm),
    "amend": (acts.amend, AmendForm),
}
AMENDMENT_DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "withdraw": (acts.withdraw_amendment, NothingForm),
    "answer": (acts.answer_amendment, AnswerForm),
}


def draft_crumbs(draft: Draft) -> list[Crumb]:
    return [
        Crumb(_("Draft texts"), reverse("consult:drafts")),
        Crumb(draft.title, draft.get_absolute_url()),
    ]


@page(_("Draft texts"), asks="consult.drafts")
def draft_list(request: HttpRequest) -> HttpResponse:
    rows = Draft.objects.select_related("unit", "body").annotate(
        waiting=Count(
            "paragraphs__amendments",
            filter=Q(paragraphs__amendments__state=Amendment.State.OPEN),
            distinct=True,
        )
    )
    context = {"page": page_for(request, rows), "tabs": sections("drafts")}
    return render(request, "consult/drafts.html", context)


@page(_("Put up a draft text"), who="account", performs="consult.put_up_draft")
def put_up(request: HttpRequest) -> HttpResponse:
    about = request.GET.get("about", "")[:80]
    form = DraftForm(request.POST or None, initial={"about": about})
    outcome = web.attempt(
        request, of_request(request), acts.put_up_draft, form, beside_form=(BadInput, Refused)
    )
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = acts.put_up_draft.permitted(of_request(request), unit=unit).refusal if unit else None
    context = {
        "form": form,
        "act": acts.put_up_draft,
        "crumbs": [Crumb(_("Draft texts"), reverse("consult:drafts")), Crumb(acts.put_up_draft.title)],
        "refusal": web.show(refused) if refused else None,
        "back": reverse("consult:drafts"),
    }  # fmt: skip
    return render(request, "consult/do.html", context, status=400 if form.errors else 200)


@page(_("Draft text"), asks=("consult.drafts", "acts.threads"))
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
    offers = [
        web.Offer(
            "finish", acts.finish_draft, reverse("consult:do_draft", args=[number, "finish"]),
            {"draft": draft},
        )
    ]  # fmt: skip
    context = {
        "draft": draft,
        "paragraphs": list(rows),
        "crumbs": draft_crumbs(draft),
        "takes": draft.state == Draft.State.OPEN and clock.today() <= draft.closes_on,
        "matter": registry.resolve([draft.about])[draft.about] if draft.about else None,
        "doings": web.doings(of_request(request), offers),
        "stations": threads.of(draft.ref).stations,
        "entries": reverse("record:list") + f"?subject={draft.ref}",
    }
    return render(request, "consult/draft.html", context)


@page(_("Do something with a draft text"), who="account", performs="consult.finish_draft")
def do_draft(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing != "finish":
        raise Http404
    draft = get_object_or_404(Draft, pk=number)
    return act_page(
        request, acts.finish_draft, NothingForm, {"draft": draft}, draft.get_absolute_url(),
        draft_crumbs(draft),
    )  # fmt: skip


@page(_("Paragraph"), asks="consult.drafts")
def paragraph_page(request: HttpRequest, number: int) -> HttpResponse:
    """One paragraph with its comments, amendments as redlines, and earlier words."""
    paragraph = _paragraph(number)
    offers = [
        web.Offer(
            word, act, reverse("consult:do_paragraph", args=[number, word]),
            {"paragraph": paragraph},
        )
        for word, (act, _form) in PARAGRAPH_DOINGS.items()
    ]  # fmt: skip
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
        "doings": web.doings(actor, offers),
    }
    return render(request, "consult/paragraph.html", context)


def _moderated(actor: Actor, rows: Sequence[Comment]) -> dict[str, Any]:
    """Comments with the appeals about them, and whether the reader may hide those that had none.

    Whoever wrote a hidden one sees their words.
    """
    found = CommentAppeal.objects.filter(comment__in=[row.pk for row in rows])
    appeals = {one.comment_id: one for one in found.select_related("body", "decided_by")}
    free = next((row for row in rows if not row.is_hidden and row.pk not in appeals), None)
    hide = moderation.hide_comment
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
        "moderates": free is not None and hide.permitted(actor, comment=free).refusal is None,
    }


def _earlier(paragraph: Paragraph) -> list[dict[str, Any]]:
    """Earlier words of a paragraph, from its versions, each against the one before."""
    rows = (
        Version.objects.filter(type="consult.paragraph", object_id=paragraph.pk)
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


@page(
    _("Do something with a paragraph"),
    who="account",
    performs=("consult.comment", "consult.amend"),
)
def do_paragraph(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in PARAGRAPH_DOINGS:
        raise Http404
    act, form_class = PARAGRAPH_DOINGS[doing]
    paragraph = _paragraph(number)
    initial = {"text": paragraph.text} if doing == "amend" else None
    return act_page(
        request, act, form_class, {"paragraph": paragraph}, paragraph.get_absolute_url(),
        draft_crumbs(paragraph.draft), paragraph.text, initial,
    )  # fmt: skip


@page(_("Amendment"), asks="consult.drafts")
def amendment_page(request: HttpRequest, number: int) -> HttpResponse:
    amendment = _amendment(number)
    offers = [
        web.Offer(
            word, act, reverse("consult:do_amendment", args=[number, word]),
            {"amendment": amendment},
        )
        for word, (act, _form) in AMENDMENT_DOINGS.items()
    ]  # fmt: skip
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
        "doings": web.doings(of_request(request), offers),
    }
    return render(request, "consult/amendment.html", context)


@page(
    _("Do something with an amendment"),
    who="account",
    performs=("consult.withdraw_amendment", "consult.answer_amendment"),
)
def do_amendment(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in AMENDMENT_DOINGS:
        raise Http404
    act, form_class = AMENDMENT_DOINGS[doing]
    amendment = _amendment(number)
    return act_page(
        request, act, form_class, {"amendment": amendment}, amendment.get_absolute_url(),
        draft_crumbs(amendment.paragraph.draft), amendment.reason,
    )  # fmt: skip


def _paragraph(number: int) -> Paragraph:
    rows = Paragraph.objects.select_related("draft__unit", "draft__body")
    found: Paragraph = get_object_or_404(rows, pk=number)
    return found


def _amendment(number: int) -> Amendment:
    rows = Amendment.objects.select_related("paragraph__draft", "organisation", "office__body")
    found: Amendment = get_object_or_404(rows, pk=number)
    return found

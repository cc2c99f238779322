"""Pages of debates: a thread, and one comment with its replies."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.actions.actors import Actor
from commonhall.actions.drafting import Drafting
from commonhall.actions.forms import ActionForm, form_for
from commonhall.consultations.comments import actions, queries
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.refs import title_of
from commonhall.consultations.comments.subjects import Subject, readable, thing_of
from commonhall.consultations.speakers import Speaker
from commonhall.consultations.translations import presentation as translations
from commonhall.consultations.translations.queries import Shown, shown_of
from commonhall.core import clock, kept, refs
from commonhall.core.models import Governed
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

ROWS = 20
ORDERS = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "useful": _("Most useful first"),
}
SPEAKERS = {
    Speaker.RESIDENT: _("Residents"),
    Speaker.ORGANISATION: _("Organisations"),
    Speaker.OFFICIAL: _("Offices"),
}


@dataclass(frozen=True)
class Line:
    """A comment as a page shows it. own: it is the reader's; marked: by the reader; more: replies beyond those shown;
    translation: in the reader's language, where there is one; offers: may the reader offer one."""

    one: Remark
    own: bool
    editable: bool
    marked: bool
    replies: tuple[Line, ...] = ()
    more: int = 0
    translation: Shown | None = None
    offers: bool = False


def address_of(ref: str) -> str:
    """The address of the debate on a thing."""
    return reverse("consultations:debate", args=[ref])


def debated_or_404(ref: str) -> tuple[Subject, Governed]:
    found = thing_of(ref)
    if found is None:
        raise Http404
    return found


def lines(
    actor: Actor, remarks: Sequence[Remark], replies: dict[int, list[Remark]] | None = None
) -> list[Line]:
    """Comments, read with `queries.marked`, and what hangs on the reader; one query."""
    below = replies or {}
    everything = [*remarks, *(one for rows in below.values() for one in rows)]
    now = clock.now()
    said, offers = shown_of(everything, actor), translations.offers(actor)

    def line(one: Remark) -> Line:
        own = bool(actor.ref) and one.said_by(actor)
        under = below.get(one.pk, [])
        return Line(
            one,
            own,
            own and one.editable(now),
            # By `queries.marked`; strangers mark nothing.
            bool(getattr(one, "marked", False)),
            tuple(line(reply) for reply in under),
            one.replies - len(under) if replies is not None else 0,
            said.get(one.ref),
            offers and one.is_shown and one.ref not in said,
        )

    return [line(one) for one in remarks]


def wanted(request: HttpRequest) -> queries.Filter:
    get = request.GET.get
    return queries.Filter(get("side", ""), get("kind", ""), get("order", "newest"))


def sides(found: queries.Debate) -> list[dict[str, Any]]:
    """The sides beside each other: how many comments, and the best of them."""
    return [
        {
            "code": code,
            "label": label,
            "number": found.counts.get(code, 0),
            "best": found.best.get(code),
        }
        for code, label in Remark.Side.choices
    ]


@page(_("Comments"), asks="consultations.comments")
def newest_comments(request: HttpRequest) -> HttpResponse:
    """What was said last, wherever it was said."""
    rows = queries.said_last()
    found = page_for(request, rows, size=ROWS)
    abouts = [one.about for one in found.rows]
    seen, shown = readable(abouts), refs.resolve(abouts)
    said = shown_of(found.rows, of_request(request))
    context = {
        "rows": [
            {
                "one": one,
                "about": shown[one.about],
                "debate": address_of(one.about),
                "shown": said.get(one.ref),
            }
            for one in found.rows
            if one.about in seen
        ],
        "page": found,
        "title": _("Comments"),
    }
    return render(request, "consultations/comments.html", context)


@page(_("Debate"), asks="consultations.comments")
def debate_page(request: HttpRequest, ref: str) -> HttpResponse:
    """A thread: the best of each side beside each other, then comments with their first replies."""
    subject, thing = debated_or_404(ref)
    actor, narrowed = of_request(request), wanted(request)
    whole = queries.debate(ref, kept.head_of(request))
    refused = None
    if request.user.is_authenticated:
        refused = actions.write_comment.check(actor).refusal
    context = {
        "about": title_of(ref),
        "ref": ref,
        "subject": subject,
        "takes": subject.takes(thing),
        "debate": whole,
        "sides": sides(whole) if subject.sides else [],
        "thread": kept.for_strangers(
            request,
            f"thread of comments {ref}",
            lambda: _thread(request, ref, subject.takes(thing), whole.number),
        ),
        "filter": narrowed,
        "orders": ORDERS.items(),
        "kinds": [(code, label, whole.kinds.get(code, 0)) for code, label in SPEAKERS.items()],
        "write": actions.write_comment,
        "form": _form(subject),
        # A draft is gone on with on the page of the action.
        "drafting": Drafting.about_ref(request, actions.write_comment, ref),
        "refusal": pages.show(refused) if refused else None,
        "side_choices": Remark.Side.choices,
        "title": _("Debate"),
    }
    return render(request, "consultations/debate.html", context)


def _thread(request: HttpRequest, ref: str, takes: bool, number: int) -> str:
    """The comments that were asked for, with their first replies; "" where nobody commented at all."""
    actor, narrowed = of_request(request), wanted(request)
    rows = queries.marked(queries.comments(ref, narrowed), actor)
    found = page_for(request, rows, narrowed.keys, ROWS)
    if not number and not found.rows:
        return ""
    context = {
        "lines": lines(actor, found.rows, queries.first_replies(found.rows, actor)),
        "page": found,
        "takes": takes,
        "signed_in": request.user.is_authenticated,
        "here": request.get_full_path(),
    }
    return render_to_string("consultations/parts/debate_thread.html", context, request)


def _form(subject: Subject) -> ActionForm:
    """The form of a comment, without what the page knows: what it is about."""
    form = form_for(actions.write_comment, None, initial={"once": secrets.token_urlsafe(16)})
    del form.fields["about"]
    if not subject.sides:
        del form.fields["side"]
    else:
        side = form.fields["side"]
        side.choices, side.required = Remark.Side.choices, True  # type: ignore[attr-defined]
    return form


def remark_of(number: int, actor: Actor) -> Remark:
    """A comment on a thing that everybody may read, with `marked`."""
    rows = Remark.objects.select_related("organisation", "office__body", "hidden_by", "parent")
    found: Remark = get_object_or_404(queries.marked(rows, actor), pk=number)
    debated_or_404(found.about)
    return found


@page(_("Comment"), asks=("consultations.comments", "consultations.moderations"))
def remark_page(request: HttpRequest, number: int) -> HttpResponse:
    """A comment by itself: all its replies, what moderation did, and what one can do with it."""
    actor = of_request(request)
    one = remark_of(number, actor)
    below = page_for(request, queries.marked(queries.replies(one), actor), ("id",), ROWS)
    (line,) = lines(actor, [one])
    context = {
        "line": line,
        "one": one,
        "about": title_of(one.about),
        "debate_url": address_of(one.about),
        "replies": lines(actor, below.rows),
        "page": below,
        "signed_in": request.user.is_authenticated,
        "here": request.path,
        "takes": True,
        "hiding": one.hiding(),
        "translations": translations.beside(actor, one),
        "available_actions": action_pages.available(actor, one),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "consultations/remark.html", context)

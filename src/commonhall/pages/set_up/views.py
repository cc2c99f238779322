"""The guided set-up of a hall that is not founded: step by step, left and taken up again, one act at the end."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.content import ContentError
from commonhall.core.models import in_language
from commonhall.core.refusals import Refused
from commonhall.law.founding import charter_templates
from commonhall.law.founding.models import FoundingDraft
from commonhall.law.hall_settings import logos
from commonhall.law.instruments.models import numbered
from commonhall.pages.set_up import drafts, planning, preview, steps
from commonhall.pages.set_up.file_forms import FILE, RollForm
from commonhall.pages.set_up.forms import LOGO, SetUpForm, as_texts
from commonhall.pages.set_up.founding import found_by
from commonhall.pages.set_up.steps import REVIEW, STEPS
from commonhall.pages.set_up.table_forms import CategoriesForm
from commonhall.ui import hall
from commonhall.ui.pages import page
from commonhall.ui.parts import Step as ShownStep


@page(_("Set up the hall"))
def set_up(request: HttpRequest) -> HttpResponse:
    """Where the link leads: into the first step that nothing was said at."""
    key = request.GET.get("key", "")
    if drafts.is_founded():
        raise Http404
    if key and not drafts.enter(request, key):
        return render(request, "pages/set_up/closed.html", {"gone": True}, status=403)
    draft = drafts.of_request(request)
    if draft is None:
        return render(request, "pages/set_up/closed.html", {"gone": False}, status=403)
    return redirect("pages:set_up_step", steps.first_open(draft.said))


@page(_("Set up the hall"), methods=("GET", "HEAD", "POST"))
def set_up_step(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of questions; what was answered stays when one leaves."""
    draft, step = drafts.of_request(request), steps.step(slug)
    if draft is None:
        return redirect("pages:set_up")
    if slug == REVIEW:
        return _review(request, draft)
    if step is None:
        raise Http404
    with _believing(draft):
        try:
            form = _form(request, draft, step)
        except ContentError:
            # Something this page needs was not said yet.
            return redirect("pages:set_up_step", steps.first_open(draft.said))
        if request.method == "POST" and form.is_valid():
            form.write()
            draft.said, draft.files = form.said, form.given
            draft.save()
            if address := form.cleaned_data.get("test"):
                _send_test(request, address)
            added = isinstance(form, (CategoriesForm, RollForm)) and form.stays
            stays = added or "more" in request.POST
            return redirect("pages:set_up_step", slug if stays else steps.after(slug))
        context = {
            "step": step,
            "form": form,
            "progress": progress(draft, slug),
            "drawing": _drawing(draft) if slug == "places" else None,
            "logo": LOGO if slug == "name" and LOGO in draft.files else "",
            "back": _before(slug),
        }
        status = 400 if form.is_bound else 200
        templates = [f"pages/set_up/{slug}.html", "pages/set_up/step.html"]
        return render(request, templates, context, status=status)


def _form(request: HttpRequest, draft: FoundingDraft, step: steps.Step) -> SetUpForm:
    said, files = copy.deepcopy(draft.said), dict(draft.files)
    if request.method == "POST":
        return step.form(said, files, request.POST, request.FILES)
    return step.form(said, files)


@contextmanager
def _believing(draft: FoundingDraft) -> Iterator[None]:
    """Ask for names in the languages that were chosen, and show the colour."""
    said = draft.said.get("hall", {})
    hall.believe(
        hall.Settled(
            languages=tuple(said.get("languages", ())),
            names=as_texts(said.get("name"), [(said.get("languages") or [""])[0]]),
            colour=said.get("colour", ""),
            currency=said.get("currency", ""),
        )
    )
    try:
        yield
    finally:
        hall.forget()


def progress(draft: FoundingDraft, slug: str) -> list[ShownStep]:
    """Where one stands; what was answered can be gone back to."""
    found = []
    for one in STEPS:
        done = one.done(draft.said) or (one.slug == "roll" and planning.ROLL in draft.files)
        state = "current" if one.slug == slug else "done" if done else "next"
        address = f"/set-up/{one.slug}/" if state == "done" else ""
        found.append(ShownStep(one.title, state, address))  # type: ignore[arg-type]
    found.append(ShownStep(_("Check and found"), "current" if slug == REVIEW else "next"))
    return found


def _before(slug: str) -> str:
    slugs = [one.slug for one in STEPS]
    place = slugs.index(slug) if slug in slugs else len(slugs)
    return f"/set-up/{slugs[place - 1]}/" if place else ""


def _drawing(draft: FoundingDraft) -> preview.Drawing | None:
    return preview.drawing(draft.files[FILE]) if FILE in draft.files else None


def _send_test(request: HttpRequest, address: str) -> None:
    try:
        EmailMessage(
            subject=gettext("A test of the hall's letters"),
            body=gettext("This letter was sent from %(site)s to see that letters arrive.")
            % {"site": settings.SITE_URL},
            to=[address],
        ).send()
    except OSError as error:
        told = gettext("The letter could not be sent: %(error)s") % {"error": error}
        messages.error(request, told)
        return
    if getattr(settings, "LETTERS_BACKEND", ""):
        told = gettext("A test letter is on its way to %(address)s.") % {"address": address}
        messages.success(request, told)
    else:
        messages.warning(
            request,
            gettext(
                "There is no mail server yet, so the letter is a file in the folder “mail” of the hall's home. "
                "Nobody can be invited before there is one: set COMMONHALL_EMAIL_URL."
            ),
        )


# --- the end --------------------------------------------------------------------------------------
def _review(request: HttpRequest, draft: FoundingDraft) -> HttpResponse:
    context: dict[str, Any] = {
        "progress": progress(draft, REVIEW),
        "back": _before(REVIEW),
        "beside": _beside(draft),
    }
    with _believing(draft):
        try:
            file = drafts.file_of(draft)
            plan = context["plan"] = planning.plan(file)
            said = draft.said.get("charter", {})
            charter = charter_templates.read(said.get("template", charter_templates.STANDARD))
            context["articles"] = [
                {
                    "label": numbered(one.number),
                    "summary": charter_templates.summary(charter, one.number),
                    "text": in_language(one.texts),
                }
                for one in plan.grants
            ]
        except ContentError as error:
            context["fault"] = str(error)
            open_step = steps.first_open(draft.said)
            context["open_step"] = f"/set-up/{open_step}/" if open_step != REVIEW else ""
    if request.method != "POST" or "fault" in context:
        with _believing(draft):
            context["invited"] = [one for one in draft.said.get("offices", []) if one.get("holder")]
            context["drawing"] = _drawing(draft)
            status = 400 if request.method == "POST" else 200
            return render(request, "pages/set_up/review.html", context, status=status)
    try:
        found_by(file)
    except (ContentError, Refused) as error:
        with _believing(draft):
            context["fault"] = str(error)
            return render(request, "pages/set_up/review.html", context, status=400)
    invited = [one["holder"] for one in draft.said.get("offices", []) if one.get("holder")]
    draft.delete()
    request.session.pop(drafts.SESSION_KEY, None)
    return render(request, "pages/set_up/founded.html", {"invited": invited})


def _beside(draft: FoundingDraft) -> list[str]:
    """Files that lie beside `hall.toml`."""
    return [name for name in (FILE, LOGO) if name in draft.files]


@page(_("Set up the hall"))
def download(request: HttpRequest, name: str) -> HttpResponse:
    """The draft as `hall.toml`, or the map or the logo that lies beside it."""
    draft = drafts.of_request(request)
    if draft is None or name not in {"hall.toml", *_beside(draft)}:
        raise Http404
    if name == LOGO:
        return HttpResponse(logos.bytes_of(draft.files[LOGO]), content_type="image/png")
    text = drafts.as_toml(draft.said) if name == "hall.toml" else draft.files[FILE]
    kind = "application/toml" if name == "hall.toml" else "application/geo+json"
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

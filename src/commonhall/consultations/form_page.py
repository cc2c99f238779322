"""One page for every action that is a form: parse, perform, tell, go back; or say why not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonhall.actions import pages
from commonhall.actions.declaration import Action
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import of_request
from commonhall.ui.forms import HallForm
from commonhall.ui.parts import Crumb


def form_page(
    request: HttpRequest,
    action: Action[..., Any],
    form_class: type[HallForm],
    arguments: dict[str, Any],
    back: str,
    crumbs: list[Crumb],
    quoted: str = "",
    initial: dict[str, Any] | None = None,
    words: Any = "",
) -> HttpResponse:
    """quoted: the words the action is about, shown above the form; words: what it means."""
    form = form_class(request.POST or None, initial=initial)
    posted = request.method == "POST"
    if posted and not form.fields:
        form = form_class({})
    if posted and form.is_valid():
        try:
            outcome = action.perform(of_request(request), **arguments, **form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        except Refused as error:
            form.add_error(None, str(error.message))
        else:
            pages.tell(request, action, outcome)
            return redirect(back)
    refused = action.permitted(of_request(request), **arguments).refusal
    context = {
        "action": action,
        "form": form,
        "refusal": pages.show(refused) if refused else None,
        "back": back,
        "crumbs": [*crumbs, Crumb(action.title)],
        "quoted": quoted,
        "words": words,
    }
    return render(request, "consultations/do.html", context, status=400 if form.errors else 200)

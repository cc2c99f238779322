"""One page for every act that is a form: parse, perform, tell, go back; or say why not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonhall.acts import web
from commonhall.acts.gate import Act
from commonhall.acts.refusals import BadInput, Refused
from commonhall.look.forms import HouseForm
from commonhall.look.parts import Crumb
from commonhall.people.actors import of_request


def act_page(
    request: HttpRequest,
    act: Act[Any],
    form_class: type[HouseForm],
    arguments: dict[str, Any],
    back: str,
    crumbs: list[Crumb],
    quoted: str = "",
    initial: dict[str, Any] | None = None,
    words: Any = "",
) -> HttpResponse:
    """quoted: the words the act is about, shown above the form; words: what it means."""
    form = form_class(request.POST or None, initial=initial)
    posted = request.method == "POST"
    if posted and not form.fields:
        form = form_class({})
    if posted and form.is_valid():
        try:
            outcome = act.perform(of_request(request), **arguments, **form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        except Refused as error:
            form.add_error(None, str(error.message))
        else:
            web.tell(request, act, outcome)
            return redirect(back)
    refused = act.permitted(of_request(request), **arguments).refusal
    context = {
        "act": act,
        "form": form,
        "refusal": web.show(refused) if refused else None,
        "back": back,
        "crumbs": [*crumbs, Crumb(act.title)],
        "quoted": quoted,
        "words": words,
    }
    return render(request, "consult/do.html", context, status=400 if form.errors else 200)

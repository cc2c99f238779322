"""Pages of bodies and organisations, and of how one acts here."""

from __future__ import annotations

import json

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, second_factor
from commonhall.core import letters, page_sections
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.people import acting, actors, my_page, personal_data
from commonhall.people.accounts.forms import EraseForm, ProfileForm, TokenForm
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys import keys
from commonhall.people.api_keys.models import ApiKey
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents import queries as resident_queries
from commonhall.people.residents.models import Person
from commonhall.ui.pages import page


@page(
    _("My page"),
    who="account",
    asks=("people.choices", "people.my_page"),
    methods=("GET", "HEAD", "POST"),
)
def me(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    person = actors.person_of(user)
    start = {
        "name": person.name,
        "phone": person.phone,
        "language": user.language,
        "mail_notifications": user.mail_notifications,
        "mail_daily": user.mail_daily,
    }
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person.name, person.phone = given["name"], given["phone"]
        person.save(update_fields=["name", "phone"])
        user.language, user.mail_notifications = given["language"], given["mail_notifications"]
        user.mail_daily = given["mail_daily"]
        user.save(update_fields=["language", "mail_notifications", "mail_daily"])
        messages.success(request, gettext("Saved."))
        return redirect("people:me")
    choices = actors.choices(person)
    acted_for = _acted_for(request)
    verified = resident_queries.confirmation_of(acted_for or person)
    context = {
        "person": person,
        "acted_for": acted_for,
        "parts": my_page.parts(acted_for or person),
        "kinds": my_page.kinds(),
        "panels": page_sections.of("people.me", request, person),
        "letters_come_back": letters.takes_none(user.email),
        "verified": verified,
        "ends_soon": verified is not None and resident_queries.ends_soon(verified),
        "choices": choices,
        "providers": bool(settings.OIDC["server"]),
        "acting": acting.chosen(request),
        "factor_missing": _lacks_factor(user, choices),
        "form": form,
    }
    return render(request, "people/me.html", context, status=400 if form.errors else 200)


@page(_("What is mine"), who="account", asks="people.my_page")
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """All of one kind that a person raised, said, signed or promised, newest first."""
    kind = my_page.find(code)
    if kind is None:
        raise Http404
    whose = _acted_for(request) or actors.person_of(_account(request))
    found = page_for(request, kind.rows(whose))
    context = {"kind": kind, "lines": kind.show(found.rows), "page": found}
    return render(request, "people/mine.html", context)


def _acted_for(request: HttpRequest) -> Person | None:
    """The resident for whom one acts as a deputy."""
    actor = actors.of_request(request)
    return Person.objects.get(pk=actor.person_id) if actor.deputyship else None


def _lacks_factor(user: Account, choices: list[actors.Choice]) -> bool:
    """Does somebody hold an office in which they cannot act for want of a second factor?"""
    return any(acting.is_office(one.key) for one in choices) and not second_factor.has_one(user.pk)


def _account(request: HttpRequest) -> Account:
    user = request.user
    assert isinstance(user, Account)
    return user


@page(_("My data"), who="account", asks="people.everything_about")
def my_data(request: HttpRequest) -> HttpResponse:
    person = actors.person_of(_account(request))
    held = personal_data.everything_about(person)
    rows = [
        (personal_data.called(app, name), len(value) if isinstance(value, list) else 1)
        for app, found in held.items()
        for name, value in found.items()
        if value
    ]
    may = resident_actions.erase_me.check(actors.as_person(person))
    refusal = pages.show(may.refusal) if may.refusal else None
    return render(request, "people/data.html", {"rows": rows, "refusal": refusal})


@page(_("My data as a file"), who="account", asks="people.everything_about")
def export(request: HttpRequest) -> HttpResponse:
    held = personal_data.everything_about(actors.person_of(_account(request)))
    response = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "no-store"
    return response


@page(_("Erase my data"), who="account", performs="people.erase_me")
def erase(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    actor = actors.as_person(actors.person_of(user))
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "words": form.cleaned_data["words"] == "erase"}
        try:
            resident_actions.erase_me.coming(door="page").perform(actor, **given)
        except BadInput as error:
            pages.complain(form, error)
        else:
            logout(request)
            messages.success(
                request, gettext("Your data has been erased. What was done in public stays.")
            )
            return redirect("/")
    refused = resident_actions.erase_me.check(actor).refusal
    context = {"form": form, "refusal": pages.show(refused) if refused else None}
    return render(request, "people/erase_me.html", context, status=400 if form.errors else 200)


erase.action = resident_actions.erase_me  # type: ignore[attr-defined]


@page(_("Act as"), who="account", methods=("POST",))
def act_as(request: HttpRequest) -> HttpResponse:
    user, chosen = _account(request), request.POST.get("as", "")
    if chosen not in {choice.key for choice in actors.choices(actors.person_of(user))}:
        chosen = ""
    if acting.is_office(chosen):
        if not second_factor.has_one(user.pk):
            return render(request, "people/factor_first.html", status=403)
        if not acting.may_begin(request):
            return acting.confirm(request)
    acting.begin(request, chosen) if chosen else acting.stop(request)
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if here else "people:me")


act_as.ends_acting = True  # type: ignore[attr-defined]


@page(_("Keys for programs"), who="account", asks="people.tokens", methods=("GET", "HEAD", "POST"))
def tokens(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    mine = ApiKey.objects.filter(account=user).select_related("office", "organisation")
    if request.POST.get("withdraw", "").isdigit():
        mine.filter(pk=int(request.POST["withdraw"][:18])).delete()
        messages.success(request, gettext("The key no longer works."))
        return redirect("people:tokens")
    # A deputy acts with their own eyes on it, not by a program.
    choices = [
        one for one in actors.choices(actors.person_of(user)) if one.actor.deputyship is None
    ]
    labels = [(choice.key, choice.label) for choice in choices]
    offered = keys.offered({choice.actor.kind for choice in choices})
    form, key = TokenForm(request.POST or None, choices=labels, actions=offered), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = next(one for one in choices if one.key == given["acts_as"])
        # A key that acts in an office is public power in a file.
        if acting.is_office(chosen.key):
            if not second_factor.has_one(user.pk):
                return render(request, "people/factor_first.html", status=403)
            if not acting.may_begin(request):
                return acting.confirm(request)
        token, key = keys.make(user, given["name"], chosen, given["days"], form.scope)
        told = {"key_name": token.name, "ends_on": date_format(token.expires_on)}
        get_adapter(request).send_notification_mail("account/email/program_key", user, told)
        form = TokenForm(choices=labels, actions=offered)
    tokens = [(one, keys.titles(one)) for one in mine.order_by("-pk")]
    context = {"tokens": tokens, "form": form, "key": key}
    response = render(request, "people/tokens.html", context, status=400 if form.errors else 200)
    if key:
        response["Cache-Control"] = "no-store"
    return response

"""Pages of bodies and organisations, and of how one acts here."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, panels, registry, web
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.look.pages import page
from commonhall.people import actors, acts, personal
from commonhall.people import tokens as keys
from commonhall.people.forms import CensusForm, EraseForm, OrganisationForm, ProfileForm, TokenForm
from commonhall.people.models import (
    Account,
    ApiToken,
    Body,
    Interest,
    OfficeTerm,
    Organisation,
)


@page(_("Public bodies"), asks="people.bodies")
def bodies(request: HttpRequest) -> HttpResponse:
    rows = Body.objects.filter(ended_on=None).select_related("unit").order_by("kind", "code")
    context = {"bodies": rows, "panels": panels.of("people.bodies", request, rows)}
    return render(request, "people/bodies.html", context)


@page(_("Public body"), asks="people.bodies")
def body(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Body.objects.select_related("unit"), pk=number)
    day = clock.today()
    terms = OfficeTerm.objects.filter(actors.in_term(day), office__body=found)
    holders: dict[int, list[str]] = {}
    for term in terms.select_related("person"):
        holders.setdefault(term.office_id, []).append(str(term.person))
    offices = [
        {"office": office, "holders": holders.get(office.pk, [])}
        for office in found.offices.filter(ended_on=None).order_by("pk")
    ]
    interests = Interest.objects.filter(actors.in_force(day), office__body=found)
    declared = list(interests.select_related("office"))
    shown = registry.resolve(interest.target for interest in declared)
    context = {
        "body": found,
        "offices": offices,
        "interests": [{"interest": one, "target": shown[one.target]} for one in declared],
        "panels": panels.of("people.body", request, found),
    }
    return render(request, "people/body.html", context)


@page(_("Organisations"), asks="people.organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.select_related("unit")
    found = page_for(request, rows)
    return render(request, "people/organisations.html", {"page": found})


@page(_("Organisation"), asks="people.organisations", performs="people.recognise_organisation")
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("unit"), pk=number)
    actor, act = actors.of_request(request), acts.recognise_organisation
    if request.method == "POST":
        web.tell(request, act, act.perform(actor, organisation=found))
        return redirect("people:organisation", number)
    offer = web.Offer("recognise", act, "", {"organisation": found})
    context = {
        "organisation": found,
        "recognise": web.doings(actor, [offer])[0],
        "panels": panels.of("people.organisation", request, found),
    }
    return render(request, "people/organisation.html", context)


@page(_("Register an organisation"), who="account", performs="people.register_organisation")
def register(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = acts.register_organisation.perform(
            actors.of_request(request), **form.cleaned_data
        )
        web.tell(request, acts.register_organisation, outcome)
        return redirect("people:organisation", outcome.result.pk)
    return render(request, "people/register.html", {"form": form})


@page(_("My profile"), who="account", asks="people.choices", methods=("GET", "HEAD", "POST"))
def me(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    person = actors.person_of(user)
    start = {
        "name": person.name,
        "phone": person.phone,
        "language": user.language,
        "mail_notifications": user.mail_notifications,
    }
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person.name, person.phone = given["name"], given["phone"]
        person.save(update_fields=["name", "phone"])
        user.language, user.mail_notifications = given["language"], given["mail_notifications"]
        user.save(update_fields=["language", "mail_notifications"])
        messages.success(request, gettext("Kept."))
        return redirect("people:me")
    verified = person.verifications.filter(ends__gte=clock.today()).select_related("unit").first()
    context = {
        "person": person,
        "verified": verified,
        "choices": actors.choices(person),
        "acting": request.session.get(actors.SESSION_KEY, ""),
        "form": form,
    }
    return render(request, "people/me.html", context, status=400 if form.errors else 200)


def _account(request: HttpRequest) -> Account:
    user = request.user
    assert isinstance(user, Account)
    return user


@page(_("My data"), who="account", asks="people.everything_about")
def my_data(request: HttpRequest) -> HttpResponse:
    person = actors.person_of(_account(request))
    held = personal.everything_about(person)
    rows = [
        (personal.called(room, name), len(value) if isinstance(value, list) else 1)
        for room, found in held.items()
        for name, value in found.items()
        if value
    ]
    may = acts.erase_me.permitted(actors.as_person(person))
    refusal = web.show(may.refusal) if may.refusal else None
    return render(request, "people/data.html", {"rows": rows, "refusal": refusal})


@page(_("My data as a file"), who="account", asks="people.everything_about")
def export(request: HttpRequest) -> HttpResponse:
    held = personal.everything_about(actors.person_of(_account(request)))
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
        if form.cleaned_data["email"].lower() != user.email:
            form.add_error("email", gettext("This is not the address of your account."))
        else:
            acts.erase_me.perform(actor, words=form.cleaned_data["words"] == "erase")
            logout(request)
            messages.success(
                request, gettext("Your data are erased. What was done in public stays.")
            )
            return redirect("/")
    refused = acts.erase_me.permitted(actor).refusal
    context = {"form": form, "refusal": web.show(refused) if refused else None}
    return render(request, "people/erase.html", context, status=400 if form.errors else 200)


@page(_("Act as"), who="account", methods=("POST",))
def act_as(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    chosen = request.POST.get("as", "")
    if chosen in {choice.key for choice in actors.choices(actors.person_of(user))}:
        request.session[actors.SESSION_KEY] = chosen
    return redirect("people:me")


@page(_("Confirm that you live here"), who="account", performs="people.verify_by_census")
def verify(request: HttpRequest) -> HttpResponse:
    form = CensusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = acts.verify_by_census.perform(actors.of_request(request), **form.cleaned_data)
        except (Refused, BadInput) as error:
            form.add_error(None, str(error))
        else:
            web.tell(request, acts.verify_by_census, outcome)
            return redirect("people:me")
    return render(request, "people/verify.html", {"form": form})


@page(_("Keys for programs"), who="account", asks="people.tokens", methods=("GET", "HEAD", "POST"))
def tokens(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    mine = ApiToken.objects.filter(account=user).select_related("office", "organisation")
    if request.POST.get("withdraw", "").isdigit():
        mine.filter(pk=int(request.POST["withdraw"][:18])).delete()
        messages.success(request, gettext("The key no longer opens anything."))
        return redirect("people:tokens")
    choices = actors.choices(actors.person_of(user))
    labels = [(choice.key, choice.label) for choice in choices]
    form, key = TokenForm(request.POST or None, choices=labels), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = next(one for one in choices if one.key == given["acts_as"])
        _token, key = keys.make(user, given["name"], chosen, given["days"])
        form = TokenForm(choices=labels)
    context = {"tokens": mine.order_by("-pk"), "form": form, "key": key}
    response = render(request, "people/tokens.html", context, status=400 if form.errors else 200)
    if key:
        response["Cache-Control"] = "no-store"
    return response

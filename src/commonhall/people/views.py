"""Pages of bodies and organisations, and of how one acts here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.look.pages import page
from commonhall.people import actors, acts
from commonhall.people import tokens as keys
from commonhall.people.forms import CensusForm, OrganisationForm, TokenForm
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
    return render(request, "people/bodies.html", {"bodies": rows})


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
    context = {"body": found, "offices": offices, "interests": interests.select_related("office")}
    return render(request, "people/body.html", context)


@page(_("Organisations"), asks="people.organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.select_related("unit")
    found = page_for(request, rows)
    return render(request, "people/organisations.html", {"page": found})


@page(_("Organisation"), asks="people.organisations", performs="people.recognise_organisation")
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("unit"), pk=number)
    if request.method == "POST":
        acts.recognise_organisation.perform(actors.of_request(request), organisation=found)
        return redirect("people:organisation", number)
    may = acts.recognise_organisation.permitted(actors.of_request(request), organisation=found)
    return render(request, "people/organisation.html", {"organisation": found, "may": may})


@page(_("Register an organisation"), who="account", performs="people.register_organisation")
def register(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = acts.register_organisation.perform(
            actors.of_request(request), **form.cleaned_data
        )
        messages.success(request, _t("The organisation is in the register."))
        return redirect("people:organisation", outcome.result.pk)
    return render(request, "people/register.html", {"form": form})


@page(_("My profile"), who="account", asks="people.choices")
def me(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, Account)
    person = actors.person_of(user)
    verified = person.verifications.filter(ends__gte=clock.today()).select_related("unit").first()
    context = {
        "person": person,
        "verified": verified,
        "choices": actors.choices(person),
        "acting": request.session.get(actors.SESSION_KEY, ""),
    }
    return render(request, "people/me.html", context)


@page(_("Act as"), who="account", methods=("POST",))
def act_as(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, Account)
    chosen = request.POST.get("as", "")
    if chosen in {choice.key for choice in actors.choices(actors.person_of(user))}:
        request.session[actors.SESSION_KEY] = chosen
    return redirect("people:me")


@page(_("Confirm that you live here"), who="account", performs="people.verify_by_census")
def verify(request: HttpRequest) -> HttpResponse:
    form = CensusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.verify_by_census.perform(actors.of_request(request), **form.cleaned_data)
        except (Refused, BadInput) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _t("You are confirmed as a resident."))
            return redirect("people:me")
    return render(request, "people/verify.html", {"form": form})


@page(_("Keys for programs"), who="account", asks="people.tokens", methods=("GET", "HEAD", "POST"))
def tokens(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, Account)
    mine = ApiToken.objects.filter(account=user).select_related("office", "organisation")
    if request.POST.get("withdraw", "").isdigit():
        mine.filter(pk=int(request.POST["withdraw"][:18])).delete()
        messages.success(request, _t("The key no longer opens anything."))
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

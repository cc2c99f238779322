"""The page of every action, and the list of what one can do with a thing, made from the declarations.

An app's `urls.py` says once, per kind of thing, below which address its actions stand:

    *action_pages(Case, "<int:number>/"),           /cases/7/answer/
    *action_pages("commonhall.cases.sources", "sources/"),   /cases/sources/name/   (no thing yet)

A page of its own look is a template `<app>/<action>.html`; every other action has `actions/action.html`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import select_template
from django.urls import URLPattern, path, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonhall.actions import actors, drafts, gate, pages, resolutions
from commonhall.actions import registry as actions_registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.confirming import Confirming
from commonhall.actions.declaration import Action
from commonhall.actions.drafting import Drafting
from commonhall.actions.forms import ActionForm, form_for
from commonhall.actions.import_runs import open_runs
from commonhall.core import refs as core_refs
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui import unsent
from commonhall.ui.pages import page

Beginning = Callable[[HttpRequest, Governed | None], dict[str, Any]]
_beginnings: dict[str, Beginning] = {}


def begin(action: Action[..., Any], beginning: Beginning) -> None:
    """Say with which values the action's form begins where the address does not give them."""
    _beginnings[action.code] = beginning


Before = Callable[[HttpRequest, dict[str, Any]], Any]
_asked_before: dict[str, Before] = {}


def ask_before(action: Action[..., Any], ask: Before) -> None:
    """Say what is shown once before a sent form is acted on, from its values; nothing: it is not asked.

    The page's template finds it as `before`, and sends `asked` with the form the next time.
    """
    _asked_before[action.code] = ask


_looks: dict[str, tuple[str, dict[str, Any]]] = {}


def show_with(action: Action[..., Any], template: str, more: dict[str, Any]) -> None:
    """Say with which template, and what more, the action's page is shown, where several share a look."""
    _looks[action.code] = (template, more)


def _shown_before(request: HttpRequest, action: Action[..., Any], given: dict[str, Any]) -> Any:
    if request.POST.get("asked") or action.code not in _asked_before:
        return None
    # Sent twice, it is answered by what it did the first time.
    if gate.done_before(action, actors.of_request(request), request.POST.get("once", "")):
        return None
    return _asked_before[action.code](request, given)


def offered() -> list[Action[..., Any]]:
    """Declared actions that somebody may reach by a door, in the order they were declared."""
    return [one for one in actions_registry.actions().values() if has_door(one)]


def has_door(action: Action[..., Any]) -> bool:
    return not action.no_door and set(action.by) != {Kind.SYSTEM}


def on(thing: type[Governed] | None) -> list[Action[..., Any]]:
    """What may be done to things of a kind; None: what makes something new."""
    return [one for one in offered() if one.thing is thing]


def slug(action: Action[..., Any]) -> str:
    """The action's name in addresses: without the thing's own noun, which the address says already."""
    noun = noun_of(action.thing) if action.thing else singular(feature_of(action))
    return action.name.removesuffix(f"_{noun}").replace("_", "-")


def noun_of(model: type[Governed]) -> str:
    """MinimumStandard → "minimum_standard"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


def feature_of(action: Action[..., Any]) -> str:
    """The feature's folder, such as "sources"."""
    return action.function.__module__.split(".")[-2]


def singular(noun: str) -> str:
    """A folder's noun for one thing: "categories" → "category"."""
    if noun.endswith(("ss", "series")):
        return noun
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun.removesuffix("s")


def url_of(action: Action[..., Any], thing: Governed | None = None) -> str:
    """The address of the action's page."""
    if thing is None:
        return reverse(f"{action.app}:{action.name}")
    return reverse(f"{thing._meta.app_label}:{action.name}", args=[thing.pk])


def action_pages(what: type[Governed] | str, at: str) -> list[URLPattern]:
    """Addresses of actions below `at`: those on a kind of thing, or a feature's that need none.

    what: the model, with `<int:number>` in `at`, or the dotted name of the feature's package.
    """
    if isinstance(what, str):
        found = [one for one in on(None) if one.function.__module__.startswith(f"{what}.")]
    else:
        found = on(what)
    return [
        path(f"{at}{slug(one)}/", view_of(one), name=one.name) for one in found if not one.own_page
    ]


def reachable(model: type[Governed], number: int) -> Governed:
    """A thing that pages may show: not one of an import that is still being written. Else 404."""
    found: Governed | None = model._base_manager.filter(pk=number).first()
    run = getattr(found, "run_id", None)
    if found is None or (run is not None and run in open_runs()):
        raise Http404
    return found


def view_of(action: Action[..., Any]) -> Any:
    """The view of an action: its form, what refuses it, and what it brought."""

    @page(action.title, who="account", performs=action.code, keeps=not drafts.is_secret(action))
    def view(request: HttpRequest, number: int = 0) -> HttpResponse:
        thing = reachable(action.thing, number) if action.thing else None
        return show(request, action, thing)

    view.action = action  # type: ignore[attr-defined]
    return view


def show(request: HttpRequest, action: Action[..., Any], thing: Governed | None) -> HttpResponse:
    """Perform what was sent and go to what it made; or show the form, or why it is refused."""
    actor = actors.of_request(request)
    posted = request.method == "POST"
    start = {name: request.GET[name][:2000] for name in action.inputs if name in request.GET}
    if action.code in _beginnings:
        start = {**_beginnings[action.code](request, thing), **start}
    form = form_for(
        action,
        thing,
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={**start, "once": secrets.token_urlsafe(16)},
    )
    # What needs no public power is never decided together: a sent form is judged once, when it is done.
    answer = action.check(actor, thing) if action.power or not posted else None
    together = answer is not None and answer.by_resolution
    amends, held = resolutions.amended(request, action) if together else (0, {})
    if together:
        resolutions.ask_reasons(form, amends=bool(amends))
    if amends and not posted:
        form = _begun_with(form, resolutions.as_post(held))
    confirming = Confirming.of(request, action)
    # What is shown first needs no second factor; what is then sent does.
    first = action.code in _asked_before and not request.POST.get("asked")
    if not first and not together:
        confirming.ask_in(form)
    drafting = Drafting.of(request, action, thing)
    drafting.name_files(form)
    draft = drafting.found()
    if kept := unsent.take(request):
        form = _written_before(request, form, kept)
    elif draft:
        form = _begun_with(form, unsent.as_sent(draft.values))
    if drafting.asked and (answered := drafting.keep(form, actor)):
        return answered
    valid = posted and not drafting.asked and form.is_valid()
    before = _shown_before(request, action, form.given) if valid else None
    if before and not together:
        confirming.ask_in(form)
    if valid and not before and together:
        if tabled := _put_before_body(request, action, thing, form, amends):
            drafting.sent()
            return redirect(tabled)
    elif valid and not before:
        if confirming.elsewhere(form):
            return confirming.put_off(request)
        arguments = {**form.given, **({action.subject_name: thing} if thing else {})}
        try:
            confirmed = confirming.confirmed(request, form)
            coming = action.coming(once=form.cleaned_data["once"], door="page", confirmed=confirmed)
            outcome = coming.perform(actor, **arguments)
        except BadInput as error:
            pages.complain(form, error)
        else:
            drafting.sent()
            pages.tell(request, action, outcome, action.told(outcome.result) if action.told else "")
            return redirect(_wanted(request) or _next(outcome.result, thing))
    if answer is None:
        answer = action.check(actor, thing)
    if draft:
        drafting.tell(draft, refused=answer.refusal is not None)
    about = _about(thing)
    context = {
        "action": action,
        "thing": thing,
        "form": form,
        "about": about.title if about else "",
        "back": about.url if about else "",
        "state": about.state if about else "",
        "kind": about.kind_name if about else "",
        "next": _wanted(request),
        "before": before,
        "confirming": confirming,
        "refusal": pages.show(answer.refusal) if answer.refusal else None,
        "conditions": answer.conditions,
        "together": together,
        "amends": amends,
        "drafting": drafting,
    }
    look, more = _looks.get(action.code, ("actions/action.html", {}))
    context |= more
    template = select_template([f"{action.app}/{action.name}.html", look])
    if posted and (form.errors or before):
        ask_for_files_again(form, request.FILES)
    wrong = (403 if answer.refusal else 400) if form.errors else 200
    return HttpResponse(template.render(context, request), status=wrong)


def _put_before_body(
    request: HttpRequest,
    action: Action[..., Any],
    thing: Governed | None,
    form: ActionForm,
    amends: int,
) -> str:
    """Table what was sent as a motion; the motion's address, or "" where the form says what is wrong."""
    if request.FILES and amends:
        form.add_error(
            None,
            _(
                "An amendment cannot hold a file. Put the action to the body again with the other file."
            ),
        )
        return ""
    try:
        outcome = resolutions.table(
            actors.of_request(request),
            action,
            thing,
            resolutions.sent(request.POST),
            reasons=form.cleaned_data[resolutions.REASONS],
            once=form.cleaned_data["once"],
            amends=amends,
            from_passing=bool(form.cleaned_data.get(resolutions.FROM_PASSING)),
            after=form.cleaned_data.get(resolutions.AFTER),
            uploads=request.FILES,
        )
    except BadInput as error:
        pages.complain(form, error, {"after": resolutions.AFTER})
        return ""
    said = (
        _("Proposed to the body as an amendment.") if amends else _("Put to the body as a motion.")
    )
    pages.tell(request, action, outcome, said)
    return str(outcome.result.get_absolute_url())


def _written_before(request: HttpRequest, form: ActionForm, kept: QueryDict) -> ActionForm:
    """The form with what was sent after the session had ended; its faults are told when it is sent again."""
    messages.info(
        request,
        _("You had been signed out. What you wrote is still here: send it again.")
        + (" " + _("Choose your files again.") if form.is_multipart() else ""),
    )
    kept["once"] = form.initial["once"]
    return _begun_with(form, kept)


def ask_for_files_again(form: ActionForm, files: Mapping[str, Any]) -> None:
    """Browsers keep what was typed, not which files were chosen: name them where they were."""
    for name in files:
        if name in form.fields and name not in form.errors:
            again = _("Choose “%(name)s” again.") % {"name": (files[name].name or name)[:80]}
            form[name].help_text = f"{again} {form[name].help_text}"


def _begun_with(form: ActionForm, data: MultiValueDict[str, str]) -> ActionForm:
    """The form with values as they were once sent; what is wrong with them is told when it is sent."""
    if "once" not in data:
        data["once"] = form.initial["once"]
    form.data, form.is_bound = data, True
    # Bound, and not judged yet.
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    return form


def _about(thing: Governed | None) -> core_refs.Described | None:
    return core_refs.resolve([thing.ref])[thing.ref] if thing is not None else None


def _wanted(request: HttpRequest) -> str:
    """The page of this hall to which the page that led here wants to go back."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    here = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if here else ""


def _next(result: Any, thing: Governed | None) -> str:
    address = getattr(result, "get_absolute_url", None)
    if address is not None:
        return str(address())
    about = _about(thing)
    return about.url if about and about.url else "/"


def available(
    actor: Actor,
    thing: Governed,
    memo: dict[Any, Any] | None = None,
    besides: Iterable[pages.AvailableAction] = (),
) -> list[pages.AvailableAction]:
    """What one can do with a thing and why not the rest, for `actions/parts/available_actions.html`."""
    shared = memo if memo is not None else {}
    answers = [(one, one.check(actor, thing, shared)) for one in on(type(thing))]
    shown = core_refs.resolve(
        {answer.refusal.provision for _one, answer in answers if answer.refusal} - {""}
    )
    found = []
    for one, answer in answers:
        refusal = pages.show(answer.refusal, shown) if answer.refusal else None
        rule, code = (answer.refusal.rule, answer.refusal.code) if answer.refusal else ("", "")
        found.append(
            pages.AvailableAction(
                slug(one), one, url_of(one, thing), refusal, rule, code, answer.conditions
            )
        )
    return [*found, *besides]


def memo_of(request: HttpRequest) -> dict[Any, Any]:
    """What the gate looked up for this request: parts of one page that give it to their checks share the answers."""
    memo: dict[Any, Any] = request.__dict__.setdefault("_looked_up_by_the_gate", {})
    return memo


def open_to(
    actor: Actor, thing: Governed, memo: dict[Any, Any] | None = None, app: str = ""
) -> list[tuple[Action[..., Any], str]]:
    """Actions open to somebody on a thing that has no page of its own, with their addresses.

    app: of this app alone; those above show theirs elsewhere.
    """
    shared = memo if memo is not None else {}
    return [
        (one, url_of(one, thing))
        for one in on(type(thing))
        if app in ("", one.app) and gate.is_for(actor, one.by) and one.check(actor, thing, shared)
    ]


def why_no_page(action: Action[..., Any]) -> str:
    """Why nobody reaches the action by a page; "" when it has one."""
    return "" if has_door(action) else action.no_door or "done by the System only"


def why_no_program(action: Action[..., Any]) -> str:
    """Why no program reaches the action; "" when it has an operation and a command."""
    if reason := why_no_page(action):
        return reason
    sealed = any(asked.input.sealed for asked in action.inputs.values())
    return "sealed on the person's device" if sealed else action.page_only


def refusal_of(actor: Actor, action: Action[..., Any]) -> Refused | None:
    """Why an action without a thing would be refused, for a page that leads to it."""
    return action.check(actor).refusal

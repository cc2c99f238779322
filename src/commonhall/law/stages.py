"""What `law` answers at the gate: competence (with mandate), rights, asking-first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.actions import stages as gate_stages
from commonhall.actions.actors import Kind
from commonhall.actions.stages import ActionRequest, Reliance
from commonhall.core import kept
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.asking import judging, origins
from commonhall.law.asking import queries as asking_queries
from commonhall.law.asking.models import AskingRule
from commonhall.law.caretakers import queries as caretaker_queries
from commonhall.law.caretakers import stages as caretakers
from commonhall.law.instruments import grounds
from commonhall.law.instruments.models import Competence, Instrument, Prohibition, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.people import stages as people_stages
from commonhall.people.actors import office_of
from commonhall.people.bodies.actions import ask_of_terms
from commonhall.places.queries import unit_by_id

APP = "law"
# Where no provision says for how long an interest that has ended still counts.
RECUSED_AFTER = 90


def competence(request: ActionRequest) -> Iterable[Reliance]:
    """Public power needs a competence in force for this body, here, today, up to this amount,
    and a mandate in force for the body."""
    power = request.action.power
    if not power:
        return []
    body, day = request.actor.body, timezone.localdate(request.at)
    if body is None:
        raise Refused("competence", "no-body", _("Only a public body can use this power."))
    grants = _grants(request, body, day)
    mandate, routine = _mandate(request, body, day)
    fitting = _fitting(request, _whose(request, grants))
    request.memo["competence", power, body] = fitting
    request.relied += [fitting, mandate]
    if fitting.together and decides_together(request, body):
        request.together = Provision.ref_of(fitting.provision_id)
    return [
        Reliance(
            provision=Provision.ref_of(fitting.provision_id),
            competence=fitting.ref,
            mandate=mandate.ref,
            caretaker=routine,
        ),
        *caretakers.after_term(request),
    ]


def _grants(request: ActionRequest, body: int, day: Any) -> list[Competence]:
    """The body's competences for the action's power, fetched once per memo."""
    power = request.action.power
    if request.dry_run:
        # A page asks about many powers at once: fetch the body's competences together.
        rows = kept.looked_up(
            request.memo, f"competences {body} {day}", lambda: queries.all_competences(body, day)
        )
        grants = [row for row in rows if row.power == power]
    else:
        grants = queries.COMPETENCES.rows(body=body, power=power, day=day, lock=True)
    if not grants:
        raise Refused(
            "competence",
            "no-competence",
            _("No provision in force gives this body the power to do this."),
        )
    own = office_of(request.actor)
    mine = [row for row in grants if row.office_id in (None, own)]
    if not mine:
        raise Refused(
            "competence",
            "other-office",
            _("Only another office of this body has the power to do this."),
            Provision.ref_of(grants[0].provision_id),
        )
    return mine


def _whose(request: ActionRequest, grants: list[Competence]) -> list[Competence]:
    """What belongs to another body is touched only where a provision names that: by a competence over others."""
    # Timers do for every body what the law says, on its day.
    if request.actor.kind is Kind.SYSTEM or request.owner in (None, request.actor.body):
        return grants
    over_others = [row for row in grants if row.others]
    if not over_others:
        raise Refused(
            "competence",
            "other-body",
            _("This belongs to another body, and no provision gives your body power over it."),
            Provision.ref_of(grants[0].provision_id),
        )
    return over_others


def _fitting(request: ActionRequest, grants: list[Competence]) -> Competence:
    """A competence that reaches the place and the amount; limits where these are still open. One by resolution, where any
    of several is: what one provision lets members do alone loosens no other."""
    reaching = grants
    if "place" in request.open and not any(row.unit.parent_id is None for row in grants):
        places = ", ".join(sorted({row.unit.name for row in grants}))
        request.conditions.append(_("In %(places)s.") % {"places": places})
    if "amount" in request.open and all(row.most is not None for row in grants):
        widest = max(grants, key=lambda row: (row.covers(0), row.most or 0))
        request.conditions.append(_("Up to %(amount)s.") % {"amount": widest.money})
    if request.place is not None:
        path = _path(request)
        reaching = [row for row in grants if f"/{row.unit_id}/" in path]
        if not reaching:
            raise Refused(
                "competence",
                "outside-territory",
                _("This body's power does not reach this place."),
                Provision.ref_of(grants[0].provision_id),
            )
    if request.amount is not None:
        amount = request.amount
        enough = [row for row in reaching if row.covers(amount)]
        if not enough:
            raise Refused(
                "competence",
                "above-amount",
                _("The amount is above what this body may decide."),
                Provision.ref_of(reaching[0].provision_id),
            )
        reaching = enough
    return next((row for row in reaching if row.together), reaching[0])


def decides_together(request: ActionRequest, body: int) -> bool:
    """Has the body several offices? An office that is its whole body decides alone."""
    return kept.looked_up(
        request.memo, f"several seats {body}", lambda: len(queries.SEATS.rows(body=body)) > 1
    )


def _path(request: ActionRequest) -> str:
    place = request.place or 0
    return kept.looked_up(request.memo, f"path of unit {place}", lambda: unit_by_id(place).path)


def _mandate(request: ActionRequest, body: int, day: Any) -> tuple[Mandate, str]:
    """The body's mandate; where it has run out, the last one, and the rule for caretakers."""
    rows = kept.looked_up(
        request.memo,
        f"mandate {body} {day}",
        lambda: queries.MANDATES.rows(body=body, day=day, lock=not request.dry_run),
    )
    if rows:
        return rows[0], ""
    if found := caretakers.without_mandate(request, body, day):
        return found
    raise Refused(
        "competence",
        "no-mandate",
        _("This body has no mandate: it has ended, was recalled or was never given."),
    )


def rights(request: ActionRequest) -> Iterable[Reliance]:
    """An action in one's own right needs a provision that grants it; neither a right nor a public power may be
    forbidden by an instrument of equal or higher rank."""
    day = timezone.localdate(request.at)
    relied = [_right(request, day), *caretakers.after_term(request)] if request.action.right else []
    barred = request.action.power or request.action.right
    forbidding = queries.of_power(request, queries.PROHIBITIONS, Prohibition, barred, day)
    if forbidding:
        grant = (
            request.memo["right", barred, request.actor.kind, day][0]
            if relied
            else request.memo["competence", barred, request.actor.body]
        )
        _check_prohibitions(request, forbidding, grant)
    return relied


def _right(request: ActionRequest, day: Any) -> Reliance:
    key = ("right", request.action.right, request.actor.kind, day)
    if key not in request.memo:
        request.memo[key] = queries.RIGHTS.rows(
            right=request.action.right,
            holder=request.actor.kind.value,
            day=day,
            lock=not request.dry_run,
        )
    if not request.memo[key]:
        raise Refused(
            "rights", "no-right", _("No provision in force gives you the right to do this.")
        )
    row = request.memo[key][0]
    request.relied.append(row)
    return Reliance(provision=Provision.ref_of(row.provision_id), right=row.ref)


def _check_prohibitions(request: ActionRequest, forbidding: list[Any], grant: Any) -> None:
    height = Instrument.objects.get(provisions=grant.provision_id).height
    for row in forbidding:
        here = request.place is None or f"/{row.unit_id}/" in _path(request)
        above = row.provision.instrument.height <= height
        if here and above and row.bars(request.actor.kind.value):
            raise Refused(
                "rights",
                "forbidden",
                _("A provision of the same or a higher rank forbids this here."),
                row.provision.ref,
            )


def asking_first(request: ActionRequest) -> Iterable[Reliance]:
    """Where a rule demands it, enough of those concerned must have been asked about the matter."""
    if not request.action.power or request.action.unasked:
        return []
    return [one for rule in _asking_rules(request) for one in _asked_enough(request, rule)]


def _asking_rules(request: ActionRequest) -> list[AskingRule]:
    """The rules in force that bind this power here, for this kind of thing and this sum."""
    power, day = request.action.power, timezone.localdate(request.at)
    return [
        rule
        for rule in queries.of_power(request, asking_queries.RULES, AskingRule, power, day)
        if (not rule.matter or request.subject.partition(":")[0] == rule.matter)
        and (request.place is None or f"/{rule.unit_id}/" in _path(request))
        and ("amount" in request.open or rule.binds(request.amount))
    ]


def _asked_enough(request: ActionRequest, rule: AskingRule) -> Iterable[Reliance]:
    # What a body resolves may name no other matter: it was asked about the motion.
    open_subject = "subject" in request.open and not request.actor.resolution
    if open_subject or "amount" in request.open:
        request.conditions.append(_condition(rule))
        return
    missing: Any = _("Choose the matter it is about.")
    since = None
    if rule.least_amount is not None:
        since = _smaller_sum_since(request)
    # What a body resolves was asked about its matter, or about the motion.
    for matter in filter(None, (request.subject, request.actor.resolution)):
        key = ("asked", rule.pk, matter, request.place, request.actor.body, since)
        if key not in request.memo:
            where = request.place, request.actor.body
            request.memo[key] = judging.judge(rule, matter, *where, since)
        if request.memo[key].holds:
            yield Reliance(provision=Provision.ref_of(rule.provision_id))
            return
        missing = request.memo[key].missing
    raise Refused(
        "asking_first",
        "not-asked",
        format_lazy(
            _("{missing} See who must be asked, and where to begin: {address}"),
            missing=missing,
            address=reverse("law:asking"),
        ),
        Provision.ref_of(rule.provision_id),
    )


def _smaller_sum_since(request: ActionRequest) -> datetime | None:
    """When the smaller sum of the matter was decided that this adds to: by raising a sum, or by a further part."""
    found = [origins.raised_from(request.subject, request.amount)]
    if request.action.so_far_since is not None:
        found.append(request.action.so_far_since(request.arguments))
    return max((one for one in found if one is not None), default=None)


def _condition(rule: AskingRule) -> Any:
    if rule.least_amount is None:
        words = _("Those concerned must be asked first: %(numbers)s.")
        return words % {"numbers": judging.shown(rule)}
    words = _("From %(amount)s, those concerned must be asked first: %(numbers)s.")
    return words % {"amount": rule.money, "numbers": judging.shown(rule)}


def _on_interests(day: date) -> str:
    """The provision by which whoever acts for the public declares their interests; "" where there is none."""
    rows = queries.RIGHTS.rows(
        right="declare-interests", holder=Kind.OFFICE.value, day=day, lock=False
    )
    return Provision.ref_of(rows[0].provision_id) if rows else ""


def _recused_after(day: date) -> int:
    """For how many days an interest still counts after it has ended."""
    found = queries.deadline_days("recuse-after", day)
    return found[0] if found else RECUSED_AFTER


def register() -> None:
    """Answer for the stages of the gate that are law's."""
    people_stages.recused_by(_on_interests, _recused_after)
    gate_stages.answer("competence", competence, APP)
    gate_stages.answer("rights", rights, APP)
    gate_stages.answer("asking_first", asking_first, APP)
    caretaker_queries.register()
    ask_of_terms(grounds.within_longest)

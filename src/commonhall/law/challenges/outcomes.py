"""What an answer to a challenge does, at once: each by the action that anybody else would need for it, with its power.

Nothing here changes the law by itself: the gate is asked for each child action as if it were done alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments.actions import amend_provision, repeal_provision
from commonhall.law.instruments.granting_actions import end_competence, grant_competence
from commonhall.law.instruments.models import Competence, Provision, Rank
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation

LONGEST_KEPT = timedelta(days=3 * 365)
# What is repealed, replaced or handed over ends within so many days.
LONGEST_WAIT = timedelta(days=365)
# Says of a ref whether by it an organisation carries a function on a day; an app above answers.
_carried: list[Callable[[str, int, date], bool]] = []


def carried_by(check: Callable[[str, int, date], bool]) -> None:
    """Say how one knows that an organisation carries a function: (ref, organisation, day) → bool."""
    _carried[:] = [check]


def keep(ctx: Context, challenge: Challenge, review_on: date | None) -> None:
    """Kept for now: on the day of its review it comes back on the agenda of whoever answers for it."""
    if review_on is None or not ctx.today < review_on <= ctx.today + LONGEST_KEPT:
        raise BadInput(
            "review_on", _("Enter when it will be reviewed: a day within the next three years.")
        )
    challenge.review_on = review_on


def simplify(
    ctx: Context,
    challenge: Challenge,
    texts: dict[str, str] | None,
    instead: Provision | None,
    last: date | None,
) -> None:
    """New words in the place of the old ones, or another provision, before whose beginning this one ends."""
    provision = challenge.provision
    challenge.before = provision.texts
    if bool(texts) == (instead is not None):
        raise BadInput("texts", _("Enter the simpler text, or choose the provision that has it."))
    if texts:
        ctx.perform(amend_provision, provision=provision, texts=texts)
        return
    assert instead is not None
    if instead.pk == provision.pk:
        raise BadInput("instead", _("Choose the new provision that replaces it."))
    if not queries.runs(instead, ctx.today):
        raise BadInput("instead", _("The new provision must be in force."))
    challenge.instead = instead
    challenge.ends_on = _last(ctx, provision, last or ctx.today)
    ctx.perform(repeal_provision, provision=provision, on=challenge.ends_on)
    ctx.link(challenge, instead, "simplified")


def hand_over(
    ctx: Context,
    challenge: Challenge,
    to_body: Body | None,
    to_organisation: Organisation | None,
    transfer: str,
    last: date | None,
) -> None:
    """The power ends here on a day; from the next one another body has it, or an organisation carries the function."""
    if (to_body is None) == (to_organisation is None):
        raise BadInput("to_body", _("Choose one body or one organisation that takes it over."))
    day = last or ctx.today
    if day < ctx.today:
        raise BadInput("ends_on", _("Enter its last day here: today or a later day."))
    _soon(ctx, day)
    held = _held(challenge, to_body, day)
    if to_body is not None and not held:
        raise BadInput(
            "to_body",
            _(
                "No other body holds a power under this rule, so there is nothing to hand over to this one."
            ),
        )
    if to_organisation is not None:
        if not any(check(transfer, to_organisation.pk, day) for check in _carried):
            raise BadInput(
                "transfer",
                _(
                    "Choose a function that this organisation carries on that day. It must already have been handed over."
                ),
            )
        ctx.link(challenge, transfer, "handed-over")
    for competence in held:
        ctx.perform(end_competence, competence=competence, on=day)
        if to_body is not None:
            ctx.perform(
                grant_competence,
                provision=competence.provision,
                body=to_body,
                power=competence.power,
                unit=competence.unit,
                starts=day + timedelta(days=1),
                ends=competence.ends if competence.ends != day else None,
                most=competence.most,
                together=competence.together,
                majority=competence.majority,
                quorum=competence.quorum,
                readings=competence.readings,
            )
    challenge.to_body, challenge.to_organisation = to_body, to_organisation
    challenge.ends_on = day


def _held(challenge: Challenge, to_body: Body | None, day: date) -> list[Competence]:
    """What is handed over: the competence challenged, or all that rest on the rule and others hold."""
    rows = Competence.objects.filter(queries.granted(day), provision=challenge.provision)
    if challenge.competence_id is not None:
        rows = rows.filter(pk=challenge.competence_id)
    if to_body is not None:
        rows = rows.exclude(body=to_body)
    return list(rows.select_related("provision", "unit").order_by("pk"))


def repeal(ctx: Context, challenge: Challenge, last: date | None) -> None:
    """Set the last day of what was challenged: the gate stops what rests on it from the day after."""
    if challenge.competence is not None:
        challenge.ends_on = _last(ctx, challenge.competence, last)
        ctx.perform(end_competence, competence=challenge.competence, on=challenge.ends_on)
        return
    if challenge.provision.instrument.rank < Rank.LOCAL_RULE:
        raise Refused(
            "rights",
            "higher-law",
            _("A council cannot repeal higher law."),
            challenge.provision.ref,
        )
    challenge.ends_on = _last(ctx, challenge.provision, last)
    ctx.perform(repeal_provision, provision=challenge.provision, on=challenge.ends_on)


def _last(ctx: Context, thing: Competence | Provision, last: date | None) -> date:
    if last is None or last < ctx.today:
        raise BadInput("ends_on", _("Enter its last day in force: today or a later day."))
    if thing.ends is not None and thing.ends < last:
        raise BadInput("ends_on", _("It already ends before that day."))
    _soon(ctx, last)
    return last


def _soon(ctx: Context, last: date) -> None:
    """What ends in ten years was kept. Raises BadInput."""
    if last > ctx.today + LONGEST_WAIT:
        raise BadInput(
            "ends_on",
            _(
                "Enter a day within a year. To keep it for longer, answer that it is kept, with its review."
            ),
        )

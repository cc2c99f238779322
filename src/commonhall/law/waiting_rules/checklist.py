"""What is asked of every new rule: which protected right it touches, and which higher provision allows that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.context import Context
from commonhall.actions.inputs import ChoiceMany, Pick
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Instrument, Prohibition, Provision, Rank, Right
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.ui.text import colon, local_date

# How long the reviewer has to object, and how many days that is where no provision says so.
DUTY, DAYS = "object-to-rule", 30
MOST_SAID = 110
ABOVE = Q(instrument__above=True) | Q(instrument__is_charter=True)


@dataclass(frozen=True)
class Protected:
    """One thing that is protected from lower rules. ref: of the right, or of the prohibition that protects it."""

    ref: str
    called: str
    provision: Provision

    @property
    def title(self) -> str:
        return f"{self.provision}{colon()}{self.called}"


def protected(day: date) -> list[Protected]:
    """Rights that the charter or law above it gives to people and organisations, and what is barred to protect one."""
    rights = Right.objects.filter(
        queries.granted(day), holder__in=(Right.Holder.PERSON, Right.Holder.ORGANISATION)
    ).filter(Q(provision__instrument__above=True) | Q(provision__instrument__is_charter=True))
    found: dict[int, Protected] = {}
    for right in rights.select_related("provision__instrument").order_by("pk"):
        # An article gives several: its own words say best what they are.
        said = Truncator(right.provision.text).chars(MOST_SAID)
        found.setdefault(right.provision_id, Protected(right.ref, said, right.provision))
    bars = Prohibition.objects.filter(queries.granted(day)).exclude(protects="")
    return [
        *found.values(),
        *(
            Protected(bar.ref, bar.protects, bar.provision)
            for bar in bars.select_related("provision__instrument").order_by("pk")
            if bar.provision.instrument.height < Rank.LOCAL_RULE
        ),
    ]


def called(refs: Iterable[str]) -> list[Protected]:
    """Protected things by their refs, as they are called today."""
    known = {one.ref: one for one in protected(clock.today())}
    return [known[ref] for ref in refs if ref in known]


def allowing() -> QuerySet[Provision]:
    """Provisions that stand above local rules, from which a rule can be allowed."""
    day = clock.today()
    rows: QuerySet[Provision] = Provision.objects.filter(
        ABOVE, queries.in_force(day), queries.in_force(day, "instrument__")
    )
    return rows.select_related("instrument").order_by("instrument__rank", "pk")


TOUCHES = ChoiceMany(
    _("Which protected rights it touches"),
    _("Only leave blank if it limits none of them. People who are limited can appeal."),
    choices_now=lambda: [(one.ref, one.title) for one in protected(clock.today())],
)
ALLOWED_BY = Pick(
    _("Which higher provision allows that"),
    _("Needed if it touches a protected right. The rule then waits for the reviewer."),
    rows=allowing,
)


def touching(day: date, touches: Sequence[str], allowed_by: Provision | None) -> list[str]:
    """Refs of the protected rights that a rule touches, as its body says. Raises BadInput."""
    known = {one.ref: one for one in protected(day)}
    found = [known[ref] for ref in touches if ref in known]
    if not found:
        return []
    if allowed_by is None:
        raise BadInput(
            "allowed_by",
            _("It touches “%(right)s”. Choose the higher provision that allows it.")
            % {"right": found[0].called},
        )
    highest = min(one.provision.instrument.height for one in found)
    if allowed_by.instrument.height > highest:
        raise BadInput(
            "allowed_by",
            _("Choose a provision of at least the same rank as the one that protects the right."),
        )
    return [one.ref for one in found]


def not_barred(day: date, powers: Iterable[str], unit: Unit, height: int) -> None:
    """A rule speaks of nothing, and grants nothing, that law of its rank or above forbids there. Raises Refused."""
    rows = Prohibition.objects.filter(queries.granted(day), power__in=list(powers))
    for bar in rows.select_related("provision__instrument", "unit").order_by("pk"):
        here = unit.path.startswith(bar.unit.path)
        bites = bar.bars("office") if bar.power in registry.powers() else not bar.holders
        if here and bites and bar.provision.instrument.height <= height:
            raise Refused(
                "rights",
                "forbidden",
                _("A provision of the same or a higher rank forbids what this rule is about."),
                bar.provision.ref,
            )


def wait(
    ctx: Context,
    instrument: Instrument,
    touched: list[str],
    allowed_by: Provision,
    starts: date,
    provision: Provision | None = None,
    texts: dict[str, str] | None = None,
) -> WaitingRule:
    """Put a rule, or new words of a provision, before the reviewer."""
    found = queries.deadline_days(DUTY, ctx.today)
    waiting = ctx.save(
        WaitingRule(
            instrument=instrument,
            provision=provision,
            before=provision.texts if provision is not None else {},
            texts=texts or {},
            touched=touched,
            allowed_by=allowed_by,
            body=Body.objects.get(pk=ctx.actor.body_id),
            adopted_on=ctx.today,
            starts=starts,
            until=ctx.today + timedelta(days=found[0] if found else DAYS),
        )
    )
    ctx.note(waits_until=waiting.until.isoformat(), touches=len(touched))
    return waiting


def waits(thing: Instrument | Provision) -> WaitingRule | None:
    """The rule that waits of an instrument, or of a provision."""
    rows = thing.waiting.filter(state=WaitingRule.State.WAITING)
    found: WaitingRule | None = rows.order_by("-pk").first()
    return found


def told(thing: Any) -> Any:
    """What is said after adopting or amending: where it waits, until when."""
    found = waits(thing) if thing is not None else None
    if found is None:
        return ""
    return _("Adopted. It is waiting for the reviewer until %(day)s.") % {
        "day": local_date(found.until)
    }

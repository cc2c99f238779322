"""Was enough asked? One sentence says what is missing, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.core import clock
from commonhall.law.asking import origins, queries, readers
from commonhall.law.asking.models import AskingLeave, AskingRule, IfFew
from commonhall.law.asking.readers import Asking
from commonhall.law.queries import residents
from commonhall.places.models import Unit
from commonhall.ui.text import listed


@dataclass(frozen=True)
class Judgement:
    """enough: the asking that satisfies the rule, or leave: the reviewer's; else `missing` says what lacks."""

    rule: AskingRule
    enough: Asking | None = None
    leave: AskingLeave | None = None
    missing: str = ""

    @property
    def holds(self) -> bool:
        return self.enough is not None or self.leave is not None


@dataclass(frozen=True)
class Needs:
    """The numbers of a rule, for one place."""

    people: int
    residents: int
    organisations: int
    offices: int
    per_place: int

    def halved(self) -> Needs:
        return Needs(*(-(-number // 2) for number in vars(self).values()))


def judge(
    rule: AskingRule,
    subject: str,
    place: int | None,
    body: int | None,
    since: datetime | None = None,
) -> Judgement:
    """Judge one rule for one matter in a place.

    since: when the smaller sum was decided that is to be raised now: what was asked before was asked about that one.
    """
    behind = origins.behind(subject)
    found = readers.about(behind)
    today = clock.today()
    for leave in queries.leaves(behind, today):
        if leave.rule_id == rule.pk and leave.body_id == body and not _earlier(leave.at, since):
            return Judgement(rule, leave=leave)
    counted = [one for one in found if one.way in rule.ways and _reaches(one, place, subject)]
    if not counted:
        return Judgement(rule, missing=_nothing(rule))
    counted, before = _about_these_words(subject, counted, since)
    units = Unit.objects.in_bulk({one.unit for one in (*counted, *before)})
    needs = {number: needs_of(rule, unit, today) for number, unit in units.items()}
    lacks = [_lacking(rule, one, needs[one.unit], today) for one in counted]
    for one, lacking in zip(counted, lacks, strict=True):
        if not lacking:
            return Judgement(rule, enough=one)
    second = _second(rule, counted, needs, today)
    if second is not None:
        return Judgement(rule, enough=second)
    for one in (old for old in before if not _lacking(rule, old, needs[old.unit], today)):
        again = [new for new in counted if not _again(rule, new, needs, today)]
        if again:
            return Judgement(rule, enough=again[0])
        return Judgement(rule, missing=_changed(one, _earlier(one.published_at, since)))
    if not counted:
        return Judgement(rule, missing=_nothing(rule))
    least = min(lacks, key=len)
    return Judgement(rule, missing=" ".join(least))


def _earlier(moment: datetime | None, since: datetime | None) -> bool:
    return moment is not None and since is not None and moment < since


def _about_these_words(
    subject: str, counted: Sequence[Asking], since: datetime | None
) -> tuple[list[Asking], list[Asking]]:
    """What was asked about the thing as it stands, or what lies behind it; and what was asked about other words of it, or
    about a smaller sum."""
    changed = origins.changed_at(subject)
    before = [
        one
        for one in counted
        if (one.matter == subject and _earlier(one.published_at, changed))
        or _earlier(one.published_at, since)
    ]
    return [one for one in counted if one not in before], before


def _again(rule: AskingRule, asking: Asking, needs: dict[int, Needs], today: date) -> list[str]:
    """What lacks of an asking that follows another: of that, half is enough."""
    return [*_numbers(rule, asking, needs[asking.unit].halved()), *_form(rule, asking, today)]


def _changed(asking: Asking, smaller: bool) -> str:
    if smaller:
        return _(
            "“%(title)s” was about a smaller sum. Ask those concerned again, about this one: half as many are enough."
        ) % {"title": asking.title}
    return _(
        "The words were changed after “%(title)s”. Ask those concerned again, about these words: half as many are enough."
    ) % {"title": asking.title}


def needs_of(rule: AskingRule, unit: Unit, today: date) -> Needs:
    """How many must have come: the share of the confirmed residents, if that is more."""
    share = 0
    if rule.per_cent:
        confirmed = residents(unit, today).values("person_id").distinct().count()
        share = -(-confirmed * rule.per_cent // 100)
    wanted = max(rule.residents, share)
    return Needs(rule.people, wanted, rule.organisations, rule.offices, rule.per_place)


def _reaches(asking: Asking, place: int | None, subject: str) -> bool:
    """Was it held where those concerned live: the place of the matter, or a wider one?

    A rule knows no place but its council's; what was asked before it was adopted reached its own then.
    """
    before = subject.startswith("law.") and not asking.matter.startswith("law.")
    if place is None or before:
        return True
    path = Unit.objects.values_list("path", flat=True).get(pk=place)
    return f"/{asking.unit}/" in path


def _second(
    rule: AskingRule, counted: Sequence[Asking], needs: dict[int, Needs], today: date
) -> Asking | None:
    """A later asking, of which half is enough, where the first brought too few.

    Any later one counts: an asking that nobody came to takes nothing from another of the same day.
    """
    if rule.if_few == IfFew.LEAVE or len(counted) < 2:
        return None
    held = [one for one in counted if not _form(rule, one, today)]
    if not held:
        return None
    first = min(held, key=lambda one: (one.opened_on, one.closes_on))
    for one in held:
        wider = one.path != first.path and first.path.startswith(one.path)
        if one.opened_on <= first.closes_on or (rule.if_few == IfFew.WIDER and not wider):
            continue
        if not _numbers(rule, one, needs[one.unit].halved()):
            return one
    return None


def _lacking(rule: AskingRule, asking: Asking, needs: Needs, today: date) -> list[str]:
    return [*_numbers(rule, asking, needs), *_form(rule, asking, today)]


def _form(rule: AskingRule, asking: Asking, today: date) -> list[str]:
    """What lacks besides the numbers: its days, its report, both sides, its answers."""
    found = []
    ran = asking.days(today)
    if ran < rule.days:
        found.append(
            _("“%(title)s” must run for %(needed)d days. It has run for %(ran)d.")
            % {"title": asking.title, "needed": rule.days, "ran": ran}
        )
    if asking.published_at is None:
        found.append(
            _("“%(title)s” has not been closed with its report yet.") % {"title": asking.title}
        )
    elif asking.published_at < clock.now() - timedelta(days=rule.valid_days):
        found.append(
            _("“%(title)s” is too old. It stays valid for %(days)d days.")
            % {"title": asking.title, "days": rule.valid_days}
        )
    if not asking.balanced:
        found.append(
            _(
                "The briefing of “%(title)s” needs arguments for at least two sides, from at least two parties."
            )
            % {"title": asking.title}
        )
    if rule.answered and not asking.answered:
        found.append(
            _("The body must first answer what people said in “%(title)s”.")
            % {"title": asking.title}
        )
    return [*found, *_by_name(rule, asking)]


def _by_name(rule: AskingRule, asking: Asking) -> list[str]:
    """Were those named who had to be, early enough to take part?"""
    if not rule.named and not rule.must_ask:
        return []
    last = asking.closes_on - timedelta(days=rule.days - 1)
    early = [one for one in readers.named_in(asking.ref) if one.on <= last]
    found = []
    if len(early) < rule.named:
        words = _(
            "In “%(title)s”, %(came)d of the %(needed)d people and organisations needed were named as concerned in time."
        )
        said = {"title": asking.title, "came": len(early), "needed": rule.named}
        found.append(words % said)
    there = {one.organisation for one in early}
    if missing := [one.name for one in rule.asked_by_name if one.pk not in there]:
        words = ngettext(
            "In “%(title)s”, the body must name as concerned, at least %(days)d day before it closes: %(who)s.",
            "In “%(title)s”, the body must name as concerned, at least %(days)d days before it closes: %(who)s.",
            rule.days,
        )
        said = {"title": asking.title, "days": rule.days, "who": listed(missing)}
        found.append(words % said)
    return found


def _numbers(rule: AskingRule, asking: Asking, needs: Needs) -> list[str]:
    kinds = (
        (
            asking.residents,
            needs.residents,
            _("%(came)d of the %(needed)d residents needed took part."),
        ),
        (
            asking.organisations,
            needs.organisations,
            _("%(came)d of the %(needed)d organisations needed took part."),
        ),
        (
            asking.offices,
            needs.offices,
            _("%(came)d of the %(needed)d public offices needed took part."),
        ),
        (asking.people, needs.people, _("%(came)d of the %(needed)d people needed took part.")),
    )
    found = [
        words % {"came": came, "needed": needed} for came, needed, words in kinds if came < needed
    ]
    if needs.per_place:
        parts = Unit.objects.filter(parent=asking.unit).order_by("code")
        few = [one for one in parts if asking.places.get(str(one.pk), 0) < needs.per_place]
        if few:
            words = _("Fewer than %(needed)d residents of %(place)s took part.")
            found.append(words % {"place": few[0].name, "needed": needs.per_place})
    return found


def _nothing(rule: AskingRule) -> str:
    """Nobody was asked: the numbers that are needed."""
    wanted = max(rule.residents, rule.people)
    words = ngettext(
        "Those concerned must be asked first: %(number)d resident, for %(days)d days. Nobody has been asked yet.",
        "Those concerned must be asked first: %(number)d residents, for %(days)d days. Nobody has been asked yet.",
        wanted,
    ) % {"number": wanted, "days": rule.days}
    by_name = rule.asked_by_name
    if not by_name:
        return words
    names = {"who": listed([one.name for one in by_name])}
    return f"{words} " + _("Must be asked by name: %(who)s.") % names


def shown(rule: AskingRule) -> str:
    """A rule in one line, for lists and buttons."""
    parts = []
    if rule.residents or rule.per_cent:
        parts.append(
            ngettext("%(number)d resident", "%(number)d residents", rule.residents)
            % {"number": rule.residents}
        )
    if rule.per_cent:
        parts.append(_("at least %(share)d%% of confirmed residents") % {"share": rule.per_cent})
    if rule.people:
        parts.append(_("%(number)d people in total") % {"number": rule.people})
    if rule.organisations:
        parts.append(
            ngettext("%(number)d organisation", "%(number)d organisations", rule.organisations)
            % {"number": rule.organisations}
        )
    if rule.offices:
        parts.append(
            ngettext("%(number)d public office", "%(number)d public offices", rule.offices)
            % {"number": rule.offices}
        )
    if rule.per_place:
        parts.append(_("%(number)d in each part of the place") % {"number": rule.per_place})
    if rule.named:
        parts.append(
            ngettext("%(number)d asked by name", "%(number)d asked by name", rule.named)
            % {"number": rule.named}
        )
    if by_name := rule.asked_by_name:
        parts.append(_("by name: %(who)s") % {"who": listed([one.name for one in by_name])})
    parts.append(ngettext("for %(days)d day", "for %(days)d days", rule.days) % {"days": rule.days})
    return " · ".join(parts)

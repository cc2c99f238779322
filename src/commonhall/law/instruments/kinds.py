"""What each kind of rule means, in two sentences; and the rules of a provision that are not grants, a sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.money import money_of
from commonhall.law.caretakers.models import Routine
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.instruments.models import Competence, Majority, Provision
from commonhall.law.powers import names
from commonhall.law.segregation.models import PowerOverPower, Reviewing
from commonhall.ui.text import listed, local_date
from commonhall.ui.text import money as shown

# Kind → (what it is called, what it means).
MEANING: dict[str, tuple[Any, Any]] = {
    "competences": (
        _("Power"),
        _(
            "The body may do this in this place, up to this amount. It may not do anything that no provision allows."
        ),
    ),
    "mandates": (
        _("Mandate"),
        _("A body holds its powers for a term. When the term ends or is recalled, it loses them."),
    ),
    "rights": (
        _("Right"),
        _("Those named may do this in their own name. They do not need permission from a body."),
    ),
    "prohibitions": (
        _("Prohibition"),
        _(
            "Nobody named may do this there, even if a provision of the same or a lower rank allows it. Anything based on such a provision stops."
        ),
    ),
    "deadlines": (
        _("Days"),
        _(
            "Anything not done within these days is late, and a timer puts the delay on the record. Days given to people cannot be shortened by a rule here."
        ),
    ),
    "thresholds": (
        _("Signatures"),
        _(
            "Once this many confirmed residents have signed, somebody must answer by a set day. A rule here may ask for fewer signatures, never for more."
        ),
    ),
    "asking_rules": (
        _("Asking first"),
        _(
            "Before this is done, this many of those concerned must have been asked, for this many days. Until then nobody can do it."
        ),
    ),
    "together": (
        _("Resolution"),
        _(
            "If a body has several members, none of them can do this alone: they vote by name, and if the motion passes it takes effect at once. The sentence says how many must vote, and how many in favour."
        ),
    ),
    "urgent": (
        _("Urgent decisions"),
        _(
            "This many members can decide together at once, with public reasons. The decision is undone unless the whole body confirms it in time."
        ),
    ),
    "suspensions": (
        _("Suspension"),
        _(
            "An appeal suspends an act until the appeal is decided. The reviewer may let the act continue, with reasons."
        ),
    ),
    "over_power": (
        _("Power over power"),
        _(
            "Bodies that create, fill or judge other bodies cannot do so for themselves. For themselves, and for their reviewers, residents decide."
        ),
    ),
    "reviews": (
        _("Review"),
        _(
            "One body reviews what the other does and may annul it. The reviewed body cannot fill its reviewer's offices or end its mandate."
        ),
    ),
    "routines": (
        _("Caretakers"),
        _(
            "Those who last held a power continue the routine work until a successor takes over. They make no rules, grant nothing and spend no new money."
        ),
    ),
    "founding": (
        _("Founding period"),
        _(
            "One office begins alone to get the hall started. The council later confirms what it did, or lets it lapse."
        ),
    ),
    "entrenched": (
        _("Entrenched"),
        _(
            "The council cannot change such an article on its own. It needs the stated majority and a vote of the residents on that exact change."
        ),
    ),
    "ends": (
        _("End"),
        _(
            "After its last day nothing can be based on it. It can only be renewed with reasons, once those concerned have been asked."
        ),
    ),
}


def sentences(
    provisions: Iterable[Provision], grants: dict[str, list[Any]], titles: dict[str, list[str]]
) -> dict[int, list[tuple[str, str]]]:
    """Provision's id → its rules besides grants: (kind, sentence). Four queries for a charter, none for other law."""
    rows = list(provisions)
    found: dict[int, list[tuple[str, str]]] = {row.pk: [] for row in rows}
    for number in found:
        mine = [one for one in grants["competences"] if one.provision_id == number and one.together]
        found[number] += _together(mine, titles)
        powers = [one.power for one in grants["suspensions"] if one.provision_id == number]
        if powers:
            words = gettext("An appeal against this stops it until it is decided: %(powers)s.")
            found[number].append(("suspensions", words % {"powers": _called(powers, titles)}))
    # Only a charter says these.
    if rows and rows[0].instrument.is_charter:
        for number, kind, sentence in _of_a_charter(list(found), titles):
            found[number].append((kind, sentence))
    return found


def meanings(kinds: Iterable[str]) -> list[tuple[Any, Any]]:
    """The kinds of rule that occur, each with its two sentences."""
    there = set(kinds)
    return [said for kind, said in MEANING.items() if kind in there]


def _called(powers: Iterable[str], titles: dict[str, list[str]]) -> str:
    return " · ".join(names.called(one, titles) for one in powers)


def _together(rows: list[Competence], titles: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    groups: dict[tuple[Any, ...], list[Competence]] = {}
    for row in rows:
        key = (row.body_id, row.majority, row.quorum, row.readings, row.casting_id)
        groups.setdefault(key, []).append(row)
    for same in groups.values():
        yield "together", _by_resolution(same[0], _called((one.power for one in same), titles))
    for row in rows:
        if row.urgent:
            said = {
                "number": row.urgent,
                "body": row.body.name,
                "amount": shown(money_of(row.urgent_most, row.currency)),
                "days": row.urgent_days,
                "powers": names.called(row.power, titles),
            }
            yield (
                "urgent",
                gettext(
                    "%(number)d members of %(body)s do what cannot wait, up to %(amount)s, and the body confirms it within "
                    "%(days)d days: %(powers)s."
                )
                % said,
            )


def _by_resolution(one: Competence, powers: str) -> str:
    said = {
        "body": one.body.name,
        "powers": powers,
        "majority": Majority(one.majority).label,
        "quorum": one.quorum,
    }
    words = (
        gettext(
            "%(body)s by resolution, with %(majority)s and more than %(quorum)d per cent voting: %(powers)s."
        )
        % said
    )
    if one.casting is not None:
        words += " " + gettext("In a tie %(office)s decides.") % {"office": one.casting.name}
    if one.readings > 1:
        words += " " + gettext("It is read on %(number)d days.") % {"number": one.readings}
    return words


# What a power over power does → what nobody does for themselves.
_OVER: dict[str, Any] = {
    PowerOverPower.Kind.GRANT: _(
        "Nobody may do this for themselves or for their reviewers: %(powers)s."
    ),
    PowerOverPower.Kind.ORGANISE: _("Nobody may do this for their reviewers: %(powers)s."),
    PowerOverPower.Kind.JUDGE: _("Nobody may do this in their own case: %(powers)s."),
    PowerOverPower.Kind.WATCH: _(
        "Only the charter grants this, and no rule of a body stops it: %(powers)s."
    ),
}


def _of_a_charter(
    provisions: list[int], titles: dict[str, list[str]]
) -> Iterator[tuple[int, str, str]]:
    over: dict[tuple[int, Any], list[str]] = {}
    for row in PowerOverPower.objects.filter(provision__in=provisions).order_by("pk"):
        over.setdefault((row.provision_id, _OVER.get(row.kind, _OVER["grant"])), []).append(
            row.power
        )
    for (number, words), powers in over.items():
        yield number, "over_power", str(words) % {"powers": _called(powers, titles)}
    reviews: dict[tuple[int, str], list[str]] = {}
    rows = Reviewing.objects.filter(provision__in=provisions).select_related("body", "reviewer")
    for one in rows.order_by("pk"):
        reviews.setdefault((one.provision_id, one.reviewer.name), []).append(one.body.name)
    for (number, reviewer), bodies in reviews.items():
        words = gettext("%(reviewer)s reviews: %(bodies)s.")
        yield number, "reviews", words % {"reviewer": reviewer, "bodies": listed(bodies)}
    routines: dict[tuple[int, int | None], list[str]] = {}
    for each in Routine.objects.filter(provision__in=provisions).order_by("pk"):
        routines.setdefault((each.provision_id, each.days), []).append(each.power)
    for (number, days), powers in routines.items():
        said = {"days": days or 0, "powers": _called(powers, titles)}
        yield (
            number,
            "routines",
            gettext("For %(days)d days at most, until somebody follows: %(powers)s.") % said
            if days
            else gettext("Until somebody follows, however long that takes: %(powers)s.") % said,
        )
    for period in FoundingPeriod.objects.filter(provision__in=provisions).select_related("office"):
        words = gettext("%(office)s alone until the council has met, and until %(day)s at most.")
        said = {"office": period.office.name, "day": local_date(period.ends)}
        yield period.provision_id, "founding", words % said

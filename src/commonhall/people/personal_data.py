"""What the hall holds about a person, app by app: to hand it over, and to erase it.

An app that keeps personal data registers a `Holder` in `AppConfig.ready()`; a person's export and
erasure then reach it without `people` knowing the app.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.actions.models import ActorSeal, Follow, KeptDraft, Notification
from commonhall.core import letters
from commonhall.people.api_keys.models import ApiKey
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.deputies.models import Deputyship
from commonhall.people.interests.models import Interest
from commonhall.people.learning import progress
from commonhall.people.learning.models import LessonDone, PathDone
from commonhall.people.organisations.models import Membership
from commonhall.people.residents.models import Person, Slip, Verification

Export = Callable[[Person], dict[str, Any]]
Erase = Callable[[Context, Person, bool], None]


@dataclass(frozen=True)
class Holder:
    """export: what the app holds, as JSON-able values. erase: (ctx, person, words) unties the person
    from what the app keeps; with `words`, what they wrote goes as well. names: what each part of
    the export is called to the person."""

    app: str
    export: Export
    erase: Erase
    names: Mapping[str, Any] = field(default_factory=dict)


_holders: dict[str, Holder] = {}


def holds(app: str, export: Export, erase: Erase, names: Mapping[str, Any] | None = None) -> None:
    """Register what an app holds about persons."""
    _holders[app] = Holder(app, export, erase, names or {})


def called(app: str, part: str) -> Any:
    """What a part of the export is called to the person; its own word where it has no name."""
    return _holders[app].names.get(part, part)


def everything_about(person: Person) -> dict[str, Any]:
    """All the hall holds about a person, by app."""
    return {app: holder.export(person) for app, holder in sorted(_holders.items())}


def erase_everywhere(ctx: Context, person: Person, words: bool) -> None:
    """Let every app forget a person, upper ones first: they still see what those below know of the person.

    Within an app the features keep their order: whose notes and pictures a case has, the case still says.
    """
    for holder in _upper_first():
        holder.erase(ctx, person, words)


def _upper_first() -> list[Holder]:
    by_app: dict[str, list[Holder]] = {}
    for holder in _holders.values():
        by_app.setdefault(holder.erase.__module__.split(".")[1], []).append(holder)
    return [holder for app in reversed(by_app.values()) for holder in app]


# --- what this app holds ------------------------------------------------------------------------
def _rows(person: Person, account: int) -> dict[str, list[Any]]:
    """What few people have, by part of the export: one query asks which of it there is."""
    kept: dict[str, QuerySet[Any]] = {
        "sign_in_providers": SocialAccount.objects.filter(user_id=account),
        "slips": Slip.objects.filter(person=person).order_by("pk"),
        "offices": OfficeTerm.objects.filter(person=person).select_related("office"),
        "speaks_for": Membership.objects.filter(person=person).select_related("organisation"),
        "declared_interests": Interest.objects.filter(person=person),
        "deputies": Deputyship.objects.filter(Q(person=person) | Q(deputy=person)),
        "keys": ApiKey.objects.filter(account_id=account),
        "drafts": KeptDraft.objects.filter(account_id=account).order_by("pk"),
        "lessons": LessonDone.objects.filter(person=person).order_by("pk"),
        "paths": PathDone.objects.filter(person=person).order_by("pk"),
    }
    flags = {f"any_{name}": Exists(rows) for name, rows in kept.items()}
    there = Person.objects.filter(pk=person.pk).annotate(**flags).values(*flags).get()
    return {name: list(rows) if there[f"any_{name}"] else [] for name, rows in kept.items()}


def _export(person: Person) -> dict[str, Any]:
    account = person.account
    number = account.pk if account else 0
    rows = _rows(person, number)
    follows = Follow.objects.filter(account_id=number).order_by("pk")
    notices = Notification.objects.filter(account_id=number).order_by("pk")
    return {
        "person": {
            "name": person.name,
            "phone": person.phone,
            "district": person.unit.code if person.unit else None,
            "known_since": person.since.isoformat(),
        },
        "account": None
        if account is None
        else {
            "email": account.email,
            "language": account.language,
            "joined": account.date_joined.isoformat(),
            "mail_notifications": account.mail_notifications,
            "mail_daily": account.mail_daily,
        },
        "sign_in_providers": [
            {"provider": row.provider, "known_as": row.uid, "said": row.extra_data}
            for row in rows["sign_in_providers"]
        ],
        "verified": [
            {"how": row.method, "district": row.unit.code, "from": str(row.starts)}
            for row in Verification.objects.filter(person=person).select_related("unit")
        ],
        "slips": [
            {"number": row.number, "given": str(row.given_on), "joined": str(row.joined_on or "")}
            for row in rows["slips"]
        ],
        "offices": [
            {"office": row.office.code, "from": str(row.starts), "to": str(row.ends)}
            for row in rows["offices"]
        ],
        "speaks_for": [
            {
                "organisation": row.organisation.names,
                "from": str(row.starts),
                "to": str(row.ends or ""),
                "named_as": row.shown_as,
                "role": row.role,
                "why_ended": row.why_ended,
            }
            for row in rows["speaks_for"]
        ],
        "declared_interests": [
            {"kind": row.kind, "in": row.target, "note": row.note, "from": str(row.starts)}
            for row in rows["declared_interests"]
        ],
        "deputies": [
            {
                "as": "deputy" if row.deputy_id == person.pk else "resident",
                "from": str(row.starts),
                "to": str(row.last_day),
            }
            for row in rows["deputies"]
        ],
        "keys": [{"name": row.name, "until": str(row.expires_on)} for row in rows["keys"]],
        "letters": letters.of_address(account.email) if account else [],
        "follows": [row.ref for row in follows],
        "notifications": [
            {"what": row.action, "about": row.ref, "at": row.at.isoformat()} for row in notices
        ],
        "drafts": [
            {
                "what": row.action,
                "about": row.about,
                "at": row.kept_at.isoformat(),
                "words": row.values,
            }
            for row in rows["drafts"]
        ],
        "lessons_done": [
            {"path": row.path, "lesson": row.lesson, "on": str(row.on)} for row in rows["lessons"]
        ],
        "paths_finished": [{"path": row.path, "on": str(row.on)} for row in rows["paths"]],
        "entries_on_the_record": [
            str(row.entry) for row in ActorSeal.objects.filter(person=person.pk)
        ],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for row in Verification.objects.filter(person=person):
        erase(ctx, row, ["person_id", "papers"])
    Slip.objects.filter(person=person).delete()
    progress.forget(person.pk)
    for row in Membership.objects.filter(person=person).select_related("organisation"):
        erase(ctx, row, ["person_id", "shown_as", "role", "why_ended"])
        if row.ends is None:
            row.ends = ctx.today
            ctx.save(row)
    for tie in Deputyship.objects.filter(Q(person=person) | Q(deputy=person)):
        erase(ctx, tie, ["person_id" if tie.person_id == person.pk else "deputy_id"])
        if tie.ended_on is None and tie.ends > ctx.today:
            tie.ended_on = ctx.today
            ctx.save(tie)
    # Offices held stay on the record with the person's number: what was done in them was public.
    ActorSeal.objects.filter(person=person.pk).delete()
    account = person.account
    Person.objects.filter(pk=person.pk).update(name="", phone="", unit=None, account=None)
    if account is not None:
        letters.forget(account.email)
        account.delete()


NAMES = {
    "person": _("My name and telephone"),
    "account": _("My account"),
    "sign_in_providers": _("Sign-in providers I joined"),
    "verified": _("Confirmations that I live here"),
    "slips": _("Slips an office gave me"),
    "offices": _("Offices I held"),
    "speaks_for": _("Organisations I speak for"),
    "declared_interests": _("Interests I declared"),
    "deputies": _("Deputies: who acts for me, and for whom I act"),
    "keys": _("My keys for programs"),
    "letters": _("Letters on their way to me"),
    "follows": _("What I follow"),
    "notifications": _("Notifications I received"),
    "drafts": _("Drafts I kept"),
    "lessons_done": _("Lessons I did"),
    "paths_finished": _("Learning paths I finished"),
    "entries_on_the_record": _("Entries on the record that are mine"),
}


def register() -> None:
    holds("people", _export, _erase, NAMES)

"""Naming who is concerned by an asking: people and organisations that nothing else would find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PersonByMail, PickSeveral, Ref
from commonhall.actions.undoing import put_back
from commonhall.consultations.askings.models import AskingReport, NamedConcern
from commonhall.core import refs
from commonhall.core.refusals import BadInput
from commonhall.people.actors import by_mail
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations
from commonhall.people.residents.models import Person

KINDS = ("conversation", "draft", "roundtable", "survey", "meeting")
# So many of one asking at most: whoever is concerned by the place alone is found by it.
MOST = 500


@action(
    "consultations.name_concerned",
    by=Kind.OFFICE,
    power="hold-conversations",
    nobody_concerned=_("Naming somebody decides nothing: they are told, and can take part."),
    undo=put_back,
    title=_("Name who is concerned"),
    done=_("People or organisations named as concerned by an asking"),
    notifies=False,
)
def name_concerned(
    ctx: Context,
    asking: Annotated[
        str,
        Ref(
            _("Which conversation, draft text, round table, survey or meeting"),
            empty=_("Say what they are asked in."),
            subject=True,
        ),
    ],
    person: Annotated[
        Person | None,
        PersonByMail(
            _("E-mail address of a person’s account"),
            _("Nobody sees whom you name. The person is told, once."),
            find=by_mail,
        ),
    ] = None,
    organisations: Annotated[
        Sequence[Organisation],
        PickSeveral(
            _("Organisations"),
            _("Those who speak for them are told, once."),
            rows=recognised_organisations,
        ),
    ] = (),
) -> int:
    """Name those whom it touches and whom nothing else would find: an owner next door, the tenants' association. They are
    told as the asking begins, or at once where it runs; the report says how many were named and how many came."""
    thing = _running(ctx, asking)
    known = NamedConcern.objects.filter(asking=asking)
    if person is None and not organisations:
        raise BadInput("person", _("Enter an e-mail address, or choose an organisation."))
    if known.count() + len(organisations) + 1 > MOST:
        raise BadInput(
            "organisations", _("That is too many: name at most %(most)d.") % {"most": MOST}
        )
    rows = []
    if person is not None and not known.filter(person=person).exists():
        rows.append(NamedConcern(asking=asking, person=person, at=ctx.occurred_at))
    there = set(known.values_list("organisation_id", flat=True))
    rows += [
        NamedConcern(asking=asking, organisation=one, at=ctx.occurred_at)
        for one in organisations
        if one.pk not in there
    ]
    for row in rows:
        ctx.save(row)
    ctx.subject = thing.ref
    ctx.note(named=len(rows))
    return len(rows)


def _running(ctx: Context, asking: str) -> Any:
    """The asking, which the own body holds and which has not been closed. Raises `BadInput`."""
    app, _dot, kind = asking.partition(":")[0].partition(".")
    thing: Any = refs.thing(asking) if app == "consultations" and kind in KINDS else None
    if thing is None:
        raise BadInput(
            "asking",
            _("Choose a conversation, a draft text, a round table, a survey or a meeting."),
        )
    if thing.body_id != ctx.actor.body:
        raise BadInput("asking", _("Another body holds this."))
    if not getattr(thing, "asks", True):
        raise BadInput("asking", _("This does not count as asking those concerned."))
    if AskingReport.objects.filter(asking=asking).exists():
        raise BadInput("asking", _("This has been closed. Nobody can be named any more."))
    return thing

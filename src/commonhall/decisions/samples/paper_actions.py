"""Answer sheets on paper: read by two people apart, who must agree; then they lie among all other answers.

What the first one read is kept as hashes under the code on the sheet: without the sheet nobody reads it back.
"""

from __future__ import annotations

import hmac
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import OnOwnPage
from commonhall.consultations.surveys import keeping
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.samples import actions, law
from commonhall.decisions.samples.models import Sample, SampleLetter, SheetReading
from commonhall.people.residents import codes, roll_keys


def _of_another_body(actor: Actor, sample: Sample) -> None:
    if sample.survey.body_id == actor.body:
        raise Refused(
            "segregation",
            "for-itself",
            _("The body that asks does not enter answer sheets. Another body must do it."),
        )
    actions.sent(actor, sample)


@action(
    "decisions.enter_answer_sheet",
    by=Kind.OFFICE,
    power=law.ENTER,
    any_body=exemptions.WATCHED,
    remedy=owed.DECISION,
    title=_("Enter an answer sheet"),
    done=_("Answer sheet of a survey read"),
    place=actions.unit_of,
    allows=_of_another_body,
    notifies=False,
    guesses=actions.GUESSES,
    own_page=True,
)
def enter_answer_sheet(
    ctx: Context,
    sample: Sample,
    letter: Annotated[str, actions.LETTER],
    code: Annotated[str, actions.CODE],
    answers: Annotated[dict[str, str], OnOwnPage(_("What is marked on the sheet"))],
    features: Annotated[dict[str, str], OnOwnPage(_("About the person, to weight the answers"))],
) -> Sample:
    """Enter what you read on a sheet. Once another person has read the same, it counts like all other answers. Do not tell each
    other what you read."""
    found = actions.opened(sample, letter, code)
    if found.answered:
        raise BadInput("letter", actions.USED)
    kept = keeping.read(sample.survey, answers)
    said = keeping.of_themselves(sample.survey, features, found.place)
    read = {**kept, **{f"m-{name}": value for name, value in said.items()}}
    by = roll_keys.newest().digest("sheet-by", str(found.pk), str(ctx.actor.person_id))
    first = SheetReading.objects.filter(letter=found).first()
    if first is None or first.by == by:
        digests = {name: _digests(found, code, name, value)[0] for name, value in read.items()}
        SheetReading.objects.update_or_create(letter=found, defaults={"by": by, "digests": digests})
        return sample
    _compare(first, found, code, read)
    first.delete()
    actions.take(sample, found, kept, said)
    sample.on_paper += 1
    ctx.note(on_paper=sample.on_paper)
    return ctx.save(sample)


def _digests(letter: SampleLetter, code: str, name: str, value: str) -> list[str]:
    """An answer as it is kept between the two readings, under every key; the newest first."""
    return roll_keys.digests("sheet", letter.number, codes.folded(code), name, value)


def _compare(first: SheetReading, letter: SampleLetter, code: str, read: dict[str, str]) -> None:
    """Raises BadInput at the first answer that another person read otherwise."""
    for name, value in read.items():
        there = first.digests.get(name, "")
        if not any(hmac.compare_digest(there, one) for one in _digests(letter, code, name, value)):
            raise BadInput(
                name,
                _(
                    "Another person read something else here. Look at the sheet together. If they were wrong, they enter it again first."
                ),
            )

"""What may be done with answer templates: make one, change it, end it."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Names, Pick
from commonhall.actions.undoing import put_back
from commonhall.cases.answer_templates import filling
from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import categories
from commonhall.core.refusals import BadInput, Refused

MOST = 3000
_MARKS = _(
    "You can use these words in braces: {number}, {title}, {category}, {place}, {body}, {raised}. They are replaced with details of the case."
)


def _known_marks(texts: dict[str, str]) -> None:
    for text in texts.values():
        if word := filling.unknown(text):
            told = gettext("{%(word)s} cannot be used. You can use: %(known)s.")
            known = ", ".join(f"{{{one}}}" for one in filling.MARKS)
            raise BadInput("texts", told % {"word": word, "known": known})


def _own(actor: Actor, template: AnswerTemplate) -> None:
    if template.body_id != actor.body:
        raise Refused("state", "other-body", _("This template belongs to another body."))
    if template.ended_on is not None:
        raise Refused("state", "wrong-state", _("This template has already ended."))


@action(
    "cases.set_answer_template",
    by=Kind.OFFICE,
    power="answer-cases",
    nobody_concerned=exemptions.WORDING,
    undo=put_back,
    title=_("Create an answer template"),
    done=_("Answer template created"),
)
def set_answer_template(
    ctx: Context,
    names: Annotated[
        dict[str, str], Names(_("Name"), most=80, empty=_("Enter a name for the template."))
    ],
    kind: Annotated[
        str,
        Choice(
            _("Kind of answer"),
            choices=AnswerTemplate.KINDS,
            empty=_("Choose the kind of answer."),
        ),
    ],
    texts: Annotated[
        dict[str, str],
        Names(_("Text"), _MARKS, most=MOST, long=True, empty=_("Enter the text.")),
    ],
    category: Annotated[
        Category | None,
        Pick(
            _("Category"),
            _("Leave blank to use it for all categories."),
            rows=categories,
            key="code",
        ),
    ] = None,
) -> AnswerTemplate:
    """Keep words your body often says. Before they are sent, the desk shows them filled in for the case."""
    _known_marks(texts)
    return ctx.save(
        AnswerTemplate(
            body_id=ctx.actor.body_id, names=names, kind=kind, texts=texts, category=category
        )
    )


@action(
    "cases.change_answer_template",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Change the template"),
    done=_("Answer template changed"),
    allows=_own,
)
def change_answer_template(
    ctx: Context,
    template: AnswerTemplate,
    names: Annotated[
        dict[str, str],
        Names(
            _("Name"),
            most=80,
            empty=_("Enter a name for the template."),
            present=lambda template: template.names,
        ),
    ],
    texts: Annotated[
        dict[str, str],
        Names(
            _("Text"),
            _MARKS,
            most=MOST,
            long=True,
            empty=_("Enter the text."),
            present=lambda template: template.texts,
        ),
    ],
    category: Annotated[
        Category | None,
        Pick(
            _("Category"),
            _("Leave blank to use it for all categories."),
            rows=categories,
            key="code",
            present=lambda template: template.category_id,
        ),
    ] = None,
) -> AnswerTemplate:
    """Put other words in its place. Answers that were given with it stay as they are."""
    _known_marks(texts)
    template.names, template.texts, template.category = names, texts, category
    return ctx.save(template)


@action(
    "cases.end_answer_template",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("End the template"),
    done=_("Answer template ended"),
    allows=_own,
)
def end_answer_template(ctx: Context, template: AnswerTemplate) -> AnswerTemplate:
    """It is offered no more."""
    template.ended_on = ctx.today
    return ctx.save(template)

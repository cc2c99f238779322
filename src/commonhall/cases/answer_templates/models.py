"""Tables of answer templates."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Answer
from commonhall.cases.categories.models import Category
from commonhall.core.models import Governed, Named, in_language
from commonhall.people.bodies.models import Body


class AnswerTemplate(Named, Governed):
    """Words a body often says, in the hall's languages; {title} and the like stand for what the case says.

    category: null where it serves every category. ended_on: it is offered no more.
    """

    # What a body says, of which there are templates.
    KINDS = tuple(
        (one.value, one.label)
        for one in (
            Answer.Kind.ANSWER,
            Answer.Kind.PLANNED,
            Answer.Kind.PARTLY,
            Answer.Kind.CANNOT,
            Answer.Kind.ASKED,
            Answer.Kind.DONE,
        )
    )

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True)
    texts = models.JSONField(default=dict)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("answer template")
        indexes = [models.Index(fields=["body", "kind"], name="cases_template_body")]

    @property
    def text(self) -> str:
        """Its words in the reader's language, not filled in."""
        return in_language(self.texts)

    def get_absolute_url(self) -> str:
        return reverse("cases:answer_templates")

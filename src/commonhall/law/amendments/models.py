"""Changes of the charter as they are proposed, put to the residents, and come into force."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, in_language
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body


class CharterAmendment(Governed):
    """New words for an article of the charter, or its end.

    before: the words it had then; where they changed meanwhile, the proposal fits no longer. texts: the new words, empty
    where the article is to be repealed. vote: the residents' vote that agreed, where the article is entrenched.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ENACTED = "enacted", _("in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="amendments")
    before = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_on = models.DateField(null=True)
    vote = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("amendment of the charter")

    def __str__(self) -> str:
        return gettext("Amendment: %(article)s") % {"article": self.provision.label}

    @property
    def old(self) -> str:
        return in_language(self.before)

    @property
    def new(self) -> str:
        return in_language(self.texts) if self.texts else ""

    @property
    def tone(self) -> str:
        return {"proposed": "waiting", "enacted": "good"}.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("law:amendment", args=[self.pk])

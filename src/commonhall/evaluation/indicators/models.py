"""Definitions of rates, series of values, frameworks, editions, and what people say of them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named


class Definition(Named, Governed):
    """How a rate is counted, from a day on: a scheme's rates are changed by dating a new definition.

    formula: see `formulas`. citation, source: the law or paper it is taken from.
    """

    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    formula = models.JSONField(default=dict)
    citation = models.CharField(_("taken from"), max_length=300, blank=True)
    source = models.URLField(_("official text"), blank=True)
    starts = models.DateField(_("in force from"))

    class Meta:
        constraints = [
            models.UniqueConstraint("scheme", "code", "starts", name="evaluation_definition_once")
        ]
        verbose_name = _("definition of a rate")

    def get_absolute_url(self) -> str:
        return f"{reverse('evaluation:definitions')}#definition-{self.pk}"

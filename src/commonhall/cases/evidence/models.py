"""Tables of evidence: what others know of a case, in words and photos."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from commonhall.cases.cases.models import Case
from commonhall.core.kept_images import KeptImage
from commonhall.core.models import Governed
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person


class Evidence(Governed):
    """Something somebody added to a case. words: what the photo shows, for those who cannot see it.

    set_aside_on: when the body that answers stopped showing it, with the reason; the original is kept.
    """

    SEALED = ("person", "text", "image", "words", "reason")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    image = KeptImage(upload_to="cases/%Y/%m", blank=True)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    set_aside_on = models.DateField(null=True)
    reason = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"

    def get_absolute_url(self) -> str:
        return f"{reverse('cases:case', args=[self.case_id])}#evidence-{self.pk}"

    @property
    def address(self) -> str:
        """Where the image itself is."""
        return reverse("cases:evidence", args=[self.pk])

    @property
    def small(self) -> str:
        """Where its small version is."""
        return f"{self.address}?small=1"

"""Tables of pictures: more than one of a matter, and how it looked when the body had done something."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from commonhall.cases.cases.models import Answer, Case
from commonhall.core.kept_images import KeptImage
from commonhall.core.models import Governed


class Picture(Governed):
    """A photo of a case beside its first one. answer: what the body said when it took it; null: by the raiser.

    words: what it shows, for those who cannot see it; "" where nobody said.
    """

    SEALED = ("image", "words")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pictures")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, related_name="pictures")
    image = KeptImage(upload_to="cases/%Y/%m", blank=True)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()

    @property
    def address(self) -> str:
        """Where the image itself is."""
        return reverse("cases:picture", args=[self.pk])

    @property
    def small(self) -> str:
        """Where its small version is."""
        return f"{self.address}?small=1"

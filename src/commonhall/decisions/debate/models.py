"""Tables of the debate on motions."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.decisions.motions.models import Motion
from commonhall.people.bodies.models import Office, OfficeTerm


class Speech(Governed):
    """What a member says on a motion that waits before the body, in public. term: who held the office then. wording: that
    of the motion on which it was said."""

    SEALED = ("text",)

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="speeches")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="+")
    wording = models.PositiveIntegerField()
    text = models.TextField(_("what was said"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("speech")

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("decisions:motion", args=[self.motion_id]) + "#debate"

"""Tables of organisations."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.kept_images import KeptImage
from commonhall.core.models import Governed, Named
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Organisation(Named, Governed):
    """A social organisation: association, co-operative, foundation, company, neighbourhood group.

    identifier: an org-id.guide identifier ("GB-CHC-1234567"), "" when it has none. tongues: languages in which one can
    speak with it, in its own words. image_words: what its photo shows.
    """

    SEALED = ("email", "purpose", "tongues", "image", "image_words")

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        RECOGNISED = "recognised", _("recognised, has standing")
        SUSPENDED = "suspended", _("standing suspended")
        ENDED = "ended", _("dissolved")

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        COOPERATIVE = "cooperative", _("co-operative")
        FOUNDATION = "foundation", _("foundation")
        COMPANY = "company", _("company")
        UNION = "union", _("trade union")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood group")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    identifier = models.CharField(_("register number"), max_length=80, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    tongues = models.CharField(max_length=200, blank=True)
    image = KeptImage(upload_to="organisations/%Y/%m", blank=True)
    image_words = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("where it works"))
    state = models.CharField(max_length=12, choices=State, default=State.REGISTERED)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.pk])

    @property
    def picture(self) -> str:
        """Where its photo is; "" where there is none."""
        return reverse("people:organisation_photo", args=[self.pk]) if self.image else ""

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return {"recognised": "good", "suspended": "warn", "ended": "neutral"}.get(
            self.state, "waiting"
        )


class Membership(Governed):
    """A person may speak for an organisation.

    shown_as, role: as the person wishes to be named there; "": not at all. why_ended: the public reason of the office that
    ended it; "" where the organisation or the person did.
    """

    SEALED = ("person", "shown_as", "role", "why_ended")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="memberships"
    )
    starts = models.DateField()
    ends = models.DateField(null=True)
    shown_as = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=80, blank=True)
    why_ended = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts}"

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.organisation_id])

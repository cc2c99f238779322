"""Tables of urgent decisions."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.decisions.motions.models import Motion
from commonhall.people.bodies.models import Office


class UrgentDecision(Governed):
    """What a motion holds cannot wait for its body: enough members agree, and it is done before the body has voted.

    members: so many must agree. days: so long the body has to confirm it; both as the charter said when it was called
    urgent. wording: that of the motion which they agreed to. confirm_by: the last day on which the body can.
    """

    SEALED = ("reason",)

    class State(models.TextChoices):
        CALLED = "called", _("waiting for another member")
        IN_FORCE = "in-force", _("in force until the body has voted")
        CONFIRMED = "confirmed", _("confirmed by the body")
        LAPSED = "lapsed", _("lapsed")

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="urgent")
    reason = models.TextField(_("why it cannot wait"), max_length=4000)
    members = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    wording = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CALLED)
    called_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    confirm_by = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("urgent decision")
        indexes = [models.Index(fields=["state", "confirm_by"], name="decisions_urgent_waiting")]

    def __str__(self) -> str:
        return self.reason[:80]

    @property
    def in_force(self) -> bool:
        return self.state == self.State.IN_FORCE

    @property
    def is_over(self) -> bool:
        """Its last day has passed, and the body has not confirmed it."""
        return self.in_force and self.confirm_by is not None and self.confirm_by < clock.today()

    @property
    def days_left(self) -> int:
        last: date = self.confirm_by or clock.today()
        return max(0, (last - clock.today()).days)

    def get_absolute_url(self) -> str:
        return self.motion.get_absolute_url()


class UrgentAgreement(Governed):
    """One office agreed that it cannot wait."""

    urgent = models.ForeignKey(UrgentDecision, on_delete=models.PROTECT, related_name="agreements")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("urgent", "office", name="decisions_urgent_agreed_once")
        ]

    def __str__(self) -> str:
        return f"{self.urgent_id} {self.office_id}"

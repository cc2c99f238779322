"""Tables of asking rules, and of the reviewer's leave to decide although few came."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.core.money import CurrencyField, Money, hall_currency, money_of
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


class Way(models.TextChoices):
    """Ways of asking that a rule may count."""

    CONVERSATION = "conversation", _("conversation")
    DRAFT = "draft", _("draft text")
    ROUND_TABLE = "round_table", _("round table")
    SURVEY = "survey", _("survey")
    PANEL = "panel", _("panel drawn by lot")
    MEETING = "meeting", _("meeting")


class IfFew(models.TextChoices):
    """What follows where too few came."""

    AGAIN = "again", _("people are asked again, then half as many are enough")
    WIDER = "wider", _("a wider circle is asked, then half as many are enough")
    LEAVE = "leave", _("the reviewer may give permission, with reasons")


class AskingRule(Governed):
    """A provision says who must be asked before a power is used, and how many must have come.

    matter: kind of what is acted on ("delivery.item"); "": all. least_amount: the rule holds from this sum on,
    in minor units of its currency; null: always. ways: which ways of asking count. residents: so many at least,
    and at least per_cent of the confirmed residents of the place. per_place: so many in each part of the place.
    people: of all kinds together. named: so many people and organisations must have been named as concerned; must_ask: ids
    of organisations that must be among them; both so many days before it closed as it must have run. days: so long it must
    have run. valid_days: so long its report counts.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="asking_rules")
    power = models.CharField(max_length=60, db_index=True)
    matter = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    least_amount = models.BigIntegerField(null=True)
    currency = CurrencyField()
    ways = models.JSONField(default=list)
    people = models.PositiveIntegerField(default=0)
    residents = models.PositiveIntegerField(default=0)
    per_cent = models.PositiveSmallIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    offices = models.PositiveIntegerField(default=0)
    per_place = models.PositiveIntegerField(default=0)
    named = models.PositiveIntegerField(default=0)
    must_ask = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField(default=1)
    valid_days = models.PositiveIntegerField(default=730)
    answered = models.BooleanField(default=False)
    if_few = models.CharField(max_length=8, choices=IfFew, default=IfFew.AGAIN)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("asking rule")

    def __str__(self) -> str:
        return f"{self.power}: {self.residents}"

    @property
    def money(self) -> Money | None:
        """From which amount it holds."""
        return money_of(self.least_amount, self.currency)

    @property
    def asked_by_name(self) -> list[Organisation]:
        """Organisations that must be named as concerned; one that no longer has standing need not be."""
        if not self.must_ask:
            return []
        recognised = Organisation.objects.filter(state=Organisation.State.RECOGNISED)
        return list(recognised.filter(pk__in=self.must_ask).order_by("pk"))

    @property
    def must_ask_refs(self) -> list[str]:
        return [Organisation.ref_of(one) for one in self.must_ask]

    @property
    def ways_named(self) -> list[str]:
        return [str(Way(one).label) for one in self.ways if one in Way.values]

    def binds(self, amount: int | None) -> bool:
        """Does it hold for a sum? A limit in a currency that is not the hall's is held to be passed."""
        if self.least_amount is None or (amount is not None and self.currency != hall_currency()):
            return True
        return amount is not None and amount >= self.least_amount


class AskingLeave(Governed):
    """The reviewer lets a body decide about one matter although too few came, with reasons, until a day."""

    SEALED = ("text",)

    rule = models.ForeignKey(AskingRule, on_delete=models.PROTECT, related_name="leaves")
    matter = models.CharField(max_length=80, db_index=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    text = models.TextField(_("why"), max_length=4000)
    ends = models.DateField(_("until"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("permission to decide although few took part")

    def __str__(self) -> str:
        return self.matter

    def get_absolute_url(self) -> str:
        return reverse("law:asking")

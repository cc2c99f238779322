"""What people are told: by e-mail, who was drawn and left an address with their letter; members, what the body answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.context import Context
from commonhall.actions.notification_letters import because, says
from commonhall.actions.subscriptions import on
from commonhall.core import clock, letter_samples
from commonhall.core.jobs import job
from commonhall.decisions.lotteries.models import Lottery, Ticket
from commonhall.decisions.panels.models import Panel, PanelLetter
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.ui import hall, languages


# --- who was drawn --------------------------------------------------------------------------------
@job()
def tell_drawn(panel: int) -> int:
    """Write to whoever was drawn, has not answered and left an address; once each. How many letters."""
    found = Panel.objects.select_related("draw").get(pk=panel)
    drawn = found.draw.tickets.filter(state=Ticket.State.DRAWN)
    tickets = {one.code: one for one in drawn}
    rows = PanelLetter.objects.filter(panel=found, code__in=tickets, told_on=None).exclude(email="")
    told = 0
    for letter in rows.order_by("pk"):
        # Told first, so that nobody is told twice where the mail server fails after it took the letter.
        letter.told_on = clock.today()
        letter.save(update_fields=["told_on"])
        with translation.override(languages.own().code):
            _message(letter.email, found.name, tickets[letter.code].answer_by).send()
        told += 1
    return told


@on("decisions.draw_lottery")
@on("decisions.lapse_tickets")
@on("decisions.decline_place")
@on("decisions.answer_panel_seat")
@on("decisions.leave_panel")
def somebody_was_drawn(_ctx: Context, _result: Any, arguments: dict[str, Any]) -> None:
    """After each step that may name somebody next."""
    panel = arguments.get("panel")
    if panel is None:
        lottery: Lottery = arguments["lottery"]
        panel = Panel.objects.filter(draw=lottery).first() if lottery.invited else None
    if panel is not None:
        tell_drawn.enqueue(panel.pk)


@letter_samples.sample("decisions.drawn_for_panel", gettext_lazy("You were drawn for a panel"))
def example() -> EmailMessage:
    return _message(letter_samples.NOBODY, _("How should lamps burn?"), clock.now())


def _message(address: str, panel: str, answer_by: datetime | None) -> EmailMessage:
    context = {
        "site": hall.name(),
        "panel": panel,
        "answer_by": answer_by,
        "address": settings.SITE_URL + reverse("decisions:panel_letter"),
    }
    return EmailMessage(
        subject=_("%(site)s: you were drawn for a panel") % context,
        body=render_to_string("decisions/mail/drawn_for_panel.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


# --- what the body answered -----------------------------------------------------------------------
@says("decisions.answer_recommendation", "decisions.follow_up_recommendation")
def answered(ref: str, _at: datetime) -> Iterator[str]:
    """What the body says of a recommendation, and later what became of it."""
    rows = Recommendation.objects.filter(pk=int(ref.rpartition(":")[2]))
    one = rows.select_related("panel__body", "follow_up").first()
    if one is None or not one.verdict:
        return
    yield _("%(body)s answers: %(verdict)s.") % {
        "body": one.panel.body.name,
        "verdict": one.get_verdict_display(),
    }
    later = getattr(one, "follow_up", None)
    yield later.text if later is not None and later.text else one.answer


because(
    "decisions.count_recommendation",
    gettext_lazy("You are told because you sit on the panel that recommended it."),
)
because("decisions.join_panel", gettext_lazy("You are told because this panel invited you."))

"""Disputes in a real browser: from a telephone call to an agreement that held, and one that is referred to a court."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.models import SECOND, Dispute
from commonhall.disputes.mediators.models import Mediator
from tests.actions.samples import set_fields
from tests.actions.samples.disputes import brought
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.disputes.kit import (
    ADDRESS,
    END,
    HIDDEN,
    MATTER,
    NAME,
    OFFER,
    PHONE,
    TEXT,
    accepted,
    actor,
    fresh,
    help_at_hand,
    letters,
    link_in,
    mediated,
    on_roll,
)
from tests.kit import Hall, found_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "main form .form-actions button:not([name=keep_draft])"
NARROW = 390


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def clerk(hall: Hall) -> object:
    return signed_in("clerk", hall.clerk.ref)


def seen(page: object, name: str, javascript: bool = True) -> None:
    if javascript:
        assert_accessible(page)  # type: ignore[arg-type]
    assert_fits(page)  # type: ignore[arg-type]
    screenshot(page, name)  # type: ignore[arg-type]


@pytest.mark.parametrize("javascript", [False, True])
def test_from_a_telephone_call_to_an_agreement_that_held(
    hall: Hall, open_page: OpenPage, javascript: bool
) -> None:
    """An operator writes down a call and posts the letter; the other side accepts by its link on a phone; both sign at the
    counter, and say after six months that it held."""
    on_roll(hall, "mia")
    help_at_hand(hall)
    desk = open_page("/disputes/", client=clerk(hall), javascript=javascript)  # type: ignore[arg-type]
    desk.click("text=Enter a dispute for somebody")
    seen(desk, "dispute-taken-in", javascript)
    desk.check("[name=channel][value=phone]")
    desk.fill("[name=name]", NAME)
    desk.check("[name=kind][value=neighbours]")
    desk.fill("[name=other]", "The house next door")
    desk.fill("[name=matter]", MATTER)
    desk.fill("[name=phone]", PHONE)
    desk.click(SEND)
    assert "Enter an e-mail address or a postal address" in desk.inner_text("main")
    assert desk.input_value("[name=matter]") == MATTER, "bad input loses nothing"
    desk.fill("[name=address]", ADDRESS)
    desk.click(SEND)
    dispute = Dispute.objects.get()
    said = desk.inner_text("body")
    assert dispute.number in said and not any(word in said for word in HIDDEN)
    code = re.search(r"\b[A-Z2-9]{5} [A-Z2-9]{5}\b", said)
    assert code is not None

    desk.goto("/disputes/letters/")
    desk.click(f"text=Dispute {dispute.number}")
    seen(desk, "dispute-letter", javascript)
    found = re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", desk.inner_text("main"))
    assert found is not None and ADDRESS in desk.inner_text("main")
    desk.click("text=The letter was posted")
    desk.click(SEND)

    phone = open_page(found[1], width=NARROW, javascript=javascript)
    assert transferred_bytes(phone) <= MAX_BYTES and MATTER not in phone.inner_text("main")
    seen(phone, "dispute-invitation-390", javascript)
    phone.click("button[value=accept]")
    assert parties.spaced(parties.code_of(parties.of(dispute, SECOND))) in phone.inner_text("main")
    seen(phone, "dispute-accepted-390", javascript)

    codes = (code[0], parties.code_of(parties.of(dispute, SECOND)))
    _both_say(desk, dispute, codes, "lot")
    assert fresh(dispute).state == Dispute.State.MEDIATING

    mia = open_page(
        dispute.get_absolute_url(), width=NARROW, client=signed_in("mia"), javascript=javascript
    )
    assert MATTER in mia.inner_text("main")
    seen(mia, "dispute-mediator-390", javascript)
    mia.click("main a:has-text('Write the agreement')")
    mia.fill("[name=text]", TEXT)
    mia.click(SEND)
    _both_say(desk, dispute, codes, "sign")
    assert fresh(dispute).state == Dispute.State.AGREED
    # The server has its own clock: the six months are over.
    set_fields(fresh(dispute), follow_up_on=fresh(dispute).agreed_on)
    _both_say(desk, dispute, codes, "held")
    assert (fresh(dispute).state, fresh(dispute).held) == ("followed", "held")


def _both_say(desk: object, dispute: Dispute, codes: tuple[str, str], word: str) -> None:
    for code in codes:
        desk.goto(f"/disputes/{dispute.pk}/record-word/")  # type: ignore[attr-defined]
        desk.fill("[name=code]", code)  # type: ignore[attr-defined]
        desk.check(f"[name=says][value={word}]")  # type: ignore[attr-defined]
        desk.click(SEND)  # type: ignore[attr-defined]


def test_two_neighbours_with_accounts_and_a_referral(hall: Hall, open_page: OpenPage) -> None:
    """One asks on the web and the other accepts from the letter; names are struck; the mediator refers them to a court."""
    on_roll(hall, "mia", "max")
    help_at_hand(hall)
    actor("other")
    first = open_page("/disputes/", width=NARROW, client=signed_in("resident"))
    seen(first, "disputes-390")
    first.click("text=Ask for mediation in a dispute")
    seen(first, "dispute-open-390")
    first.check("[name=kind][value=neighbours]")
    first.fill("[name=other]", "The other")
    first.fill("[name=matter]", MATTER)
    first.fill("[name=email]", "other@example.org")
    first.click(SEND)
    dispute = Dispute.objects.get()
    seen(first, "dispute-waits-390")
    (letter,) = letters()
    other = open_page(link_in(letter), client=signed_in("other"))
    assert MATTER not in other.inner_text("main")
    seen(other, "dispute-invited")
    other.click("main a:has-text('Accept mediation')")
    other.click(SEND)
    assert MATTER in other.inner_text("main")
    max_ = Mediator.objects.get(name="Max")
    for page, wanted in ((other, [max_]), (first, [])):
        page.goto(f"/disputes/{dispute.pk}/strike-names/")
        seen(page, "dispute-strike")
        for one in wanted:
            page.check(f"[name=names][value='{one.pk}']")
        page.click(SEND)
    other.goto(f"/disputes/{dispute.pk}/offer/")
    other.fill("[name=text]", OFFER)
    other.click(SEND)
    mia = open_page(dispute.get_absolute_url(), client=signed_in("mia"))
    assert OFFER in mia.inner_text("main")
    seen(mia, "dispute-mediator")
    mia.click("main a:has-text('End mediation without agreement')")
    mia.check("[name=how][value=court]")
    mia.fill("[name=words]", END)
    mia.click(SEND)
    first.goto(dispute.get_absolute_url())
    seen(first, "dispute-referred-390")
    text = first.inner_text("body")
    assert END in text and "District court" in text and "court" in text
    assert urlsplit(first.url).path == dispute.get_absolute_url()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, 1280])
def test_the_pages_for_everybody(hall: Hall, open_page: OpenPage, width: int, scheme: str) -> None:
    on_roll(hall, "mia", "max")
    help_at_hand(hall)
    between = brought(hall).get_absolute_url()
    dispute = accepted(hall)
    for path in (
        "/disputes/",
        "/disputes/mediators/",
        "/disputes/ways-on/",
        "/disputes/between-bodies/",
        between,
        dispute.get_absolute_url(),
    ):
        page = open_page(path, width=width, scheme=scheme)  # type: ignore[arg-type]
        assert transferred_bytes(page) <= MAX_BYTES
        name = {between: "between", dispute.get_absolute_url(): "one"}.get(path, path[10:-1])
        seen(page, f"public-{name}-{scheme}-{width}")
        page.context.close()


def test_an_operator_keeps_the_roll_and_the_ways_on(hall: Hall, open_page: OpenPage) -> None:
    mediated(hall)
    help_at_hand(hall)
    chair = open_page("/disputes/mediators/", client=signed_in("chair", hall.chair.ref))
    seen(chair, "dispute-roll-chair")
    desk = open_page("/disputes/ways-on/", client=clerk(hall))  # type: ignore[arg-type]
    seen(desk, "dispute-ways-desk")
    desk.click("main a:has-text('Remove from the list') >> nth=0")
    desk.click(SEND)
    assert "Night line" not in desk.inner_text("main")

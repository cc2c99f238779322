"""Waiting lists: one rule, one's own place with its reasons, offers in order, and nothing that nobody can see through."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.law.appeals.actions import file_appeal
from commonhall.people.actors import as_person
from commonhall.people.personal_data import everything_about
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.waiting_lists import (
    actions,
    intake_actions,
    keeping_actions,
    looking_actions,
    queries,
    rules,
    timers,
)
from commonhall.services.waiting_lists import offering_actions as offering
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingEntry
from tests.cases.mail_kit import run_jobs
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal
from tests.services import kit, waiting

pytestmark = pytest.mark.django_db
State, Offered = WaitingEntry.State, PlaceOffer.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def people(hall: Hall, count: int) -> list[Any]:
    return [kit.applicant(hall, f"person{number}") for number in range(count)]


def joined(hall: Hall, made: Any, count: int) -> list[WaitingEntry]:
    """One after the other, an hour apart."""
    now, found = clock.now(), []
    for number, who in enumerate(people(hall, count)):
        with clock.replay(now + timedelta(hours=number)):
            found.append(waiting.join(who, made))
    return found


def own(entry: WaitingEntry) -> Any:
    assert entry.person is not None
    return as_person(entry.person)


def offer_of(entry: WaitingEntry) -> PlaceOffer:
    found = queries.open_offer(entry)
    assert found is not None
    return found


def page(who: Any, address: str) -> str:
    return (signed_in(who) if who else Client()).get(address).content.decode()


def test_a_queue_offers_in_order_and_passes_on_what_is_declined_or_lapses(hall: Hall) -> None:
    made = waiting.waiting_list(hall, places=1)
    first, second, third = joined(hall, made, 3)
    assert [one.first_ahead for one in (first, second, third)] == [0, 1, 2]
    waiting.offer(hall, first)
    assert refusal(lambda: waiting.offer(hall, second)) == "no-place"
    actions.decline_place_offer.perform(own(first), offer_of(first), stay=True)
    assert waiting.fresh(first).state == State.WAITING
    # At once the next has it, and not again the one who declined it.
    assert waiting.fresh(second).state == State.OFFERED
    run_jobs()
    letter = next(one for one in mail.outbox if one.to == ["person1@example.org"])
    assert "A place is offered to you" in letter.body
    assert "Allotments" not in letter.subject
    with clock.replay(clock.now() + timedelta(days=14)):
        assert timers.end_offers() == 0
    with clock.replay(clock.now() + timedelta(days=15)):
        assert timers.end_offers() == 1
        entry = waiting.fresh(second)
        assert entry.state == State.WAITING and entry.answer_until is not None
        actions.accept_place_offer.perform(own(third), offer_of(third))
        offer = PlaceOffer.objects.get(entry=third)
        assert waiting.fresh(third).state == State.PLACED and rules.free_places(made) == 0
        offering.free_place.perform(hall.parks, offer)
        assert rules.free_places(made) == 1
        # A place that falls free anew is offered to the first again.
        waiting.offer(hall, first)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_points_count_after_two_looks_and_the_person_sees_each_line(hall: Hall) -> None:
    made = waiting.by_points(hall)
    second = waiting.colleague(hall)
    early, late = people(hall, 2)
    first = waiting.join(early, made)
    with clock.replay(clock.now() + timedelta(hours=1)):
        other = waiting.join(late, made, claims=["alone"], text=waiting.SECRET)
    assert other.points == 0 and other.to_look == 1
    actions.add_proof.perform(
        late, other, file=SimpleUploadedFile("order.pdf", b"%PDF-1.4"), need="alone"
    )
    waiting.look(hall, other)
    assert waiting.fresh(other).points == 0, "one look gives nothing"
    waiting.confirm(second, other)
    other = waiting.fresh(other)
    assert (other.points, other.to_look) == (30, 0)
    mine = page(late, other.get_absolute_url())
    for words in ("The order names them alone.", "30 points", "Article 53", "Appeal this"):
        assert words in mine
    found = queries.standing(waiting.fresh(first), rules.rule_of(made), clock.today())
    assert (found.ahead, found.first, found.passed) == (1, 0, 1), (
        "and why: the rule puts them first"
    )
    assert "came later and stands before" in page(early, first.get_absolute_url())
    # Nobody else reads what was said, nor the total.
    for who in (None, early, hall.roads):
        text = page(who, other.get_absolute_url())
        assert waiting.SECRET not in text and "The order names them" not in text
    assert waiting.SECRET in page(hall.parks, other.get_absolute_url())
    public = page(None, made.get_absolute_url())
    assert "Points are shown once ten wait" in public and other.number in public


def test_a_decision_about_points_is_appealed_and_undone(hall: Hall) -> None:
    from commonhall.law.appeals.models import Appeal
    from tests.law.kit import reviewer

    made, second = waiting.by_points(hall), waiting.colleague(hall)
    ada = kit.applicant(hall)
    entry = waiting.join(ada, made, claims=["alone"])
    waiting.look(hall, entry, holds=False)
    waiting.confirm(second, entry, holds=False)
    assert waiting.fresh(entry).points == 0
    found = Entry.objects.get(action="services.confirm_claim")
    assert f"?entry={found.pk}" in page(ada, entry.get_absolute_url())
    file_appeal.perform(ada, entry=found, text="I am alone.")
    judge = reviewer(hall)
    assert "I saw the order." in page(judge, entry.get_absolute_url())
    from commonhall.law.appeals.actions import decide_appeal

    appeal = Appeal.objects.get()
    decide_appeal.perform(judge, appeal=appeal, verdict="granted", text="The order is good.")
    again = waiting.fresh(entry)
    assert again.claims[0].get("holds") is None and again.to_look == 1


def test_a_new_rule_stands_beside_the_old_one_with_who_made_it_and_how_many_waited(
    hall: Hall,
) -> None:
    made, second = waiting.by_points(hall), waiting.colleague(hall)
    ada = kit.applicant(hall)
    entry = waiting.join(ada, made, claims=["alone"])
    waiting.look(hall, entry)
    waiting.confirm(second, entry)
    given: dict[str, Any] = {
        "rule": "need",
        "provision": waiting.provision(),
        "reason": "Siblings were parted.",
    }
    with pytest.raises(BadInput, match="criteria"):
        keeping_actions.change_waiting_rule.perform(
            hall.parks, made, **given, criteria=waiting.criteria("alone | 30 | Has a garden")
        )
    lines = waiting.CRITERIA.replace("30", "5")
    keeping_actions.change_waiting_rule.perform(
        hall.parks, made, **given, criteria=waiting.criteria(lines)
    )
    assert waiting.fresh(entry).points == 5
    public = page(None, made.get_absolute_url())
    for words in ("Siblings were parted.", "when 1 was waiting", "Rules before", ">30<", ">5<"):
        assert words in public, words
    mine = page(ada, entry.get_absolute_url())
    assert "Points under the rule before: 30. Points now: 5." in mine
    assert "The rule was changed once" in mine


def test_a_place_out_of_order_stands_in_public_with_its_reasons_and_is_appealed(hall: Hall) -> None:
    made = waiting.waiting_list(hall)
    entries = joined(hall, made, 3)
    last = waiting.fresh(entries[2])
    offering.offer_out_of_order.perform(hall.parks, last, reason="The house burnt down.")
    assert PlaceOffer.objects.get().before == 2
    first = own(entries[0])
    public = page(first, made.get_absolute_url())
    assert "The house burnt down." in public and "before 2 others" in public
    entry = Entry.objects.get(action="services.offer_out_of_order")
    assert f"?entry={entry.pk}" in public
    file_appeal.perform(first, entry=entry, text="Mine burnt, too.")
    mine = page(first, entries[0].get_absolute_url())
    assert "1 place was offered out of order" in mine


def test_once_a_year_people_are_asked_warned_and_taken_off(hall: Hall) -> None:
    made = waiting.waiting_list(hall)
    stays, goes = joined(hall, made, 2)
    now = clock.now()
    with clock.replay(now + timedelta(days=364)):
        assert timers.ask_yearly() == 0
    with clock.replay(now + timedelta(days=366)):
        assert timers.ask_yearly() == 2
        run_jobs()
        actions.keep_waiting_entry.perform(own(stays), waiting.fresh(stays))
    with clock.replay(now + timedelta(days=366 + 35)):
        assert timers.ask_yearly() == 1, "a warning, and nothing else"
        run_jobs()
    with clock.replay(now + timedelta(days=366 + 42)):
        assert timers.ask_yearly() == 0
    with clock.replay(now + timedelta(days=366 + 43)):
        assert timers.ask_yearly() == 1
    assert waiting.fresh(goes).state == State.LAPSED
    assert waiting.fresh(stays).state == State.WAITING
    run_jobs()
    said = [one.body for one in mail.outbox if one.to == ["person1@example.org"]]
    for words in ("Do you still want it?", "This is the last letter", "no longer on the list"):
        assert any(words in body for body in said), words


def test_at_the_desk_somebody_without_an_account_joins_once_and_speaks_later(hall: Hall) -> None:
    made = waiting.waiting_list(hall)
    given: dict[str, Any] = {
        "waiting_list": made,
        "channel": "counter",
        "name": "Grandma Ruth",
        "identity": "Identity card shown",
    }
    one = intake_actions.take_in_entry.perform(hall.clerk, **given).result
    for name in ("Grandma Ruth", "grandma ruth"):
        with pytest.raises(BadInput, match="name"):
            intake_actions.take_in_entry.perform(hall.clerk, **{**given, "name": name})
    intake_actions.take_in_entry.perform(hall.clerk, **given, another=True)
    assert "Grandma" not in page(hall.clerk, one.get_absolute_url())
    waiting.offer(hall, one)
    word: dict[str, Any] = {"waiting_entry": waiting.fresh(one), "says": "accept"}
    with pytest.raises(BadInput, match="code"):
        intake_actions.record_waiting_word.perform(hall.clerk, **word, code="ABCD EFGH")
    intake_actions.record_waiting_word.perform(hall.clerk, **word, code=one.receipt)
    assert waiting.fresh(one).state == State.PLACED


def test_an_estimate_follows_from_past_offers_or_is_not_given(hall: Hall) -> None:
    made = waiting.waiting_list(hall, places=5)
    entries = joined(hall, made, 8)
    last = waiting.fresh(entries[7])
    with clock.replay(clock.now() + timedelta(days=50)):
        for one in entries[:4]:
            waiting.offer(hall, one)
        assert queries.standing(last, rules.rule_of(made), clock.today()).wait is None
        waiting.offer(hall, entries[4])
        found = queries.standing(last, rules.rule_of(made), clock.today())
        assert found.wait is not None and (found.wait.days, found.wait.offers) == (30, 5)
        assert "5 places were offered in" in page(own(last), last.get_absolute_url())


def test_bad_input_is_named_at_its_field(hall: Hall) -> None:
    for field, given in (
        ("criteria", {"rule": "need"}),
        ("criteria", {"criteria": waiting.criteria()}),
        ("closes_on", {"rule": "lottery"}),
        ("closes_on", {"closes_on": clock.today() - timedelta(days=1)}),
        ("about", {"about": "delivery.asset:999"}),
    ):
        with pytest.raises(BadInput, match=field):
            waiting.waiting_list(hall, **given)
    made = waiting.by_points(hall)
    with pytest.raises(BadInput, match="claims"):
        waiting.join(kit.applicant(hall), made, claims=["tall"])


def test_pages_cost_the_same_however_long_the_lists(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    made = waiting.by_points(hall, service=kit.service(hall))
    for entry in joined(hall, made, 12):
        actions.claim_points.perform(own(entry), waiting.fresh(entry), claims=["sibling"])
    for _number in range(3):
        waiting.waiting_list(hall)
    stranger, office = Client(), signed_in(hall.parks)
    with django_assert_max_num_queries(12):
        assert "Nursery" in stranger.get("/services/waiting-lists/").content.decode()
    with django_assert_max_num_queries(26):
        assert "0" in stranger.get(made.get_absolute_url()).content.decode()
    with django_assert_max_num_queries(24):
        assert "Nursery" in office.get("/services/waiting-lists/desk/").content.decode()
    text = page(None, f"/services/{made.service_id}/")
    assert "Nursery" in text and "Waiting lists" in text
    assert queries.figures(made, rules.rule_of(made), clock.today()).groups[0].people == 12


def test_what_is_kept_of_a_person_is_handed_over_and_erased(hall: Hall) -> None:
    from commonhall.people.residents.actions import erase_me

    made, second = waiting.by_points(hall), waiting.colleague(hall)
    ada = kit.applicant(hall)
    entry = waiting.join(ada, made, claims=["alone"], text=waiting.SECRET)
    waiting.look(hall, entry)
    waiting.confirm(second, entry)
    data = everything_about(entry.person)  # type: ignore[arg-type]
    assert waiting.SECRET in str(data) and "The order names them alone." in str(data)
    assert "Nursery" in page(ada, "/me/")
    erase_me.perform(ada, words=True)
    gone = waiting.fresh(entry)
    assert (gone.person, gone.text, gone.claims, gone.state) == (None, "", None, State.LEFT)
    page(None, gone.get_absolute_url())
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_words_are_destroyed_after_their_days(hall: Hall) -> None:
    entry = waiting.join(kit.applicant(hall), waiting.waiting_list(hall), text=waiting.SECRET)
    actions.leave_waiting_list.perform(own(entry), waiting.fresh(entry))
    with clock.replay(clock.now() + timedelta(days=1095)):
        assert timers.destroy_old_words() == 0
    with clock.replay(clock.now() + timedelta(days=1097)):
        assert timers.destroy_old_words() == 1 and timers.destroy_old_words() == 0
    gone = waiting.fresh(entry)
    assert (gone.person, gone.text) == (None, "")


def test_looks_are_of_two_people(hall: Hall) -> None:
    made = waiting.by_points(hall)
    entry = waiting.join(kit.applicant(hall), made, claims=["alone", "sibling"])
    waiting.look(hall, entry)
    assert refusal(lambda: waiting.confirm(hall.parks, entry)) == "second-look"
    second = waiting.colleague(hall)
    waiting.confirm(second, entry)
    with pytest.raises(BadInput, match="criterion"):
        looking_actions.look_at_claim.perform(
            second, waiting.fresh(entry), criterion="alone", holds=False, reason="No."
        )

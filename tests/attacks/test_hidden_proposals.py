"""What moderation hid of a proposal stands at no door: page, list, ballot, plan, map, search, programs, tables, feed, letters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonhall.consultations.moderation import report_actions, reports, withheld_actions
from commonhall.consultations.moderation.models import Withheld
from commonhall.core import jobs, search
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.decisions.proposals import (
    actions,
    ballot_actions,
    merging_actions,
    moderation_actions,
)
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.votes.models import Option
from commonhall.delivery.plan import actions as plan_actions
from commonhall.law.appeals import actions as appeals
from commonhall.people.actors import as_person, system
from commonhall.people.residents import actions as people
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import confirmed
from tests.decisions.budgets import (
    BALLOT,
    CHECK,
    MERGING,
    check,
    on_ballot,
    opened,
    proposed,
    sifted,
)
from tests.decisions.kit import voter
from tests.delivery.test_pictures import a_photo
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db
SECRET = "Grabowski lives at 14"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def hide(hall: Hall, one: Proposal, what: str = "text", by: Any = None) -> Withheld:
    one.refresh_from_db()
    made: Withheld = moderation_actions.hide_proposal.perform(
        by or hall.roads, proposal=one, what=what, reason="private"
    ).result
    one.refresh_from_db()
    return made


def page(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode()


def wrote(hall: Hall, **given: Any) -> Proposal:
    """A proposal of a resident who has an account, with the secret in its words."""
    budget = given.pop("budget", None) or opened(hall, needed=0)
    values = {"title": f"Fence: {SECRET}", "text": f"**{SECRET}** and shouts.", **given}
    return proposed(hall, budget, kit.confirmed(hall), **values)


def doors(one: Proposal) -> list[str]:
    """Wherever the words of a proposal are read."""
    budget = one.budget.get_absolute_url()
    return [
        one.get_absolute_url(),
        budget,
        f"{budget}?state={one.state}",
        f"{budget}feed.atom",
        f"{budget}points.json",
        f"{reverse('decisions:similar_proposals')}?title=Fence+{SECRET.replace(' ', '+')}",
        reverse("places:unit", args=[one.unit_id]),
        f"/api/v1/budget-proposals/{one.pk}",
        "/api/v1/budget-proposals",
        "/api/v1/moderations",
        "/conversations/moderation/",
        "/search/?q=Fence",
        "/",
        f"/conversations/debates/{one.ref}/",
        f"/record/?subject={one.ref}",
        reverse("open_data:table", args=["decisions.proposals", "csv"]),
        reverse("open_data:table", args=["consultations.moderations", "csv"]),
    ]


def everywhere(path: str) -> bool:
    return SECRET in page(path)


def test_hidden_words_stand_at_no_door_and_are_kept_under_seal(hall: Hall) -> None:
    one = wrote(hall, point=(1.5, 10.5))
    said = [path for path in doors(one) if everywhere(path)]
    assert len(said) >= 9, said
    hidden = hide(hall, one)
    while jobs.run_one("test"):
        pass
    for path in (*doors(one), hidden.get_absolute_url()):
        assert not everywhere(path), path
    assert not search.matching(Proposal.objects.all(), "decisions.proposal", "Grabowski")
    assert not any(SECRET in f"{letter.subject} {letter.body}" for letter in mail.outbox)
    assert "Grabowski" not in "".join(Entry.objects.values_list("body", flat=True))
    assert SECRET in hidden.original
    assert "Hidden by moderation" in page(one.get_absolute_url())
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_new_words_do_not_bring_back_the_hidden_ones(hall: Hall) -> None:
    one, who = wrote(hall), kit.confirmed(hall)
    hide(hall, one)
    given = {"title": "A fence", "text": "For the school.", "estimate": 20_000_00}
    actions.reword_proposal.perform(who, proposal=one, **given)
    told = page(one.get_absolute_url())
    assert "For the school." in told and SECRET not in told


def test_on_the_ballot_it_keeps_its_place_without_its_words(hall: Hall) -> None:
    budget = opened(hall)
    one, _other = on_ballot(hall, budget, 10_000_00, 20_000_00, text=f"{SECRET} and shouts.")
    election = budget.election
    assert election is not None and one.option is not None
    ballot = [
        election.get_absolute_url(),
        f"/api/v1/elections/{election.pk}",
        reverse("open_data:table", args=["decisions.options", "csv"]),
        "/search/?q=shouts",
        budget.get_absolute_url(),
    ]
    assert everywhere(election.get_absolute_url())
    place = one.option.code
    for each in (one, _other):
        hide(hall, each)
    for path in ballot:
        assert not everywhere(path), path
    option = Option.objects.get(pk=one.option.pk)
    assert (option.code, option.withdrawn, option.cost) == (place, False, 10_000_00)
    assert "hidden by moderation" in option.name and option.name in page(ballot[0])
    assert not search.matching(Option.objects.all(), "decisions.option", "Grabowski")


def drawn_hidden(hall: Hall) -> tuple[Proposal, Withheld]:
    """A proposal that was hidden before the ballot was drawn."""
    budget = opened(hall, needed=0)
    one = wrote(hall, budget=budget)
    hidden = hide(hall, one)
    proposed(hall, budget, voter(hall, 7), title="Trees")
    sifted()
    with later(CHECK):
        for each in Proposal.objects.order_by("pk"):
            check(hall, each)
    with later(BALLOT):
        ballot_actions.draw_ballot.perform(hall.chair, budget=budget)
    one.refresh_from_db()
    return one, hidden


def test_drawn_while_hidden_and_shown_again_after_its_appeal(hall: Hall) -> None:
    one, hidden = drawn_hidden(hall)
    assert one.option is not None and SECRET not in json.dumps([one.option.names, one.option.texts])
    appeal, decide = withheld_actions.appeal_withheld, withheld_actions.decide_withheld
    (stranger,) = confirmed(hall, 1)
    given = {"verdict": "overturned", "text": "A shop."}
    assert refusal(lambda: appeal.perform(stranger, hidden, text="x")) == "not-yours"
    appeal.perform(kit.confirmed(hall), hidden, text="A shop.")
    assert refusal(lambda: appeal.perform(kit.confirmed(hall), hidden, text="x")) == "appealed"
    assert SECRET in page(hidden.get_absolute_url(), signed_in(hall.clerk))
    decide.perform(hall.clerk, hidden, **given)
    option = Option.objects.get(pk=one.option.pk)
    assert SECRET in option.name and SECRET in option.text
    assert search.matching(Option.objects.all(), "decisions.option", "Grabowski")
    assert search.matching(Proposal.objects.all(), "decisions.proposal", "Grabowski")
    with pytest.raises(BadInput):
        hide(hall, one)


def test_the_body_that_hid_it_does_not_decide(hall: Hall) -> None:
    hidden = hide(hall, wrote(hall), by=hall.clerk)
    withheld_actions.appeal_withheld.perform(kit.confirmed(hall), hidden, text="A shop.")
    given = {"verdict": "overturned", "text": "x"}
    decide = withheld_actions.decide_withheld
    assert refusal(lambda: decide.perform(hall.clerk, hidden, **given)) == "same-body"


def test_its_part_of_the_plan_follows(hall: Hall) -> None:
    budget = opened(hall)
    one, _other = on_ballot(hall, budget, 10_000_00, 20_000_00, text=f"{SECRET} and shouts.")
    assert one.option is not None
    item = plan_actions.adopt_winner.perform(
        system(),
        names=one.option.names,
        texts=one.option.texts,
        unit=one.unit,
        body=hall.body("parks"),
        budget=10_000_00,
        currency=budget.currency,
        about=one.option.ref,
    ).result
    path = item.get_absolute_url()
    assert everywhere(path)
    hide(hall, one)
    assert not everywhere(path)
    # The other project says the same, and is found by it; nothing of this one is.
    found = {hit.ref for hit in search.hits("shouts")}
    assert found and not found & {one.ref, one.option.ref, item.ref}
    assert SECRET not in page(reverse("open_data:table", args=["delivery.items", "csv"]))


def test_who_reads_what_is_hidden(hall: Hall) -> None:
    one = wrote(hall)
    hide(hall, one)
    for who in (kit.confirmed(hall), hall.parks):
        assert SECRET in page(one.get_absolute_url(), signed_in(who))
    for other in ("clerk", "chair"):
        assert SECRET not in page(one.get_absolute_url(), signed_in(other))


def test_nobody_hides_their_own_and_no_resident_hides(hall: Hall) -> None:
    official = Person.objects.get(pk=hall.roads.person)
    people.verify_resident.perform(hall.clerk, person=official, unit=hall.unit("north"))
    one = proposed(hall, opened(hall), as_person(official))
    assert refusal(lambda: hide(hall, one)) == "own-matter"
    assert refusal(lambda: hide(hall, one, by=voter(hall, 3))) == "wrong-kind"


def test_the_image_is_hidden_apart_from_the_words(hall: Hall) -> None:
    one = wrote(hall, title="A lamp", text="It glows.", image=a_photo(), image_words=SECRET)
    assert everywhere(one.get_absolute_url()) and Client().get(one.picture).status_code == 200
    photo = one.picture
    hidden = hide(hall, one, "photos")
    assert not everywhere(one.get_absolute_url()) and Client().get(photo).status_code == 404
    assert "It glows." in page(one.get_absolute_url())
    withheld_actions.appeal_withheld.perform(kit.confirmed(hall), hidden, text="A lamp.")
    withheld_actions.decide_withheld.perform(
        hall.clerk, hidden, verdict="overturned", text="A lamp."
    )
    assert Client().get(photo).status_code == 200


def test_what_is_hidden_is_not_merged(hall: Hall) -> None:
    budget = opened(hall, needed=0)
    ben = voter(hall, 7)
    one, other = wrote(hall, budget=budget), proposed(hall, budget, ben, title="Trees")
    sifted()
    with later(CHECK):
        check(hall, one)
        check(hall, other)
    offer = merging_actions.offer_merger.perform
    hide(hall, one)
    with later(MERGING):
        given: dict[str, Any] = {"title": "Both"}
        assert (
            refusal(lambda: offer(kit.confirmed(hall), proposal=one, into=other, **given))
            == "hidden"
        )
        with pytest.raises(BadInput):
            offer(ben, proposal=other, into=one, **given)


def test_it_is_reported_and_hiding_closes_the_report(hall: Hall) -> None:
    one = wrote(hall)
    assert f"report-words/?about={one.ref}" in page(one.get_absolute_url())
    (who,) = confirmed(hall, 1)
    report_actions.report_words.perform(who, about=one.ref, reason="private")
    with pytest.raises(BadInput):
        report_actions.report_words.perform(kit.confirmed(hall), about=one.ref, reason="private")
    (row,) = reports.waiting()
    assert row.thing.ref == one.ref
    desk = page("/conversations/moderation/reports/", signed_in(hall.parks))
    assert f"/proposals/{one.pk}/hide/" in desk
    hide(hall, one)
    assert not reports.waiting()
    (logged,) = datasets()["consultations.moderations"].rows()
    assert (logged["about"], logged["reason"]) == (one.ref, "private")
    (act,) = Client().get("/api/v1/moderations").json()["items"]
    assert act["now"]["hidden"] and act["about"] == one.ref


def test_a_review_that_undoes_the_hiding_shows_it_again(hall: Hall) -> None:
    one = wrote(hall)
    hidden = hide(hall, one)
    appeal = appeals.file_appeal.perform(
        kit.confirmed(hall), entry=kit.entry_of("decisions.hide_proposal"), text="It names nobody."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="It names nobody."
    )
    one.refresh_from_db()
    hidden.refresh_from_db()
    assert SECRET in one.text and hidden.shown_at is not None
    assert search.matching(Proposal.objects.all(), "decisions.proposal", "Grabowski")


def test_erased_with_the_account_of_its_author(hall: Hall) -> None:
    hidden = hide(hall, wrote(hall))
    people.erase_me.perform(kit.confirmed(hall), words=True)
    hidden.refresh_from_db()
    assert (hidden.original, hidden.author_id) == ("", None)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok

"""What a counted vote publishes tells of nobody, and nothing is decided by nobody."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import actions, counting, envelopes, queries, timers
from commonhall.decisions.votes.models import CastBallot, Election, Envelope
from commonhall.decisions.votes.rules import of_kind
from commonhall.decisions.votes.tally import tally
from commonhall.people.residents import actions as people
from tests.decisions.kit import budget, cast, count_it, hand_in, open_it, question, voter
from tests.kit import Hall, found_hall
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    # VACUUM cannot run inside a test's transaction; it is tested in test_secrecy.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def public(election: Election) -> str:
    """All that anybody can read of a vote."""
    where = (
        election.get_absolute_url(),
        f"/api/v1/elections/{election.pk}",
        f"/api/v1/elections/{election.pk}/ballots",
        "/open/decisions.ballots.json",
        "/open/decisions.elections.json",
    )
    answers = [Client().get(one) for one in where]
    return "\n".join(
        (b"".join(one.streaming_content) if one.streaming else one.content).decode()
        for one in answers
    )


def test_a_lone_voter_of_a_district_is_not_found_among_the_ballots(hall: Hall) -> None:
    """Nine vote in the north, one in the south: no ballot and no table says which one that was."""
    election = open_it(hall, question(hall))
    for number in range(9):
        cast(voter(hall, number, "north"), election, "no")
    cast(voter(hall, 50, "south"), election, "yes")
    count_it(election)
    election.refresh_from_db()
    assert election.turnout == [], "north and what is left of ten would tell of one"
    rows = list(CastBallot.objects.values())
    assert {key for row in rows for key in row} == {
        *("id", "version", "election_id", "tracker", "choices")
    }
    said = Client().get(f"/api/v1/elections/{election.pk}/ballots").json()["items"]
    assert {key for one in said for key in one} == {"tracker", "choices"}
    assert "neighborhood" not in public(election)


@given(st.dictionaries(st.sampled_from(["", *"abcdefgh"]), st.integers(0, 30)))
def test_no_class_of_a_published_turnout_is_below_five(groups: dict[str, int]) -> None:
    """Neither one that is shown, nor what is left of the total, which everybody can work out."""
    shown = counting.turnout_by(groups)
    total = sum(groups.values())
    left = total - sum(many for _group, many in shown)
    assert all(many >= 5 and groups[group] == many for group, many in shown)
    assert not shown or left == 0 or left >= 5
    assert not counting.too_small(total, shown)
    hidden = {group for group in groups if groups[group] and group not in dict(shown)}
    if all(many >= 5 for many in groups.values() if many) and not groups.get(""):
        assert not hidden, "nothing is hidden without need"


@given(st.integers(1, 40), st.integers(1, 4))
def test_a_table_that_tells_of_somebody_is_found(many: int, few: int) -> None:
    assert counting.too_small(many + 5 + few, [["a", many + 5]])
    assert counting.too_small(many + few, [["a", few], ["b", many]])
    assert counting.too_small(many, [["a", many + 5]])


@pytest.mark.parametrize("form", ["approval", "ranked", "points"])
def test_no_ballots_decide_nothing_under_any_rule(form: str) -> None:
    """Where nobody voted, or every ballot was empty, no money is spent and no answer wins."""
    options = [counting.OptionRow(code, cost) for code, cost in (("a", 40_00), ("b", 0), ("c", 1))]
    for ballots in ([], [[], [], []]):
        for rule in of_kind("budget"):
            for completion in rule.completions or ("",):
                terms = counting.Terms("budget", form, rule.code, completion, 1_000_000_00)
                outcome = counting.count(terms, options, ballots)
                assert outcome["winners"] == [] and outcome["spent"] == "0", (rule.code, completion)
                assert not any(outcome["others"].values())
        for rule in of_kind("question"):
            terms = counting.Terms("question", form, rule.code)
            assert counting.count(terms, options, ballots)["winners"] == []


def test_one_tracker_is_not_shown_to_all_who_vote_alike(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that gives everybody the same random signs: each tracker still begins with its voter's own."""
    same = "K7QX-02MB-9TRC-4WJE-8ZPA"
    monkeypatch.setattr(envelopes, "new_tracker", lambda: same)
    election = open_it(hall, question(hall))
    trackers = [cast(voter(hall, number), election, "yes") for number in range(11)]
    assert len(set(trackers)) == 11 and all(one.endswith(same) for one in trackers)
    count_it(election)
    published = election.ballots.values_list("tracker", flat=True)
    assert sorted(published) == sorted(trackers)


def test_a_tracker_that_two_were_shown_counts_twice_and_shows_to_both(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server leaves out the voters' own signs. On their pages they see that; in the count it is seen, too. It does
    not stop the count: browsers seal, so that any two voters could stop any vote."""
    tracker = "AAAA-AAAA-K7QX-02MB-9TRC-4WJE-8ZPA"
    monkeypatch.setattr(envelopes, "tracker_of", lambda _mark: tracker)
    election = open_it(hall, question(hall))
    for number in range(2):
        cast(voter(hall, number), election, "yes")
    assert count_it(election).outcome["votes"]["yes"] == 2
    assert sorted(election.ballots.values_list("tracker", flat=True)) == [tracker, f"{tracker}/2"]
    sent = {"tracker": tracker}
    page = Client().post(f"/decisions/{election.pk}/my-vote/", sent).content.decode()
    assert "More than one ballot has this tracker" in page


@pytest.mark.parametrize("mark", ["", "ABCD234", "ABCD23456", "éééééééé", "!!!!!!!!"])
def test_a_voter_without_signs_of_their_own_is_asked_for_them(hall: Hall, mark: str) -> None:
    election = open_it(hall, question(hall))
    person = voter(hall, 1)
    with pytest.raises(BadInput) as caught:
        actions.cast_ballot.perform(person, election=election, choices=[("no", 1)], mark=mark)
    assert caught.value.field == "mark" and not Envelope.objects.exists()


def test_the_roll_keeps_whoever_was_erased(hall: Hall) -> None:
    """Confirmed on the roll's day after the opening, and erased before the count: a vote of two is no vote above the roll."""
    listed = voter(hall, 1)
    election = open_it(hall, question(hall))
    late = [voter(hall, number) for number in (2, 3)]
    for person in (listed, *late):
        cast(person, election, "yes")
        people.erase_me.perform(person, words=True)
    cast(voter(hall, 4), election, "no")
    assert count_it(election).ballots == 4
    election.refresh_from_db()
    # The residents' list keeps its line, so that whoever stood there is not counted twice.
    assert (election.eligible, election.erased) == (4, 2)


def test_more_envelopes_than_people_on_the_roll_are_not_counted(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cast through the gate by people whom somebody put onto the roll, and who are not on it when it closes."""
    other, election = open_it(hall, question(hall)), open_it(hall, budget(hall))
    for number in range(3):
        cast(voter(hall, number), election, "a")
    cast(voter(hall, 20), other, "yes")
    on_the_roll = 2
    monkeypatch.setattr(queries, "eligible", lambda _election: on_the_roll)
    with clock.replay(timezone.now() + timedelta(days=8)):
        timers.close_due()
        election.refresh_from_db()
        assert election.eligible == on_the_roll < Envelope.objects.filter(election=election).count()
        hand_in(election)
        hand_in(other)
        assert refusal(lambda: tally(election)) == "above-the-roll"
        # It does not keep others from being counted, though the fault is seen.
        assert refusal(timers.count_due) == "above-the-roll"
    states = Counter(Election.objects.values_list("state", flat=True))
    assert states == {"closed": 1, "counted": 1}

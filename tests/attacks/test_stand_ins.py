"""A stand-in is one person: no second pair of eyes of their own, no vote, no day longer than was said, at any door."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from commonhall.actions.actors import Actor
from commonhall.cases.cases.actions import answer_case
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions.actions import vote_on_motion
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.queries import filled
from commonhall.decisions.urgent.actions import agree_urgently, call_urgent
from commonhall.delivery.plan.actions import adopt_item, stop_item
from commonhall.law.appeals.actions import decide_appeal
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.queries import founding_period
from commonhall.law.instruments.models import Deadline
from commonhall.law.stand_ins import actions
from commonhall.law.stand_ins.models import StandIn
from commonhall.open_data.action_operations import address
from commonhall.people import actors
from commonhall.people.accounts.models import Account
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.people.rolls import actions as rolls
from commonhall.people.rolls.models import RollChange
from commonhall.record.models import Entry
from tests import on_record
from tests.actions.samples import set_fields
from tests.actions.samples.stand_ins import accepted, acting, asked, days, term_of
from tests.attacks.doors import key, refused_everywhere, wrong_everywhere
from tests.decisions.council import seated, table
from tests.kit import Hall, as_whole, by_key, code_of, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
ANSWER = {"text": "On Friday.", "promise": None}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def who(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person)


def resident(hall: Hall) -> Actor:
    return actors.as_person(who(hall.resident))


def not_his(made: StandIn, hall: Hall) -> None:
    """Nobody acts in the office by it: not by code, not on a page, not by a key made while it held."""
    actor, case = acting(made), hall.raise_case()
    with pytest.raises(Refused) as refused:
        answer_case.perform(actor, case, text="On Friday.")
    assert refused.value.code == "not-in-office"
    page = signed_in(actor)
    page.post(f"/cases/{case.pk}/answer/", {"text": "On Friday.", "promise": ""})
    headers = {"Authorization": f"Bearer {key(actor)}"}
    sent = page.post(f"/api/v1/cases/{case.pk}/answer", ANSWER, "application/json", headers=headers)
    assert sent.status_code == 403, sent.content
    case.refresh_from_db()
    assert case.state == "open"


# --- who may be named, by whom --------------------------------------------------------------------
def test_nobody_of_another_body_stands_in_so_no_reviewer_does(hall: Hall) -> None:
    judge = kit.reviewer(hall)
    for one in (judge, hall.roads, hall.chair):
        given = {"person": who(one), **days()}
        wrong_everywhere(
            hall.parks,
            actions.name_stand_in,
            term_of(hall.parks),
            given,
            field="person",
            says="two bodies",
        )
    # Nor does anybody for their own reviewer.
    given = {"person": who(hall.parks), **days()}
    wrong_everywhere(
        judge, actions.name_own_stand_in, term_of(judge), given, field="person", says="two bodies"
    )


def test_who_becomes_the_reviewer_meanwhile_stands_in_no_more(hall: Hall) -> None:
    made = accepted(hall)
    kit.seat(hall, "reviewer", who(hall.resident))
    case = hall.raise_case(by=actors.as_person(person("neighbour")))
    refused_everywhere(
        acting(made), answer_case, case, {"text": "On Friday."}, by="segregation two-bodies"
    )


def test_who_was_asked_and_got_another_office_does_not_accept(hall: Hall) -> None:
    made = asked(hall)
    kit.seat(hall, "reviewer", who(hall.resident))
    refused_everywhere(
        resident(hall),
        actions.accept_stand_in,
        made,
        by="state changed-meanwhile",
        hangs_on="trying",
    )


def test_a_stand_in_neither_names_the_next_nor_ends_another(hall: Hall) -> None:
    made = accepted(hall)
    given = {"person": person("neighbour"), **days(after=20)}
    for action, thing, values in (
        (actions.name_stand_in, made.holder, given),
        (actions.end_stand_in, made, {}),
    ):
        refused_everywhere(acting(made), action, thing, values, by="segregation passes-on")


def test_a_stand_in_of_two_bodies_is_nobody(hall: Hall) -> None:
    accepted(hall)
    given = {"person": who(hall.resident), **days()}
    wrong_everywhere(hall.roads, actions.name_stand_in, term_of(hall.roads), given, field="person")


def test_nobody_names_themselves_nor_for_their_reviewer_nor_another_bodys(hall: Hall) -> None:
    judge = kit.reviewer(hall)
    given = {"person": who(hall.resident), **days()}
    name = actions.name_stand_in
    refused_everywhere(hall.chair, name, term_of(judge), given, by="segregation for-itself")
    refused_everywhere(hall.clerk, name, term_of(hall.parks), given, by="competence other-body")
    refused_everywhere(
        hall.roads,
        actions.name_own_stand_in,
        term_of(hall.parks),
        given,
        by="state not-yours",
    )
    colleague = second_office(hall)
    mine = {"person": who(colleague), **days()}
    refused_everywhere(
        colleague, name, term_of(hall.parks), mine, by="interests own-matter", hangs_on="person"
    )


def second_office(hall: Hall, name: str = "colleague") -> Actor:
    """One more office of the parks."""
    made = body_actions.establish_office.perform(
        hall.chair, hall.body("parks"), code=f"parks-{name}", names=texts(name)
    ).result
    return kit.seat(hall, made.code, person(name))


def test_where_nobody_is_there_the_council_names_one(hall: Hall) -> None:
    made = asked(hall, person_of("helper"))
    actions.end_stand_in.perform(hall.chair, made)
    again = actions.name_stand_in.perform(
        hall.chair, term_of(hall.parks), person=who(hall.resident), **days()
    ).result
    assert again.body == hall.body("parks")


def person_of(name: str) -> Actor:
    return actors.as_person(person(name))


def test_a_stand_in_passes_it_on_to_nobody(hall: Hall) -> None:
    made = accepted(hall)
    given = {"person": person("friend"), **days()}
    for actor, action, rule in (
        (acting(made), actions.name_stand_in, "segregation passes-on"),
        (acting(made), actions.name_own_stand_in, "state stands-in"),
        (hall.parks, actions.name_stand_in, "state stands-in"),
    ):
        refused_everywhere(actor, action, made.term, given, by=rule)


def test_only_who_was_asked_accepts_and_only_with_a_factor_just_confirmed(hall: Hall) -> None:
    made = asked(hall)
    for other in (person_of("friend"), actors.as_person(who(hall.parks))):
        refused_everywhere(other, actions.accept_stand_in, made, by="state not-yours")
    late = signed_in(resident(hall), confirmed=False)
    late.post(f"/law/stand-ins/{made.pk}/accept/")
    sent = by_key(
        resident(hall), address(actions.accept_stand_in).format(number=made.pk), {}, confirmed=False
    )
    assert sent.status_code == 403 and sent.json()["code"] == "second-factor"
    made.refresh_from_db()
    assert made.term is None


# --- two pairs of eyes are two people ---------------------------------------------------------------
LINES = "number,born,unit\nA-1,1980-05-01,north\n"
SEEN = {"seen": "The register's own list."}


def test_what_a_stand_in_proposed_they_do_not_agree_to_in_another_office(hall: Hall) -> None:
    judge = kit.reviewer(hall)
    close_founding_period.perform(hall.chair, founding_period())
    made = accepted(hall, by=hall.clerk)
    residents.import_census.perform(acting(made), unit=hall.unit("root"), lines=LINES)
    change = RollChange.objects.get()
    actions.stop_stand_in.perform(resident(hall), made)
    # An hour later the same person sits in the office that agrees.
    on_record.change(OfficeTerm.objects.filter(pk=term_of(judge).pk), person=hall.resident.person)
    twice = actors.as_office(who(hall.resident), Office.objects.get(code="reviewer"))
    refused_everywhere(twice, rolls.confirm_roll_change, change, SEEN, by="state same-person")


def test_the_holder_does_not_agree_to_what_the_stand_in_proposed(hall: Hall) -> None:
    judge = kit.reviewer(hall)
    close_founding_period.perform(hall.chair, founding_period())
    made = accepted(hall, by=hall.clerk)
    residents.import_census.perform(acting(made), unit=hall.unit("root"), lines=LINES)
    rows = OfficeTerm.objects.filter(pk=term_of(judge).pk)
    on_record.change(rows, person=hall.clerk.person)
    twice = actors.as_office(who(hall.clerk), Office.objects.get(code="reviewer"))
    change = RollChange.objects.get()
    refused_everywhere(twice, rolls.confirm_roll_change, change, SEEN, by="state same-person")


def test_nobody_reviews_what_they_did_as_a_stand_in(hall: Hall) -> None:
    judge = kit.reviewer(hall)
    made = accepted(hall)
    asker = person("neighbour")
    residents.verify_resident.perform(hall.clerk, person=asker, unit=hall.unit("north"))
    case = hall.raise_case(by=actors.as_person(asker))
    answer_case.perform(acting(made), case, text="Never.")
    actions.stop_stand_in.perform(resident(hall), made)
    appeal = kit.appealed(actors.as_person(asker), "cases.answer_case")
    rows = OfficeTerm.objects.filter(pk=term_of(judge).pk)
    on_record.change(rows, person=made.person_id)
    twice = actors.as_office(who(hall.resident), Office.objects.get(code="reviewer"))
    answer = decide_appeal.check(twice, appeal)
    assert answer.refusal is not None and answer.refusal.code == "had-a-part"


def test_an_interest_of_the_stand_in_recuses_and_so_does_the_holders_own_matter(hall: Hall) -> None:
    made = accepted(hall, person_of("helper"))
    actor = acting(made)
    case = hall.raise_case()
    declare_interest.perform(actor, kind="property", target=case.unit.ref)
    refused_everywhere(actor, answer_case, case, {"text": "On Friday."}, by="interests recused")
    own = hall.raise_case(by=actors.as_person(who(hall.parks)), unit=hall.unit("south"))
    refused_everywhere(actor, answer_case, own, {"text": "On Friday."}, by="interests own-matter")


# --- resolutions ----------------------------------------------------------------------------------
def works(hall: Hall) -> Any:
    return adopt_item.perform(
        as_whole(hall),
        level="project",
        names=texts("Dredging"),
        unit=hall.unit("north"),
        body=hall.body("council"),
    ).result


def standing_in_for(hall: Hall, member: Actor, name: str = "helper", **given: Any) -> Actor:
    return acting(accepted_by_body(hall, member, name, **given))


def accepted_by_body(hall: Hall, member: Actor, name: str, **given: Any) -> StandIn:
    helper = Person.objects.filter(name=name).first() or person(name)
    values = {"person": helper, **days(), **given}
    made = actions.name_own_stand_in.perform(member, term_of(member), **values).result
    code_of(helper.account_id)
    done: StandIn = actions.accept_stand_in.perform(actors.as_person(helper), made).result
    return done


def test_a_stand_in_of_a_member_has_no_vote_and_no_part_in_what_cannot_wait(hall: Hall) -> None:
    members = seated(hall, 5)
    instead = standing_in_for(hall, members[1])
    motion = table(members[0], stop_item, works(hall))
    vote = {"choice": "yes"}
    refused_everywhere(instead, vote_on_motion, motion, vote, by="segregation no-vote")
    call_urgent.perform(members[0], motion=motion, reason="The dam leaks.")
    refused_everywhere(instead, agree_urgently, motion, by="segregation no-vote")
    assert [one.person_id for one in filled(hall.body("council").pk, clock.today())] == [
        one.person for one in members
    ]


def test_a_colleague_who_stands_in_is_not_two_members(hall: Hall) -> None:
    members = seated(hall, 5)
    instead = standing_in_for(hall, members[1], "member2")
    motion = table(members[0], stop_item, works(hall))
    call_urgent.perform(members[2], motion=motion, reason="The dam leaks.")
    refused_everywhere(instead, agree_urgently, motion, by="segregation no-vote")
    vote_on_motion.perform(members[2], motion=motion, choice="yes")
    refused_everywhere(instead, vote_on_motion, motion, {"choice": "yes"}, by="segregation no-vote")


def test_who_stands_in_for_the_only_member_decides_nothing_for_the_body(hall: Hall) -> None:
    instead = standing_in_for(hall, hall.chair)
    given = {
        "code": "market",
        "names": texts("Market"),
        "kind": "agency",
        "unit": hall.unit("root"),
    }
    refused_everywhere(instead, body_actions.establish_body, None, given, by="segregation no-vote")


def votes_by_charter(most: int) -> None:
    """The charter lets those vote who stand in for so many days: an article on other days speaks of it instead."""
    rows = Deadline.objects.filter(duty="newcomer")
    assert on_record.change(rows, duty="stand-in-votes", days=most) == 1


def test_where_the_charter_says_so_a_stand_in_votes_in_the_members_place(hall: Hall) -> None:
    votes_by_charter(30)
    members = seated(hall, 3)
    instead = standing_in_for(hall, members[1])
    motion: Motion = table(members[0], stop_item, works(hall))
    vote_on_motion.perform(instead, motion=motion, choice="no")
    # The seat has one vote, and while somebody else sits in it the member has none.
    refused_everywhere(
        members[1], vote_on_motion, motion, {"choice": "yes"}, by="state voted-before-you"
    )
    here = [one.person_id for one in filled(hall.body("council").pk, clock.today())]
    assert here == [hall.chair.person, instead.person, members[2].person]


def test_a_longer_stand_in_than_the_charter_says_has_no_vote(hall: Hall) -> None:
    votes_by_charter(5)
    members = seated(hall, 3)
    instead = standing_in_for(hall, members[1])
    motion = table(members[0], stop_item, works(hall))
    refused_everywhere(instead, vote_on_motion, motion, {"choice": "yes"}, by="segregation no-vote")


# --- the end --------------------------------------------------------------------------------------
def test_it_ends_by_itself_on_its_last_day(hall: Hall) -> None:
    made = accepted(hall)
    with kit.later(9):
        assert actors.choices(who(hall.resident))[1].actor.stand_in == made.term_id
    with kit.later(10):
        not_his(made, hall)
        assert len(actors.choices(who(hall.resident))) == 1


def test_either_ends_it_at_once(hall: Hall) -> None:
    for one in (hall.resident, hall.parks):
        made = accepted(hall)
        stop = signed_in(actors.as_person(who(one)))
        stop.post(f"/law/stand-ins/{made.pk}/stop/", {})
        not_his(made, hall)


def test_it_ends_with_the_term_of_the_one_stood_in_for(hall: Hall) -> None:
    made = accepted(hall)
    body_actions.end_term.perform(hall.chair, term_of(hall.parks))
    not_his(made, hall)
    # And whoever stood in last goes on with nothing.
    assert len(actors.choices(who(hall.resident))) == 1


def test_a_closed_account_and_one_without_a_second_factor_stand_in_for_nobody(hall: Hall) -> None:
    made = accepted(hall)
    Authenticator.objects.filter(user=hall.resident.account).delete()
    with pytest.raises(Refused) as refused:
        answer_case.perform(acting(made), hall.raise_case(), text="On Friday.")
    assert refused.value.code == "no-second-factor"
    case = hall.raise_case()
    sent = by_key(acting(made), f"/cases/{case.pk}/answer", ANSWER, confirmed=False)
    assert sent.json()["code"] == "no-second-factor"
    Account.objects.filter(pk=hall.resident.account).update(is_active=False)
    with pytest.raises(Refused):
        answer_case.perform(acting(made), hall.raise_case(by=hall.roads), text="On Friday.")


def test_renewing_it_again_and_again_goes_no_further_than_the_law(hall: Hall) -> None:
    made = accepted(hall, **days(60))
    actions.stop_stand_in.perform(resident(hall), made)
    with kit.later(1):
        # One day was used, of ninety.
        asked(hall, **days(89, after=1))
        given = {"person": person("friend"), **days(1, after=200)}
        with pytest.raises(BadInput) as wrong:
            actions.name_stand_in.perform(hall.parks, term_of(hall.parks), **given)
        assert wrong.value.field == "ends"


def test_an_actor_made_up_without_saying_so_is_refused(hall: Hall) -> None:
    made = accepted(hall)
    plain = actors.as_office(who(hall.resident), term_of(hall.parks).office)
    with pytest.raises(Refused) as refused:
        answer_case.perform(plain, hall.raise_case(), text="On Friday.")
    assert refused.value.code == "not-in-office"
    set_fields(made, ended_on=None)


def test_the_record_does_not_name_who_was_asked(hall: Hall) -> None:
    made = asked(hall, person_of("Zebedee"))
    page = signed_in(hall.roads).get(f"/law/stand-ins/{made.pk}/").content.decode()
    assert "Zebedee" not in page
    listed = signed_in(hall.roads).get(f"/bodies/{made.body_id}/").content.decode()
    assert "Zebedee" not in listed
    assert "Zebedee" not in "".join(one.body for one in Entry.objects.all())

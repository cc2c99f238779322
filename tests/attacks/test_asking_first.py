"""Those concerned are asked before: every way around it that we could think of is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from commonhall.actions.models import Link
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.askings.jobs import tell_concerned
from commonhall.consultations.askings.models import AskingReport, Told
from commonhall.consultations.conversations.closing_actions import close_conversation
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.motions import actions
from commonhall.decisions.motions.models import Motion
from commonhall.delivery.plan import actions as plan_actions
from commonhall.law.asking import actions as asking_actions
from commonhall.law.asking import origins
from commonhall.law.asking.models import AskingRule
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.instruments import actions as instrument_actions
from commonhall.law.instruments.models import Instrument, Rank
from commonhall.people import actors
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person
from commonhall.record import entries, sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards import actions as standard_actions
from tests import asking_kit
from tests.actions.samples import set_fields
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, as_whole, asking_hall, person, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
WORDS = {"names": texts("Lamps"), "texts": texts("Ten new lamps.")}


@pytest.fixture
def hall(home: Path) -> Hall:
    return asking_hall()


@pytest.fixture
def matter(hall: Hall) -> Source:
    return source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def table(hall: Hall, ref: str, **given: Any) -> Motion:
    values = {"unit": hall.unit("north"), **WORDS, **given}
    return actions.table_motion.perform(hall.chair, matter=ref, **values).result


def refused(hall: Hall, ref: str) -> str:
    """Refused by the rule at every door. The sentence."""
    given = {"matter": ref, "unit": hall.unit("north"), **WORDS}
    by = "asking_first not-asked"
    table_motion = actions.table_motion
    return refused_everywhere(hall.chair, table_motion, None, given, by=by, hangs_on="matter").words


def test_asked_as_the_charter_wants_it_the_council_decides(hall: Hall, matter: Source) -> None:
    assert "5 residents" in refused(hall, matter.ref)
    conversation = asking_kit.ask(hall, matter.ref)
    motion = table(hall, matter.ref)
    page = signed_in(hall.chair).get(motion.get_absolute_url()).content.decode()
    assert conversation.title in page and "5 residents" in page


def test_a_conversation_without_participants_counts_for_nothing(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(hall, matter.ref)
    asking_kit.argued(hall.resident, conversation)
    asking_kit.closed(hall, conversation)
    assert "0 of the 5 residents needed took part" in refused(hall, matter.ref)


def test_whoever_only_joined_said_nothing(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(hall, matter.ref)
    for one in asking_kit.confirmed(hall, 5):
        asking_kit.conversation_actions.take_part.perform(one, conversation=conversation)
    asking_kit.closed(hall, conversation)
    assert "0 of the 5 residents needed took part" in refused(hall, matter.ref)


def test_a_briefing_of_one_office_in_two_words_is_none(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(
        hall, matter.ref, briefing=[("for", "good", "me"), ("against", "bad", "me")]
    )
    asking_kit.took_part(conversation, asking_kit.confirmed(hall, 5))
    asking_kit.closed(hall, conversation)
    assert "at least two parties" in refused(hall, matter.ref)


def test_one_office_that_argues_both_sides_is_one_party(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(hall, matter.ref)
    asking_kit.argued(hall.parks, conversation)
    asking_kit.took_part(conversation, asking_kit.confirmed(hall, 5))
    asking_kit.closed(hall, conversation)
    assert "at least two parties" in refused(hall, matter.ref)


def test_office_holders_are_not_those_concerned(hall: Hall, matter: Source) -> None:
    """Confirmed or not: whoever holds an office is not counted as a resident."""
    conversation = asking_kit.opened(hall, matter.ref)
    people = asking_kit.confirmed(hall, 5)
    asking_kit.argued(people[0], conversation)
    asking_kit.took_part(conversation, people)
    for number, one in enumerate(people[:2]):
        office = body_actions.establish_office.perform(
            as_whole(hall),
            body=hall.body("council"),
            code=f"member-{number}",
            names=texts(f"Member {number}"),
            duties={},
        ).result
        body_actions.appoint.perform(
            hall.clerk,
            office=office,
            person=Person.objects.get(pk=one.person or 0),
            starts=clock.today(),
            ends=clock.today() + timedelta(days=300),
        )
    seat = actors.as_office(
        Person.objects.get(pk=people[0].person or 0),
        Office.objects.select_related("body").get(code="member-0"),
    )
    asking_kit.took_part(conversation, [seat])
    asking_kit.closed(hall, conversation)
    assert "3 of the 5 residents needed took part" in refused(hall, matter.ref)


def test_accounts_that_nobody_confirmed_do_not_count(hall: Hall, matter: Source) -> None:
    """A second account of the same person is confirmed by nobody."""
    conversation = asking_kit.opened(hall, matter.ref)
    real = asking_kit.confirmed(hall, 3)
    second = [actors.as_person(Person.objects.create(name="Again")) for _one in range(10)]
    asking_kit.argued(real[0], conversation)
    asking_kit.took_part(conversation, [*real, *second])
    asking_kit.closed(hall, conversation)
    assert "3 of the 5 residents needed took part" in refused(hall, matter.ref)


def test_people_who_live_elsewhere_are_not_those_concerned(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(hall, matter.ref)
    people = [*asking_kit.confirmed(hall, 2), *asking_kit.confirmed(hall, 8, "south")]
    asking_kit.argued(people[0], conversation)
    asking_kit.took_part(conversation, people)
    asking_kit.closed(hall, conversation)
    assert "2 of the 5 residents needed took part" in refused(hall, matter.ref)


def test_what_was_asked_long_ago_is_too_old(hall: Hall, matter: Source) -> None:
    asking_kit.ask(hall, matter.ref)
    with clock.replay(timezone.now() + timedelta(days=700)):
        assert actions.table_motion.check(hall.chair)
    with clock.replay(timezone.now() + timedelta(days=800)):
        sentence = refused(hall, matter.ref)
    assert "too old" in sentence and "730 days" in sentence


def test_it_cannot_be_closed_after_a_day(hall: Hall, matter: Source) -> None:
    """The charter's days hold at opening and at closing; and while it runs it is no asking yet."""
    with pytest.raises(BadInput):
        asking_kit.opened(hall, matter.ref, closes_on=clock.today())
    conversation = asking_kit.opened(hall, matter.ref)
    people = asking_kit.confirmed(hall, 5)
    asking_kit.argued(people[0], conversation)
    asking_kit.took_part(conversation, people)
    with clock.replay(timezone.now() + timedelta(days=1)):
        refused_everywhere(hall.parks, close_conversation, conversation, by="state wrong-state")
    sentence = refused(hall, matter.ref)
    assert "must run for 7 days. It has run for 1" in sentence
    assert "not been closed" in sentence


def test_a_shorter_draft_text_is_too_short(hall: Hall, matter: Source) -> None:
    from commonhall.consultations.drafts import actions as draft_actions

    draft = draft_actions.put_up_draft.perform(
        hall.parks,
        title="Rule on lamps",
        unit=hall.unit("north"),
        closes_on=clock.today(),
        paragraphs=["Lamps burn until midnight."],
        about=matter.ref,
    ).result
    for one in asking_kit.confirmed(hall, 5):
        draft_actions.comment.perform(one, paragraph=draft.paragraphs.get(), text="Longer.")
    with clock.replay(timezone.now() + timedelta(days=2)):
        draft_actions.finish_draft.perform(hall.parks, draft=draft)
    assert "must run for 7 days. It has run for 1" in refused(hall, matter.ref)


def test_a_link_typed_into_the_table_helps_nobody_and_is_found(hall: Hall, matter: Source) -> None:
    """Neither "asked", nor one that leads from a matter that was really asked about."""
    other = source_actions.name_source.perform(
        hall.parks,
        title="New cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result
    asking_kit.ask(hall, other.ref)
    Link.objects.create(
        from_ref=Conversation.ref_of(1), to_ref=matter.ref, kind="asked", entry=entries.uuid7()
    )
    real = AskingReport.objects.get()
    Link.objects.create(
        from_ref=other.ref, to_ref=matter.ref, kind="decided-by", entry=_an_entry(real)
    )
    assert other.ref not in origins.behind(matter.ref)
    refused(hall, matter.ref)
    sequencer.sequence_once()
    assert "link_unrecorded" in kinds_of_findings()


def kinds_of_findings() -> set[str]:
    """What `record verify` finds, by its kind."""
    return verification.verify(DatabaseSource()).codes()


def _an_entry(report: AskingReport) -> Any:
    return Entry.objects.get(action="consultations.close_conversation").pk


def test_a_report_made_bigger_by_hand_is_found(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(hall, matter.ref)
    asking_kit.closed(hall, conversation)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_askingreport SET residents = 500")
    sequencer.sequence_once()
    assert "state_changed" in kinds_of_findings()


def test_a_place_or_a_body_is_no_matter(hall: Hall) -> None:
    """Asked once about a whole town, the council cannot decide about anything in it."""
    unit = hall.unit("north")
    asking_kit.ask(hall, unit.ref)
    refused(hall, unit.ref)


# --- what else waits for the asking --------------------------------------------------------------
def item_given(hall: Hall, budget: int) -> dict[str, Any]:
    return {
        "level": "project",
        "names": texts("Lamps"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": budget,
    }


def standard_given(hall: Hall) -> dict[str, Any]:
    return {
        "names": texts("No dark street"),
        "measure": "reported",
        "threshold": Decimal(80),
        "at_least": True,
        "body": hall.body("parks"),
        "unit": hall.unit("north"),
    }


def rule_given(hall: Hall) -> dict[str, Any]:
    return {
        "unit": hall.unit("north"),
        "code": "lamps",
        "rank": Rank.LOCAL_RULE,
        "titles": texts("Lamps"),
        "provisions": [("Paragraph 1", texts("Lamps burn."))],
        "starts": clock.today(),
    }


def rule_of(hall: Hall, **given: Any) -> Instrument:
    values = {**rule_given(hall), **given}
    return instrument_actions.adopt_instrument.perform(hall.chair, **values).result


def test_rules_standards_and_large_sums_wait_too(hall: Hall, matter: Source) -> None:
    named: tuple[tuple[Any, dict[str, Any], str], ...] = (
        (instrument_actions.adopt_instrument, rule_given(hall), "matter"),
        (plan_actions.adopt_item, item_given(hall, 1_000_000_000), "about"),
        (standard_actions.set_minimum_standard, standard_given(hall), "matter"),
    )
    for action, given, field in named:
        for about in ({}, {field: matter.ref}):
            refused_everywhere(
                hall.chair,
                action,
                None,
                {**given, **about},
                by="asking_first not-asked",
                hangs_on=field,
            )
    adopt, set_standard = plan_actions.adopt_item, standard_actions.set_minimum_standard
    adopt.perform(hall.chair, **item_given(hall, 1000))
    asking_kit.ask(hall, matter.ref)
    made = rule_of(hall, matter=matter.ref)
    assert matter.ref in origins.behind(made.provisions.get().ref)
    adopt.perform(hall.chair, **item_given(hall, 1_000_000_000), about=matter.ref)
    ended = set_standard.perform(hall.chair, **standard_given(hall), matter=matter.ref).result
    standard_actions.end_minimum_standard.perform(hall.chair, minimum_standard=ended)


def test_before_it_is_pressed_the_button_says_so(hall: Hall) -> None:
    permission = actions.table_motion.check(hall.chair)
    assert any("5 residents" in str(one) for one in permission.conditions)


# --- too few came --------------------------------------------------------------------------------
def test_asked_again_half_are_enough_and_not_both_at_once(hall: Hall, matter: Source) -> None:
    few = asking_kit.confirmed(hall, 3)

    def held(start: int) -> None:
        with clock.replay(timezone.now() + timedelta(days=start)):
            conversation = asking_kit.opened(hall, matter.ref)
            asking_kit.argued(few[0], conversation)
            asking_kit.took_part(conversation, few)
        asking_kit.closed(hall, conversation, days=start + 8)

    held(0)
    held(0)
    assert "3 of the 5" in refused(hall, matter.ref)
    held(30)
    assert table(hall, matter.ref)


def test_the_reviewer_gives_leave_with_reasons_and_nobody_else(hall: Hall, matter: Source) -> None:
    rule = AskingRule.objects.get(power="decide-matters")
    given: dict[str, Any] = {
        "rule": rule,
        "matter": matter.ref,
        "body": hall.body("council"),
        "text": "The street has three residents.",
        "ends": clock.today() + timedelta(days=30),
    }
    allow = asking_actions.allow_although_few
    sent = {name: one for name, one in given.items() if name != "rule"}
    refused_everywhere(hall.chair, allow, rule, sent, by="competence no-competence")
    office = Office.objects.select_related("body").get(code="reviewer")
    judge = person("judge")
    body_actions.appoint.perform(
        hall.clerk,
        office=office,
        person=judge,
        starts=clock.today(),
        ends=clock.today() + timedelta(days=300),
    )
    reviewer = actors.as_office(judge, office)
    wrong_everywhere(reviewer, allow, rule, {**sent, "text": ""}, field="text")
    # The hall is no longer new: in its founding period nobody could have been asked yet.
    set_fields(FoundingPeriod.objects.get(), closed_on=clock.today())
    # Where nobody was asked at all, it was not few who came.
    wrong_everywhere(reviewer, allow, rule, sent, field="matter", says="Nobody has been asked")
    asking_kit.ask(hall, matter.ref, 3)
    allow.perform(reviewer, **given)
    motion = table(hall, matter.ref)
    page = signed_in(hall.chair).get(motion.get_absolute_url()).content.decode()
    assert "The street has three residents." in page
    rules = signed_in(hall.chair).get("/law/asking/").content.decode()
    assert "The street has three residents." in rules and "5 residents" in rules


def test_the_council_cannot_soften_the_charters_rule(hall: Hall) -> None:
    rule = AskingRule.objects.get(power="decide-matters")
    on = {"on": clock.today()}
    refused_everywhere(hall.chair, asking_actions.end_asking_rule, rule, on, by="rights higher-law")


# --- found and told ------------------------------------------------------------------------------
def test_those_concerned_are_found_and_told(hall: Hall, matter: Source) -> None:
    conversation = asking_kit.opened(hall, matter.ref)
    entry = Entry.objects.get(action="consultations.open_conversation")
    told = [
        tell_concerned.call(
            asking=conversation.ref,
            entry=str(entry.pk),
            code=entry.action,
            at=entry.occurred_at.isoformat(),
        )
        for _turn in range(2)
    ]
    assert told == [1, 1], "the raiser of the case, once"
    assert Told.objects.get().counts == {"cases": 1, "organisations": 0}
    # So few that somebody could be recognised: no number.
    page = signed_in(hall.resident).get(conversation.get_absolute_url()).content.decode()
    assert "Who was told" in page and "fewer than 5" in page


def test_a_rule_that_was_asked_about_is_amended_and_another_is_not(
    hall: Hall, matter: Source
) -> None:
    """The asking before a rule was adopted stands behind its provisions, and behind no other's."""
    asking_kit.ask(hall, matter.ref)
    provision = rule_of(hall, matter=matter.ref).provisions.get()
    instrument_actions.amend_provision.perform(
        hall.chair, provision=provision, texts=texts("Lamps burn until one.")
    )
    with clock.replay(timezone.now() + timedelta(days=800)):
        refused_everywhere(
            hall.chair,
            instrument_actions.repeal_provision,
            provision,
            {"on": clock.today()},
            by="asking_first not-asked",
        )

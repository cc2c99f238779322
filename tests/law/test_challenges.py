"""Challenges of rules, ends and renewals, reviews: what is ended stops what rests on it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.core.refusals import BadInput
from commonhall.law.challenges import actions as challenge_actions
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments import actions, granting_actions
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.recalls.models import Signature
from commonhall.law.reviews import actions as review_actions
from commonhall.law.reviews import queries as review_queries
from commonhall.law.reviews.models import Reconsidered
from commonhall.law.timers import watch
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as people
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
WHY = {"text": "Noon is too early."}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def challenged(hall: Hall, by: Any = None, **given: Any) -> Challenge:
    provision = given.pop("provision", None) or kit.rule(hall).provisions.get()
    by = by or kit.confirmed(hall)
    return challenge_actions.challenge_rule.perform(by, provision=provision, **WHY, **given).result


def answer(hall: Hall, challenge: Challenge, verdict: str, **given: Any) -> Challenge:
    values = {"text": "We looked at it.", **given}
    if verdict == "kept":
        values.setdefault("review_on", kit.clock.today() + timedelta(days=300))
    return challenge_actions.answer_challenge.perform(
        hall.chair, challenge=challenge, verdict=verdict, **values
    ).result


def test_a_rule_that_is_too_much_ends_on_a_named_day_and_what_rests_on_it_stops(hall: Hall) -> None:
    instrument = kit.rule(hall)
    provision = instrument.provisions.get()
    granting_actions.grant_competence.perform(
        hall.chair,
        provision=provision,
        body=hall.body("roads"),
        power="set-plans",
        unit=hall.unit("north"),
        starts=kit.clock.today(),
    )
    challenge = challenged(hall, provision=provision)
    assert (challenge.body.code, (challenge.due_on - kit.clock.today()).days) == ("council", 60)
    last = kit.clock.today() + timedelta(days=5)
    from commonhall.delivery.plan import actions as plan_actions

    def adopt() -> Any:
        return plan_actions.adopt_item.check(hall.roads)

    answered = answer(hall, challenge, "repealed", ends_on=last)
    assert (answered.state, answered.ends_on) == ("repealed", last)
    provision.refresh_from_db()
    assert provision.ends == last and adopt()
    with kit.later(6):
        assert adopt().refusal.code == "no-competence"
    assert kit.refusal(lambda: answer(hall, challenge, "kept")) == "wrong-state"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_competence_is_challenged_and_ended_alone(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    competence = granting_actions.grant_competence.perform(
        hall.chair,
        provision=provision,
        body=hall.body("roads"),
        power="set-plans",
        unit=hall.unit("north"),
        starts=kit.clock.today(),
    ).result
    challenge = challenged(hall, provision=provision, competence=competence)
    answer(hall, challenge, "repealed", ends_on=kit.clock.today())
    assert Competence.objects.get(pk=competence.pk).ends == kit.clock.today()
    assert Provision.objects.get(pk=provision.pk).ends is None
    other = kit.rule(hall, code="other").provisions.get()
    with pytest.raises(BadInput) as caught:
        challenged(hall, by=kit.organisation(hall), provision=other, competence=competence)
    assert caught.value.field == "competence"


def test_the_council_answers_for_the_founding_but_cannot_end_it(hall: Hall) -> None:
    article = Provision.objects.get(number="Article 25")
    challenge = challenged(hall, by=kit.organisation(hall), provision=article)
    assert challenge.body.code == "council"
    day = kit.clock.today()
    assert kit.refusal(lambda: answer(hall, challenge, "repealed", ends_on=day)) == "higher-law"
    assert answer(hall, challenge, "kept").state == "kept"


def test_each_answer_names_what_it_must(hall: Hall) -> None:
    challenge = challenged(hall)
    for verdict, given, field in (
        ("simplified", {}, "texts"),
        ("simplified", {"instead": challenge.provision}, "instead"),
        ("handed_over", {}, "to_body"),
        ("repealed", {}, "ends_on"),
        ("repealed", {"ends_on": kit.clock.today() - timedelta(days=1)}, "ends_on"),
        ("kept", {"text": ""}, "text"),
        ("kept", {"review_on": None}, "review_on"),
        ("kept", {"review_on": kit.clock.today()}, "review_on"),
        ("open", {}, "verdict"),
    ):
        with pytest.raises(BadInput) as caught:
            answer(hall, challenge, verdict, **given)
        assert caught.value.field == field
    simpler = kit.rule(hall, code="simpler").provisions.get()
    assert answer(hall, challenge, "simplified", instead=simpler).instead == simpler
    old = Provision.objects.get(pk=challenge.provision_id)
    assert old.ends == kit.clock.today()
    second = challenged(hall, by=kit.organisation(hall), provision=simpler)
    friends = Organisation.objects.get()
    for given in ({"to_organisation": friends}, {"to_body": hall.body("parks")}):
        with pytest.raises(BadInput):
            answer(hall, second, "handed_over", **given)


def test_others_support_it_and_only_their_number_is_published(hall: Hall) -> None:
    challenge = challenged(hall)
    support = challenge_actions.support_challenge
    for number in range(3):
        support.perform(voter(hall, number), challenge=challenge)
    own = kit.refusal(lambda: support.perform(hall.resident, challenge=challenge))
    assert own == "signed"
    assert challenge_queries.challenges().get().signed == 3  # type: ignore[attr-defined]
    assert (
        kit.refusal(lambda: challenged(hall, by=hall.resident, provision=challenge.provision))
        == "challenged"
    )
    assert kit.refusal(lambda: support.perform(hall.parks, challenge=challenge)) == "wrong-kind"
    entry = Entry.objects.filter(action="law.support_challenge")[0]
    assert "people.person" not in entry.body
    with kit.later(61):
        assert watch() == 1
    answer(hall, challenge, "kept")
    late = voter(hall, 9)
    assert kit.refusal(lambda: support.perform(late, challenge=challenge)) == "wrong-state"


def test_repealed_rules_and_repealed_rights(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    resident = kit.confirmed(hall)
    with kit.later(-3):
        found = challenge_actions.challenge_rule.check(resident, provision).refusal
    assert found is not None
    actions.repeal_provision.perform(hall.chair, provision=provision, on=kit.clock.today())
    provision.refresh_from_db()
    with kit.later(1):
        code = kit.refusal(lambda: challenged(hall, by=resident, provision=provision))
    assert code == "not-in-force"
    kit.repeal("Article 27")
    assert kit.refusal(lambda: challenged(hall, by=resident, provision=provision)) == "no-right"


# --- ends, renewals, reviews ----------------------------------------------------------------------
def test_an_end_is_set_and_renewed_with_reasons(hall: Hall) -> None:
    provision = kit.rule(hall).provisions.get()
    day = kit.clock.today()
    renew, end = review_actions.renew_provision, review_actions.set_sunset
    assert (
        kit.refusal(lambda: renew.perform(hall.chair, provision=provision, text="x"))
        == "wrong-state"
    )
    end.perform(hall.chair, provision=provision, ends=day + timedelta(days=9), text="A trial.")
    provision.refresh_from_db()
    with pytest.raises(BadInput) as caught:
        end.perform(hall.chair, provision=provision, ends=day + timedelta(days=20), text="More.")
    assert caught.value.field == "ends"
    with pytest.raises(BadInput):
        renew.perform(hall.chair, provision=provision, text="")
    coming, overdue = review_queries.terms(day)
    assert any(one.thing == provision and one.kind == "ends" for one in coming) and not overdue
    assert (
        kit.refusal(
            lambda: end.perform(
                hall.chair, provision=Provision.objects.get(number="Article 2"), ends=day, text="x"
            )
        )
        == "higher-law"
    )
    renew.perform(hall.chair, provision=provision, text="It works.")
    provision.refresh_from_db()
    assert provision.ends is None
    end.perform(hall.chair, provision=provision, ends=day, text="Enough.")
    with kit.later(1):
        provision.refresh_from_db()
        assert (
            kit.refusal(lambda: renew.perform(hall.chair, provision=provision, text="x")) == "ended"
        )
    kinds = list(Reconsidered.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["end_set", "renewed", "end_set"]


def test_reviews_become_overdue_and_are_reported(hall: Hall) -> None:
    day = kit.clock.today()
    instrument = kit.rule(hall, review_on=day + timedelta(days=30))
    with kit.later(40):
        _coming, overdue = review_queries.terms(kit.clock.today())
        assert [one.thing for one in overdue] == [instrument]
        with pytest.raises(BadInput):
            review_actions.review_instrument.perform(
                hall.chair, instrument=instrument, text="Fine.", review_on=day
            )
        again = day + timedelta(days=400)
        review_actions.review_instrument.perform(
            hall.chair, instrument=instrument, text="Fine.", review_on=again
        )
        assert review_queries.terms(kit.clock.today())[1] == []
    instrument.refresh_from_db()
    assert instrument.review_on == again


def test_dates_of_an_instrument_hang_together(hall: Hall) -> None:
    day = kit.clock.today()
    for given, field in (
        ({"ends": day - timedelta(days=1)}, "ends"),
        ({"review_on": day - timedelta(days=1)}, "review_on"),
        ({"review_on": day + timedelta(days=9), "ends": day + timedelta(days=5)}, "review_on"),
    ):
        with pytest.raises(BadInput) as caught:
            kit.rule(hall, **given)
        assert caught.value.field == field
    made = kit.rule(hall, provisions=[("1", texts("a")), ("2", texts("b"))])
    assert made.provisions.count() == 2


def test_erasure_leaves_the_number_of_signatures(hall: Hall) -> None:
    challenge = challenged(hall, by=kit.organisation(hall))
    signer = kit.confirmed(hall)
    challenge_actions.support_challenge.perform(signer, challenge=challenge)
    people.erase_me.perform(signer, words=True)
    assert Signature.objects.get().person_id is None
    assert challenge_queries.challenges().get().signed == 1  # type: ignore[attr-defined]
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok

"""The gate lets through what law grants, refuses the rest with the rule, and records both."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from commonhall.actions import registry, stages
from commonhall.actions.actors import Kind
from commonhall.actions.declaration import action
from commonhall.actions.models import Version
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Answer, Case
from commonhall.core import clock
from commonhall.core.models import OutsideTheGate
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.founding import actions as founding_actions
from commonhall.law.instruments import actions as instrument_actions
from commonhall.law.instruments import granting_actions
from commonhall.law.instruments.models import Competence, Prohibition, Provision, Right
from commonhall.law.mandates import actions as mandate_actions
from commonhall.law.mandates.models import Mandate
from commonhall.pages.set_up.founding import FOUNDER
from commonhall.people.interests import actions as interest_actions
from commonhall.people.interests.models import Interest
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Verification
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.kit import Hall, found_hall, person
from tests.law import kit as law_kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home) -> Hall:  # type: ignore[no-untyped-def]
    return found_hall()


def refused(call, rule: str, code: str) -> Refused:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as caught:
        call()
    assert (caught.value.rule, caught.value.code) == (rule, code)
    return caught.value


def test_the_suite_runs_on_the_database_it_was_asked_for() -> None:
    import os

    asked = os.environ.get("DATABASE_URL", "sqlite")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")


def test_a_case_travels_from_raised_to_confirmed(hall: Hall) -> None:
    case = hall.raise_case()
    assert case.body.code == "parks"
    assert case.due_on == clock.today() + timedelta(days=14)
    case_actions.answer_case.perform(
        hall.parks, case=case, text="On Friday.", promise=clock.today() + timedelta(days=3)
    )
    case_actions.mark_done.perform(hall.parks, case=case, text="New lamp.")
    case_actions.refuse_result.perform(hall.resident, case=case, text="Still dark.")
    case_actions.mark_done.perform(hall.parks, case=case, text="New cable.")
    case_actions.confirm_case.perform(hall.resident, case=case)
    case.refresh_from_db()
    assert case.state == Case.State.CONFIRMED
    assert Entry.objects.filter(subject=case.ref).count() == 6
    assert Version.objects.filter(type="cases.case", object_id=case.pk).count() == 6


def test_every_entry_names_the_versions_it_made_and_the_law_it_rests_on(hall: Hall) -> None:
    case = hall.raise_case()
    outcome = case_actions.answer_case.perform(hall.parks, case=case, text="Soon.")
    body = json.loads(outcome.entry.body)
    named = {(change["type"], change["digest"]) for change in body["changes"]}
    rows = Version.objects.filter(entry=outcome.entry.pk)
    assert named == {(row.type, row.digest) for row in rows}
    assert {row.type for row in rows} == {"cases.case", "cases.answer"}
    (basis,) = body["basis"]
    assert Provision.objects.get(pk=basis["provision"].split(":")[1]).number == "Article 6"
    assert basis["competence"] and basis["mandate"]


def test_the_log_holds_no_words_and_no_name(hall: Hall) -> None:
    case = hall.raise_case(title="Unmistakable title", text="Secret words", address="Mill Lane 7")
    everything = "".join(Entry.objects.values_list("body", flat=True))
    everything += "".join(Version.objects.values_list("state", flat=True))
    for hidden in ("Unmistakable", "Secret", "Mill Lane", "resident@example.org"):
        assert hidden not in everything
    assert f"people.person:{case.person_id}" not in everything


def test_an_empty_law_lets_nobody_do_anything(home) -> None:  # type: ignore[no-untyped-def]
    from commonhall.people import actors

    someone = actors.as_person(person("someone"))
    for one in registry.actions().values():
        if not one.founding and one.right and Kind.PERSON in one.by and one.thing is None:
            # Whoever must be a confirmed resident is stopped one stage before.
            stage = "standing" if one.verified else "rights"
            assert one.check(someone).refusal.rule == stage  # type: ignore[union-attr]


@pytest.mark.parametrize("number", ["Article 2", "Article 4", "Article 6", "Article 8"])
def test_repealing_one_provision_stops_exactly_the_acts_that_rest_on_it(
    hall: Hall, number: str
) -> None:
    case = hall.raise_case()
    tries = {
        "Article 2": case_actions.raise_case.check(hall.resident),
        "Article 4": organisation_actions.register_organisation.check(hall.resident),
        "Article 6": case_actions.answer_case.check(hall.parks, case),
        "Article 8": instrument_actions.adopt_instrument.check(hall.chair),
    }
    assert all(tries.values()), tries
    provision = Provision.objects.get(number=number)
    with connection.cursor() as cursor:
        for model in (Competence, Right, Mandate):
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE provision_id = %s", [provision.pk]
            )
    tries = {
        "Article 2": case_actions.raise_case.check(hall.resident),
        "Article 4": organisation_actions.register_organisation.check(hall.resident),
        "Article 6": case_actions.answer_case.check(hall.parks, case),
        "Article 8": instrument_actions.adopt_instrument.check(hall.chair),
    }
    assert {name for name, permission in tries.items() if not permission} == {number}


def test_a_body_without_competence_is_refused_and_the_attempt_recorded(hall: Hall) -> None:
    case = hall.raise_case()
    refused(
        lambda: resident_actions.verify_resident.perform(
            hall.parks, person=person("x"), unit=hall.unit("north")
        ),
        "competence",
        "no-competence",
    )
    entry = Entry.objects.get(kind="refusal")
    assert json.loads(entry.body)["refusal"] == {"rule": "competence", "code": "no-competence"}
    assert not Verification.objects.exists()
    assert case.version == 1


def test_a_competence_ends_at_its_territory(hall: Hall) -> None:
    case = hall.raise_case(unit=hall.unit("south"))
    case_actions.pass_on_case.perform(
        hall.parks, case=case, to=hall.body("roads"), reason="A street lamp."
    )
    refusal = refused(
        lambda: case_actions.answer_case.perform(hall.roads, case=case, text="No."),
        "competence",
        "outside-territory",
    )
    assert refusal.provision.startswith("law.provision:")


def test_a_recalled_mandate_takes_the_power_away(hall: Hall) -> None:
    case = hall.raise_case()
    mandate = Mandate.objects.get(body=hall.body("parks"))
    mandate_actions.recall_mandate.perform(hall.chair, mandate=mandate, on=clock.today())
    refused(
        lambda: case_actions.answer_case.perform(hall.parks, case=case, text="Hm."),
        "competence",
        "no-mandate",
    )


def test_a_prohibition_of_the_same_rank_blocks_a_power(hall: Hall) -> None:
    case = hall.raise_case()
    provision = Provision.objects.get(number="Article 1")
    from commonhall.core.models import _writing

    token = _writing.set(True)
    Prohibition.objects.create(
        provision=provision, power="answer-cases", unit=hall.unit("north"), starts=clock.today()
    )
    _writing.reset(token)
    refused(
        lambda: case_actions.answer_case.perform(hall.parks, case=case, text="Hm."),
        "rights",
        "forbidden",
    )


def test_a_declared_interest_recuses(hall: Hall) -> None:
    case = hall.raise_case()
    interest_actions.declare_interest.perform(hall.parks, target=case.unit.ref, kind="property")
    refused(
        lambda: case_actions.answer_case.perform(hall.parks, case=case, text="Hm."),
        "interests",
        "recused",
    )
    interest_actions.end_interest.perform(hall.parks, interest=Interest.objects.get())
    # Nobody gets rid of it for an afternoon: it counts for as long as the charter says.
    for days in (1, 90):
        with clock.replay(clock.now() + timedelta(days=days)):
            assert not case_actions.answer_case.check(hall.parks, case)
    with clock.replay(clock.now() + timedelta(days=91)):
        assert case_actions.answer_case.check(hall.parks, case)


def test_nobody_answers_their_own_case(hall: Hall) -> None:
    from commonhall.people import actors
    from commonhall.people.residents.models import Person

    official = Person.objects.get(pk=hall.parks.person)
    case = hall.raise_case(by=actors.as_person(official))
    refused(
        lambda: case_actions.answer_case.perform(hall.parks, case=case, text="Hm."),
        "interests",
        "own-matter",
    )


def test_only_the_responsible_body_answers_and_only_the_person_confirms(hall: Hall) -> None:
    case = hall.raise_case()
    refused(
        lambda: case_actions.answer_case.perform(hall.clerk, case=case, text="Hm."),
        "competence",
        "other-body",
    )
    case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
    from commonhall.people import actors

    other = actors.as_person(person("other"))
    refused(lambda: case_actions.confirm_case.perform(other, case=case), "state", "not-yours")


def test_a_bad_argument_changes_nothing(hall: Hall) -> None:
    case = hall.raise_case()
    before = Entry.objects.count()
    with pytest.raises(BadInput):
        case_actions.answer_case.perform(
            hall.parks, case=case, text="Yes", promise=clock.today() - timedelta(days=1)
        )
    assert (Entry.objects.count(), Answer.objects.count()) == (before, 0)


def test_a_dry_run_records_nothing(hall: Hall) -> None:
    case = hall.raise_case()
    before = Entry.objects.count()
    assert not resident_actions.verify_resident.check(hall.parks)
    assert case_actions.answer_case.check(hall.parks, case)
    assert Entry.objects.count() == before


def test_the_same_submission_twice_is_one_case(hall: Hall) -> None:
    given = {
        "kind": "request",
        "title": "Bench",
        "category": hall.lamps,
        "unit": hall.unit("north"),
    }
    first = case_actions.raise_case.coming(once="abc").perform(hall.resident, **given)
    again = case_actions.raise_case.coming(once="abc").perform(hall.resident, **given)
    assert again.repeated and again.result.pk == first.result.pk
    assert Case.objects.count() == 1


def test_what_many_do_at_once_changes_nothing_of_the_thing(hall: Hall) -> None:
    """Each would write over what another had just written."""
    case = hall.raise_case()
    with pytest.raises(RuntimeError, match="at once"):
        replace(case_actions.answer_case, at_once=True).perform(hall.parks, case, text="Friday.")
    case.refresh_from_db()
    assert case.state == "open"


def test_state_changes_only_through_an_act(hall: Hall) -> None:
    case = hall.raise_case()
    case.title = "Other"
    with pytest.raises(OutsideTheGate):
        case.save()
    with pytest.raises(OutsideTheGate):
        Case.objects.update(title="Other")
    with pytest.raises(OutsideTheGate):
        case.delete()


@pytest.mark.parametrize(
    "statement", ["UPDATE actions_version SET digest = ''", "DELETE FROM actions_version"]
)
def test_the_database_refuses_to_change_versions(hall: Hall, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_hall_is_founded_once(hall: Hall) -> None:
    from commonhall.law.founding import charter_templates

    plan = charter_templates.plan(
        charter_templates.read(charter_templates.STANDARD), {"en": "Again"}, clock.today()
    )
    refused(
        lambda: founding_actions.found.perform(FOUNDER, plan=plan), "founding", "already-founded"
    )


def test_an_organisation_has_no_standing_before_it_is_recognised(hall: Hall) -> None:
    from commonhall.people import actors
    from commonhall.people.residents.models import Person

    organisation = organisation_actions.register_organisation.perform(
        hall.resident, name="Friends of the Park", kind="association", unit=hall.unit("north")
    ).result
    speaker = actors.as_organisation(Person.objects.get(pk=hall.resident.person), organisation)
    refused(lambda: hall.raise_case(by=speaker), "standing", "not-recognised")
    organisation_actions.recognise_organisation.perform(hall.clerk, organisation=organisation)
    assert hall.raise_case(by=speaker).organisation == Organisation.objects.get()


def test_each_stage_must_have_one_answerer(monkeypatch: pytest.MonkeyPatch) -> None:
    stages.verify()
    monkeypatch.setitem(stages._answerers, "rights", [])
    with pytest.raises(ImproperlyConfigured, match="rights"):
        stages.verify()
    monkeypatch.setitem(stages._answerers, "rights", [("a", len), ("b", len)])  # type: ignore[list-item]
    with pytest.raises(ImproperlyConfigured, match="Two apps"):
        stages.verify()


def test_an_act_without_law_cannot_even_be_declared() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        action("x.y", by=Kind.PERSON, title="", done="")(lambda ctx: None)


def test_only_powers_that_acts_ask_for_can_be_granted(hall: Hall) -> None:
    with pytest.raises(BadInput):
        granting_actions.grant_competence.perform(
            hall.chair,
            provision=law_kit.rule(hall).provisions.get(),
            body=hall.body("parks"),
            power="*",
            unit=hall.unit("root"),
            starts=clock.today(),
        )


def verify() -> set[str]:
    return verification.verify(DatabaseSource()).codes()


TAMPER = {
    "state_changed": "UPDATE cases_case SET state = 'confirmed'",
    "state_deleted": "DELETE FROM cases_case",
    "version_changed": "UPDATE actions_version SET state = '{}' WHERE type = 'cases.case'",
    "version_missing": "DELETE FROM actions_sealed; DELETE FROM actions_version WHERE type = 'cases.case'",
}


@pytest.mark.parametrize("code", TAMPER)
def test_raw_sql_on_public_state_is_found_and_named(hall: Hall, code: str) -> None:
    from tests.record.flushing import lift

    hall.raise_case()
    while sequencer.sequence_once():
        pass
    assert verify() == set()
    lift(connection)
    with connection.cursor() as cursor:
        for statement in TAMPER[code].split("; "):
            cursor.execute(statement)
    assert code in verify()


def test_a_seal_emptied_by_raw_sql_is_found(hall: Hall) -> None:
    case = hall.raise_case(text="The words")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE actions_sealed SET contents = %s", ['{"text": null, "title": null}'])
        cursor.execute("UPDATE cases_case SET text = 'Other words' WHERE id = %s", [case.pk])
    assert "state_changed" in verify()


def test_old_rate_windows_are_forgotten_and_new_ones_kept(hall: Hall, settings) -> None:  # type: ignore[no-untyped-def]
    from commonhall.core import rate_limits
    from commonhall.core.models import RateCount

    settings.RATE_LIMITS = {"tries": "2/d"}
    assert [rate_limits.allowed("tries", "x") for _ in range(3)] == [True, True, False]
    assert rate_limits.forget_old() == 0
    RateCount.objects.update(window=0)
    assert rate_limits.forget_old() == 1

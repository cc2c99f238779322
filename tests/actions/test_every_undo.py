"""Every act of an office can be undone, or says what is owed instead; and undoing does what it says, once."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from commonhall.actions import belonging, registry
from commonhall.actions.context import Context
from commonhall.actions.undoing import Perform, PutBack
from commonhall.law.appeals.effect import set_aside_act
from commonhall.law.entries import REVIEW
from tests.actions.samples import SAMPLES
from tests.actions.test_every_action import arguments, fresh, undone
from tests.kit import Hall, found_hall

for app in (
    "agreements",
    "cases",
    "people",
    "deputies",
    "places",
    "law",
    "disputes",
    "services",
    "applications",
    "delivery",
    "demands",
    "files",
    "assets",
    "budget_books",
    "panels",
    "plan_books",
    "projects",
    "mentoring",
    "stand_ins",
):
    import_module(f"tests.actions.samples.{app}")
BOUND = sorted(code for code, one in registry.actions().items() if belonging.is_bound(one))
PUT_BACK = [
    code for code in BOUND if code in SAMPLES and isinstance(registry.actions()[code].undo, PutBack)
]
# Words that were read, money that was paid, letters that were sent, steps that decide nothing alone.
NOT_UNDONE = {
    "cases.agree_to_case_import",
    "cases.carry_out_case_import",
    "cases.check_cases_file",
    "cases.drop_case_import",
    "cases.erase_note",
    "cases.note_case",
    "cases.refuse_case_import",
    "cases.show_result",
    "cases.take_in_case",
    "consultations.add_argument",
    "decisions.add_option",
    "decisions.admit_voter",
    "decisions.amend_motion",
    "decisions.call_urgent",
    "decisions.note_present",
    "decisions.put_off",
    "decisions.attend_sitting",
    "decisions.call_off_sitting",
    "decisions.call_sitting",
    "decisions.close_sitting",
    "decisions.conclude_alternatives",
    "decisions.conclude_amendment",
    "decisions.draw_ballot",
    "decisions.enter_paper_ballot",
    "decisions.mark_paper_voter",
    "decisions.link_outcome",
    "decisions.load_options",
    "decisions.name_teller",
    "decisions.open_sitting",
    "decisions.order_agenda",
    "decisions.rank_agenda",
    "decisions.open_theme_round",
    "decisions.propose_voter",
    "decisions.put_alternatives",
    "decisions.rank_alternatives",
    "decisions.release_teller",
    "decisions.set_agenda",
    "decisions.speak_on_motion",
    "decisions.pay_panel_member",
    "decisions.print_panel_letters",
    "decisions.print_survey_letters",
    "decisions.note_unreached",
    "decisions.enter_answer_sheet",
    "decisions.table_agreement",
    "decisions.table_motion",
    "decisions.table_recommendation",
    "decisions.table_resolution",
    "decisions.vote_on_amendment",
    "decisions.vote_on_motion",
    "decisions.withdraw_option",
    "delivery.answer_question",
    "delivery.call_off_booking",
    "delivery.consult_budget_book",
    "delivery.open_consultation",
    "delivery.open_offers",
    "delivery.pay_request",
    "delivery.add_item_picture",
    "delivery.add_milestone",
    "delivery.pay_contract",
    "delivery.record_payment",
    "delivery.report_book_value",
    "disputes.record_word",
    "disputes.take_in_dispute",
    # What the reviewer found and what the body answered has been read; the verdict stands beside it.
    "evaluation.answer_gaming_signal",
    "evaluation.review_gaming_signal",
    "evaluation.set_definition",
    "law.close_founding_period",
    "people.confirm_roll_change",
    "people.draw_counter_checks",
    "people.end_key",
    "people.give_slip",
    "people.import_census",
    "people.refuse_roll_change",
    "people.withdraw_roll_change",
    "people.write_letters",
    "places.bring_in_map",
    "places.import_ground",
    "places.import_units",
    "places.set_ground",
    "services.take_in_application",
}
# What the sample does leaves nothing to put back: it follows from what was not done before.
NOTHING = {"law.remove_logo"}
# The sample set these as no action does, so that no version has them.
PAST = {
    "delivery.award_contract": {"closes_on"},
    "law.make_good": {"anew_by"},
    "law.renew_provision": {"ends"},
}


def test_an_act_of_an_office_is_undone_or_something_is_owed() -> None:
    neither = [
        code
        for code in BOUND
        if (one := registry.actions()[code]).power != REVIEW and not one.undo and not one.remedy
    ]
    both = [code for code in BOUND if (one := registry.actions()[code]).undo and one.remedy]
    assert not neither, "say undo= or remedy= in the declaration"
    assert not both


def test_what_cannot_be_undone_says_why_and_what_is_owed() -> None:
    """A list that is kept by hand: whoever adds to it says why the thing cannot be undone."""
    left = {code for code in BOUND if registry.actions()[code].remedy}
    assert left == NOT_UNDONE
    for code in left:
        why, _stop, instead = str(registry.actions()[code].remedy).partition(". ")
        assert why and instead.endswith("."), code


def test_what_undoes_by_an_action_names_one_of_the_review() -> None:
    for code in BOUND:
        undo = registry.actions()[code].undo
        if isinstance(undo, Perform):
            assert registry.actions()[undo.code].power == REVIEW, code


def test_an_act_of_an_office_says_whose_interests_recuse() -> None:
    silent = [
        code
        for code in BOUND
        if not belonging.says(one := registry.actions()[code]).get("interests")
        and not one.nobody_concerned
    ]
    assert not silent, "say nobody_concerned= and why, or mark a place among the inputs"
    needless = [
        code
        for code in BOUND
        if registry.actions()[code].nobody_concerned
        and belonging.says(registry.actions()[code]).get("interests")
    ]
    assert not needless


def test_an_act_on_what_has_a_body_is_that_bodys_or_says_why_not() -> None:
    # Bodies themselves, and what has none, aside: the gate compares, so that only a wrong exemption can open it.
    for code in BOUND:
        one = registry.actions()[code]
        if one.any_body:
            assert one.thing is not None, f"{code}: an exemption without a thing"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.django_db
@pytest.mark.parametrize("code", PUT_BACK)
def test_it_is_put_back_once(hall: Hall, code: str) -> None:
    action, one = registry.actions()[code], SAMPLES[code](hall)
    given = arguments(action, one, **({action.subject_name: fresh(one.thing)} if one.thing else {}))
    before = _fields(one.thing)
    entry = action.perform(one.actor, **given).entry
    after = _fields(one.thing)
    assert action.undo is not None
    with undone():
        ctx = Context.root(set_aside_act, hall.chair, None)
        effect = action.undo.run(ctx, entry)
        assert not effect.left, "register how it is set aside, in the app's undoing.py"
        assert not effect.changed
        assert effect.undone or code in NOTHING
        if one.thing is not None and before != after and one.thing.ref in effect.undone:
            now = _fields(one.thing)
            kept = {name for name in before if now[name] != before[name]}
            assert kept <= {"version", "again_on", "next_on"} | PAST.get(code, set()), kept
        # A second time there is nothing left to do.
        again = action.undo.run(Context.root(set_aside_act, hall.chair, None), entry)
        assert not again.undone and not again.changed


def _fields(thing: object) -> dict[str, object]:
    row = fresh(thing)  # type: ignore[arg-type]
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} if row else {}

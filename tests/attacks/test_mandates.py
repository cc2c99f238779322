"""Mandates come from the people: entered by one, confirmed by another; caretakers do the routine; nothing ever stops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.doctor import examine
from commonhall.law.amendments.actions import enact_charter_amendment, propose_charter_amendment
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.actions import put_recall_to_residents
from commonhall.law.results.actions import confirm_result
from commonhall.law.results.models import PeoplesResult
from commonhall.law.results.resident_actions import attest_result
from commonhall.people import actors
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.invitations import letters
from commonhall.people.invitations.models import Invitation
from commonhall.people.residents.models import Person
from commonhall.record import entry_format
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.actions.samples.mandates import PAGE, mandate_of, reached
from tests.asking_kit import confirmed as neighbours
from tests.attacks.doors import refused_everywhere
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    # VACUUM cannot run inside a test's transaction.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


@pytest.fixture
def reviewer(hall: Hall) -> Actor:
    return kit.seat(hall, "reviewer", person("judge"))


def day(ahead: int = 0) -> str:
    return (clock.today() + ahead * ONE).isoformat()


def form(**instead: Any) -> dict[str, Any]:
    return {
        "kind": "election",
        "held_on": day(),
        "starts": day(),
        "ends": day(1400),
        "elected": "council-chair: resident@example.org",
        "evidence": PAGE,
        **instead,
    }


def entered(hall: Hall, code: str = "council", by: Any = None, **instead: Any) -> PeoplesResult:
    """Entered on its page."""
    page = f"/bodies/{hall.body(code).pk}/enter-result/"
    answer = signed_in(by or hall.clerk).post(page, form(**instead))
    assert answer.status_code == 302, answer.content.decode()
    return PeoplesResult.objects.latest("pk")


def confirmed(who: Any, result: PeoplesResult) -> Any:
    answer = signed_in(who).post(action_pages.url_of(confirm_result, result), {})
    result.refresh_from_db()
    return answer


def attested(hall: Hall, result: PeoplesResult) -> str:
    """Five residents confirm a result that no office may."""
    for one in neighbours(hall, 5):
        attest_result.perform(one, PeoplesResult.objects.get(pk=result.pk))
    result.refresh_from_db()
    return str(result.state)


@contextmanager
def at(moment: Any) -> Iterator[None]:
    with clock.replay(timezone.make_aware(datetime(moment.year, moment.month, moment.day, 12))):
        yield


# --- the people's way -----------------------------------------------------------------------------
def test_an_election_replaces_who_goes_out_on_the_first_day(hall: Hall, reviewer: Actor) -> None:
    before = mandate_of("council")
    shown = signed_in(hall.clerk).get("/law/mandates/").content.decode()
    assert f"/bodies/{hall.body('council').pk}/enter-result/" in shown
    page = signed_in(hall.clerk).get(f"/bodies/{hall.body('council').pk}/enter-result/")
    assert "council-chair: " in page.content.decode()
    result = entered(hall, starts=day(30))
    assert Mandate.objects.filter(body__code="council").count() == 1
    assert confirmed(reviewer, result).status_code == 302
    before.refresh_from_db()
    assert before.ends == clock.today() + 29 * ONE
    assert (result.mandate.origin, result.mandate.starts) == ("election", result.starts)
    old, new = OfficeTerm.objects.filter(office__code="council-chair").order_by("starts")
    assert (old.ends, new.starts) == (clock.today() + 29 * ONE, clock.today() + 30 * ONE)
    from commonhall.decisions.votes.actions import prepare_election as prepare

    chair_again = actors.as_office(
        Person.objects.get(pk=hall.resident.person), Office.objects.get(code="council-chair")
    )
    assert prepare.check(hall.chair) and not prepare.check(chair_again)
    with at(result.starts):
        assert prepare.check(chair_again) and not prepare.check(hall.chair)


def test_whoever_has_no_account_is_invited_and_the_outgoing_go_on_meanwhile(
    hall: Hall, reviewer: Actor
) -> None:
    result = entered(hall, elected="council-chair: new@example.org", starts=day(1))
    confirmed(reviewer, result)
    [sent] = Invitation.objects.filter(email="new@example.org")
    with at(clock.today() + 5 * ONE):
        shown = Client().get(f"/bodies/{hall.body('council').pk}/").content.decode()
        assert "acts as caretaker until" in shown and "somebody has been invited" in shown
        from commonhall.people.invitations.actions import accept_office

        accept_office.perform(actors.as_person(person("new")), sent, code=letters.code_of(sent))
        shown = Client().get(f"/bodies/{hall.body('council').pk}/").content.decode()
        assert "acts as caretaker until" not in shown


def test_one_person_or_one_body_alone_gives_no_mandate(hall: Hall, reviewer: Actor) -> None:
    result = entered(hall)
    for who, by in (
        (hall.clerk, "competence no-competence"),
        (hall.chair, "segregation for-itself"),
        (hall.parks, "competence no-competence"),
    ):
        refused_everywhere(who, confirm_result, result, by=by)
    # The same person, in an office of the other body.
    clerk = Person.objects.get(pk=hall.clerk.person)
    set_fields(OfficeTerm.objects.get(office__code="reviewer"), person=clerk)
    both = actors.as_office(clerk, Office.objects.get(code="reviewer"))
    refused_everywhere(both, confirm_result, result, by="state same-person")
    # The first ones, of the founding, are all there is.
    given = Mandate.objects.filter(origin="election").values_list("body__code", flat=True)
    assert sorted(given) == ["council", "reviewer"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"evidence": ""}, "evidence"),
        ({"evidence": "", "digest": "abc"}, "digest"),
        ({"elected": "council-chair mayor"}, "elected"),
        ({"elected": "mayor: a@example.org"}, "elected"),
        ({"elected": "council-chair: a@b.example\ncouncil-chair: c@b.example"}, "elected"),
        ({"ends": "2099-12-31"}, "ends"),
        ({"ends": "2001-12-31"}, "ends"),
        ({"starts": "2001-12-31"}, "starts"),
        ({"held_on": "2099-12-31"}, "held_on"),
    ],
)
def test_a_result_of_anything_is_told_at_the_field(
    hall: Hall, given: dict[str, Any], field: str
) -> None:
    page = f"/bodies/{hall.body('council').pk}/enter-result/"
    answer = signed_in(hall.clerk).post(page, form(**given))
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert f'id="id_{field}_error"' in shown or f"id_{field}" in shown
    assert not PeoplesResult.objects.exists()


def test_a_by_election_fills_one_seat_for_the_rest_of_the_term(hall: Hall, reviewer: Actor) -> None:
    before = mandate_of("council")
    result = entered(hall, kind="by-election", ends="")
    assert result.ends == before.ends
    confirmed(reviewer, result)
    before.refresh_from_db()
    assert before.ends == result.ends and result.mandate is None
    assert OfficeTerm.objects.get(person=hall.resident.person).ends == before.ends


def test_a_petition_against_the_council_goes_to_the_residents(hall: Hall, reviewer: Actor) -> None:
    petition = reached(hall)
    before = mandate_of("council")
    assert petition.body == hall.body("reviewer")
    put = signed_in(reviewer).post(action_pages.url_of(put_recall_to_residents, petition), {})
    assert put.status_code == 302
    result = entered(hall, kind="recall", ends="")
    confirmed(reviewer, result)
    petition.refresh_from_db()
    before.refresh_from_db()
    assert (petition.state, before.recalled_on) == ("recalled", clock.today())
    assert result.mandate.ends == before.ends
    # Whoever was recalled is no caretaker.
    from commonhall.law.instruments.actions import adopt_instrument

    rule = {"titles": texts("Night"), "provisions": [("Paragraph 1", texts("No noise."))]}
    rule |= {"unit": hall.unit("root"), "code": "night", "rank": 4, "starts": clock.today()}
    refused_everywhere(hall.chair, adopt_instrument, None, rule, by="identity not-in-office")


def test_the_residents_keep_the_mandate(hall: Hall, reviewer: Actor) -> None:
    petition = reached(hall)
    signed_in(reviewer).post(action_pages.url_of(put_recall_to_residents, petition), {})
    result = entered(hall, kind="kept", ends="", elected="")
    confirmed(reviewer, result)
    petition.refresh_from_db()
    assert petition.state == "refused" and mandate_of("council").recalled_on is None


def test_the_reviewer_is_removed_by_the_residents_alone(hall: Hall, reviewer: Actor) -> None:
    result = entered(hall, "reviewer", elected="reviewer: resident@example.org")
    # Not by itself, nor by a body that it reviews: the residents confirm it.
    refused_everywhere(reviewer, confirm_result, result, by="segregation for-itself")
    refused_everywhere(hall.chair, confirm_result, result, by="segregation own-reviewer")
    assert attested(hall, result) == "confirmed"
    assert OfficeTerm.objects.filter(office__code="reviewer").order_by("-pk")[0].person_id == (
        hall.resident.person
    )


def test_sending_the_desk_away_does_not_stop_an_election(hall: Hall, reviewer: Actor) -> None:
    with at(clock.today() + 9 * ONE):
        term = OfficeTerm.objects.get(office__code="hall-desk")
        signed_in(hall.chair).post(f"/terms/{term.pk}/end-term/", {"on": day()})
        mandate = mandate_of("hall")
        signed_in(hall.chair).post(f"/law/mandates/{mandate.pk}/recall/", {"on": day()})
        assert mandate_of("hall").recalled_on == clock.today()
    with at(clock.today() + 10 * ONE):
        from commonhall.cases.intake.actions import take_in_case

        assert take_in_case.check(hall.clerk).refusal is not None
        result = entered(hall)
        confirmed(reviewer, result)
        assert result.state == "confirmed"
    body = entry_format.decode(Entry.objects.get(action="law.enter_result").body)
    assert any(one.get("caretaker", "").startswith("law.routine:") for one in body["basis"])


# --- caretakers -----------------------------------------------------------------------------------
def test_caretakers_do_the_routine_for_ninety_days_and_nothing_else(
    hall: Hall, reviewer: Actor
) -> None:
    from commonhall.cases.cases.actions import answer_case
    from commonhall.law.instruments.actions import adopt_instrument
    from commonhall.law.instruments.granting_actions import grant_competence
    from commonhall.law.results.actions import enter_result
    from commonhall.people.bodies.actions import appoint, establish_body

    own = kit.rule(hall).provisions.get()
    last = mandate_of("parks").ends
    assert last is not None
    with at(last + ONE):
        case = hall.raise_case()
        assert answer_case.perform(hall.parks, case=case, text="On Friday.").entry
        body = entry_format.decode(Entry.objects.get(action="cases.answer_case").body)
        assert any(one.get("caretaker") for one in body["basis"])
        for action, thing in (
            (adopt_instrument, None),
            (establish_body, None),
            (grant_competence, own),
            (appoint, Office.objects.get(code="parks-desk")),
        ):
            found = action.check(hall.chair, thing).refusal
            assert found is not None and found.code in ("caretaker", "no-mandate"), action.code
        shown = signed_in(hall.parks).get(f"/bodies/{hall.body('parks').pk}/").content.decode()
        assert "acts as caretaker until" in shown and "caretaker until" in shown
        codes = {one.code for one in examine(clock.today())}
        assert "caretakers" in codes
    with at(last + 91 * ONE):
        late = hall.raise_case()
        assert answer_case.check(hall.parks, late).refusal.code in ("caretaker", "no-mandate")
        assert enter_result.check(hall.clerk, hall.body("council"))
        shown = Client().get("/law/mandates/").content.decode()
        assert "over" in shown


def test_a_caretaker_is_no_caretaker_once_somebody_follows(hall: Hall, reviewer: Actor) -> None:
    from commonhall.cases.cases.actions import answer_case

    term = OfficeTerm.objects.get(office__code="parks-desk")
    signed_in(hall.chair).post(f"/terms/{term.pk}/end-term/", {"on": day()})
    kit.seat(hall, "parks-desk", person("next"))
    refused_everywhere(
        hall.parks, answer_case, hall.raise_case(), {"text": "x"}, by="identity not-in-office"
    )


# --- the charter is changed with the residents ----------------------------------------------------
def test_an_entrenched_article_changes_with_the_vote_of_the_residents(hall: Hall) -> None:
    from commonhall.decisions.votes.actions import add_option, prepare_election
    from commonhall.law.amendments.models import CharterAmendment
    from tests.decisions.kit import cast, count_it, open_it, voter

    article = Provision.objects.get(number="Article 4")
    chair = signed_in(hall.chair)
    page = action_pages.url_of(propose_charter_amendment, article)
    assert chair.post(page, {"texts_en": "Everybody may found parties."}).status_code == 302
    amendment = CharterAmendment.objects.get()
    enact = action_pages.url_of(enact_charter_amendment, amendment)
    refused_everywhere(hall.chair, enact_charter_amendment, amendment, by="rights no-vote")
    given = {"kind": "question", "names": texts("Article 4?"), "texts": {}, "form": "approval"}
    election = prepare_election.perform(
        hall.chair, unit=hall.unit("root"), rule="most", most=1, threshold=50, **given
    ).result
    for code, about in (("yes", amendment.ref), ("no", "")):
        add_option.perform(hall.chair, election=election, code=code, names=texts(code), about=about)
    voters = [voter(hall, number) for number in range(3)]
    open_it(hall, election)
    for one in voters:
        cast(one, election, "yes")
    assert chair.post(enact, {}).status_code == 403
    count_it(election)
    assert "Article 4?" in chair.get(f"/law/amendments/{amendment.pk}/").content.decode()
    assert chair.post(enact, {}).status_code == 302
    article.refresh_from_db()
    amendment.refresh_from_db()
    assert article.texts == {"en": "Everybody may found parties."}
    assert amendment.vote == election.ref


# --- to 2040 --------------------------------------------------------------------------------------
def _who_can_enter(hall: Hall) -> bool:
    from commonhall.law.results.actions import enter_result

    return bool(enter_result.check(hall.clerk, hall.body("council")))


def test_without_any_election_the_way_to_one_is_open_in_2040(hall: Hall, reviewer: Actor) -> None:
    from commonhall.law.instruments.actions import adopt_instrument

    for year in range(clock.today().year + 1, 2041):
        with at(datetime(year, 12, 20)):
            assert _who_can_enter(hall), year
            if year > 2032:
                assert not adopt_instrument.check(hall.chair)
    with at(datetime(2040, 6, 1)):
        result = entered(hall)
        assert confirmed(reviewer, result).status_code == 302
        again = actors.as_office(
            Person.objects.get(pk=hall.resident.person), Office.objects.get(code="council-chair")
        )
        assert adopt_instrument.check(again)


def test_an_election_every_year_to_2040(hall: Hall, reviewer: Actor) -> None:
    """The council and the reviewer are elected, the council then lends power to its departments: every year anew."""
    from commonhall.law.instruments.actions import adopt_instrument
    from commonhall.law.timers import watch

    council = Office.objects.get(code="council-chair")
    article = Provision.objects.get(number="Article 1")
    chair, judge = hall.chair, reviewer
    for year in range(clock.today().year + 1, 2041):
        with at(datetime(year, 11, 28)):
            next_chair, next_judge = person(f"chair-{year}"), person(f"judge-{year}")
            one = entered(hall, ends=day(400), elected=f"council-chair: chair-{year}@example.org")
            assert confirmed(judge, one).status_code == 302
            chair = actors.as_office(next_chair, council)
            two = entered(
                hall, "reviewer", ends=day(400), elected=f"reviewer: judge-{year}@example.org"
            )
            assert attested(hall, two) == "confirmed"
            judge = actors.as_office(next_judge, Office.objects.get(code="reviewer"))
            acting = signed_in(chair)
            for code in ("hall", "parks", "roads"):
                mandate = Mandate.objects.filter(body__code=code).latest("pk")
                if mandate.ends is not None and mandate.ends < clock.today() + 370 * ONE:
                    _renew(acting, hall, article, mandate, code)
            watch()
            assert adopt_instrument.check(chair), year
            assert not [one for one in examine(clock.today()) if one.code == "no-mandate"], year
    with at(datetime(2040, 12, 1)):
        assert adopt_instrument.check(chair) and _who_can_enter(hall)


def _renew(acting: Client, hall: Hall, article: Provision, mandate: Mandate, code: str) -> None:
    starts = max((mandate.ends or clock.today()) + ONE, clock.today())
    ends = starts + 1800 * ONE
    given = {"body": hall.body(code).pk, "origin": "council", "starts": starts, "ends": ends}
    answer = acting.post(f"/law/provisions/{article.pk}/give-mandate/", given)
    assert answer.status_code == 302, answer.content.decode()
    desk = {"hall": "hall-desk", "parks": "parks-desk", "roads": "roads-desk"}[code]
    office = Office.objects.get(code=desk)
    term = office.terms.latest("pk")
    email = term.person.account.email
    first = max(term.ends + ONE, clock.today())
    answer = acting.post(
        f"/offices/{office.pk}/appoint/",
        {"person": email, "starts": first, "ends": first + 1800 * ONE},
    )
    assert answer.status_code == 302, answer.content.decode()

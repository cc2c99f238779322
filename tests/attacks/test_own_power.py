"""Whoever holds power turns it on itself: granting, extending, recalling, judging. Each by page and API, each refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.open_data.action_operations import address
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.actions.samples.mandates import mandate_of, reached
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def rule(hall: Hall, *powers: str, **given: Any) -> Provision:
    """A rule of the council's own that speaks of powers."""
    made: Provision = kit.rule(hall, speaks_of=list(powers), **given).provisions.get()
    return made


def refused(
    hall: Hall, who: Any, page: str, api: str, form: dict[str, Any], body: dict[str, Any]
) -> str:
    """Sent by page and by program, refused by both for the same reason; the provision is named, and recorded."""
    before = Entry.objects.exclude(kind="refusal").count()
    shown = signed_in(who).post(page, form)
    assert shown.status_code == 403, (page, shown.status_code)
    answer = by_key(who, api, body)
    assert answer.status_code == 403, (api, answer.status_code, answer.content)
    assert Entry.objects.exclude(kind="refusal").count() == before
    told = answer.json()
    assert told["provision"], told
    return str(told["code"])


def api_of(action: Action[..., Any], thing: Governed) -> str:
    """Where a program does it."""
    return address(action).replace("{number}", str(thing.pk))


def day(ahead: int = 0) -> str:
    return (clock.today() + ahead * ONE).isoformat()


# --- granting -------------------------------------------------------------------------------------
@pytest.mark.parametrize("power", ["review-decisions", "count-votes", "spend"])
@pytest.mark.parametrize("body", ["council", "reviewer"])
def test_the_council_grants_itself_or_its_reviewer_a_power(
    hall: Hall, power: str, body: str
) -> None:
    mine, to = rule(hall, power), hall.body(body)
    root = hall.unit("root")
    found = refused(
        hall,
        hall.chair,
        f"/law/provisions/{mine.pk}/grant-competence/",
        f"/provisions/{mine.pk}/grant-competence",
        {"body": to.pk, "power": power, "unit": root.pk, "starts": day()},
        {"body": to.code, "power": power, "unit": root.code, "starts": day()},
    )
    assert found == "for-itself"
    assert not Competence.objects.filter(provision=mine).exists()


@pytest.mark.parametrize("power", ["grant-competences", "fill-offices", "give-mandates"])
def test_power_over_power_is_not_handed_on_so_that_it_comes_back(hall: Hall, power: str) -> None:
    mine = rule(hall, power)
    found = refused(
        hall,
        hall.chair,
        f"/law/provisions/{mine.pk}/grant-competence/",
        f"/provisions/{mine.pk}/grant-competence",
        {
            "body": hall.body("parks").pk,
            "power": power,
            "unit": hall.unit("root").pk,
            "starts": day(),
        },
        {"body": "parks", "power": power, "unit": "root", "starts": day()},
    )
    assert found == "over-power"


@pytest.mark.parametrize(("article", "code"), [(2, "higher-law"), (23, "higher-law")])
def test_a_grant_rests_on_an_article_of_the_charter(hall: Hall, article: int, code: str) -> None:
    above = Provision.objects.get(number=f"Article {article}")
    found = refused(
        hall,
        hall.chair,
        f"/law/provisions/{above.pk}/grant-competence/",
        f"/provisions/{above.pk}/grant-competence",
        {
            "body": hall.body("parks").pk,
            "power": "spend",
            "unit": hall.unit("root").pk,
            "starts": day(),
        },
        {"body": "parks", "power": "spend", "unit": "root", "starts": day()},
    )
    assert found == code


def test_a_grant_rests_on_a_rule_that_speaks_of_something_else(hall: Hall) -> None:
    mine = rule(hall, "set-plans")
    given = {"body": hall.body("parks").pk, "power": "spend", "unit": hall.unit("root").pk}
    found = refused(
        hall,
        hall.chair,
        f"/law/provisions/{mine.pk}/grant-competence/",
        f"/provisions/{mine.pk}/grant-competence",
        {**given, "starts": day()},
        {"body": "parks", "power": "spend", "unit": "root", "starts": day()},
    )
    assert found == "not-spoken-of"


def test_a_grant_outlives_its_rule_or_begins_before_it(hall: Hall) -> None:
    mine = rule(hall, "set-plans", starts=clock.today() + 5 * ONE, ends=clock.today() + 50 * ONE)
    given = {"body": hall.body("parks").pk, "power": "set-plans", "unit": hall.unit("root").pk}
    chair = signed_in(hall.chair)
    page = f"/law/provisions/{mine.pk}/grant-competence/"
    for starts, ends, said in (
        (day(5), day(51), "ends with it"),
        (day(4), day(50), "begins no earlier"),
        (day(-1), "", "back-dated"),
        (day(9), day(8), "ends after it begins"),
    ):
        answer = chair.post(page, {**given, "starts": starts, "ends": ends})
        assert answer.status_code == 400 and said in answer.content.decode(), said
    assert chair.post(page, {**given, "starts": day(5), "ends": day(50)}).status_code == 302


# --- mandates and terms ---------------------------------------------------------------------------
def test_a_mandate_until_2099(hall: Hall) -> None:
    article = Provision.objects.get(number="Article 1")
    for body, code in (("council", "for-itself"), ("reviewer", "for-itself")):
        found = refused(
            hall,
            hall.chair,
            f"/law/provisions/{article.pk}/give-mandate/",
            f"/provisions/{article.pk}/give-mandate",
            {
                "body": hall.body(body).pk,
                "origin": "council",
                "starts": day(),
                "ends": "2099-12-31",
            },
            {"body": body, "origin": "council", "starts": day(), "ends": "2099-12-31"},
        )
        assert found == code
    # Nor does anybody else get so long a one.
    kit_mandate = mandate_of("parks")
    signed_in(hall.chair).post(f"/law/mandates/{kit_mandate.pk}/recall/", {"on": day()})
    answer = by_key(
        hall.chair,
        f"/provisions/{article.pk}/give-mandate",
        {"body": "parks", "origin": "council", "starts": day(), "ends": "2099-12-31"},
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "ends")


@pytest.mark.parametrize("body", ["reviewer", "council"])
def test_the_chair_recalls_the_reviewer_while_appeals_wait(hall: Hall, body: str) -> None:
    kit.decided(hall)
    kit.appealed(kit.confirmed(hall))
    mandate = mandate_of(body)
    found = refused(
        hall,
        hall.chair,
        f"/law/mandates/{mandate.pk}/recall/",
        f"/mandates/{mandate.pk}/recall",
        {"on": day()},
        {"on": day()},
    )
    assert found == "for-itself"
    assert Mandate.objects.get(pk=mandate.pk).recalled_on is None


def test_the_chair_ends_the_terms_of_reviewer_and_members(hall: Hall) -> None:
    kit.reviewer(hall)
    signed_in(hall.chair).post(
        f"/bodies/{hall.body('council').pk}/establish-office/",
        {"code": "member", "names_en": "Member"},
    )
    kit.seat(hall, "member", person("member"))
    for code in ("reviewer", "member", "council-chair"):
        term = OfficeTerm.objects.get(office__code=code)
        found = refused(
            hall,
            hall.chair,
            f"/terms/{term.pk}/end-term/",
            api_of(end_term, term),
            {"on": day()},
            {"on": day()},
        )
        assert found in ("for-itself", "own-matter")
        assert OfficeTerm.objects.get(pk=term.pk).ended_early_on is None


@pytest.mark.parametrize("code", ["council-chair", "reviewer"])
@pytest.mark.parametrize("word", ["appoint", "invite"])
def test_ones_own_term_is_extended_and_the_reviewer_chosen(
    hall: Hall, code: str, word: str
) -> None:
    office = Office.objects.get(code=code)
    field = "person" if word == "appoint" else "email"
    given = {field: "resident@example.org", "starts": day(1830), "ends": day(2000)}
    found = refused(
        hall,
        hall.chair,
        f"/offices/{office.pk}/{word}/",
        f"/offices/{office.pk}/{word}",
        given,
        given,
    )
    assert found == "for-itself"


def test_a_second_holder_and_a_term_in_the_past(hall: Hall) -> None:
    office = Office.objects.get(code="parks-desk")
    chair = signed_in(hall.chair)
    page = f"/offices/{office.pk}/appoint/"
    given = {"person": "resident@example.org"}
    for starts, ends, said in (
        (day(), day(9), "Somebody holds this office"),
        (day(-9), day(9), "begins in the past"),
        (day(9), day(8), "ends after it begins"),
    ):
        answer = chair.post(page, {**given, "starts": starts, "ends": ends})
        assert answer.status_code == 400 and said in answer.content.decode(), said
    invited = chair.post(
        f"/offices/{office.pk}/invite/",
        {"email": "new@example.org", "starts": day(), "ends": day(9)},
    )
    assert invited.status_code == 400
    assert office.terms.count() == 1


def test_what_reviews_is_not_ended_changed_or_packed(hall: Hall) -> None:
    reviewer = hall.body("reviewer")
    office = Office.objects.get(code="reviewer")
    tries: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        (f"/bodies/{reviewer.pk}/end/", f"/bodies/{reviewer.pk}/end", {}, {}),
        (f"/offices/{office.pk}/end/", f"/offices/{office.pk}/end", {}, {}),
        (
            f"/bodies/{reviewer.pk}/establish-office/",
            f"/bodies/{reviewer.pk}/establish-office",
            {"code": "second", "names_en": "Second reviewer"},
            {"code": "second", "names": texts("Second reviewer")},
        ),
    ]
    for page, api, form, body in tries:
        assert refused(hall, hall.chair, page, api, form, body) == "for-itself"


def test_the_way_to_new_mandates_is_not_ended(hall: Hall) -> None:
    desk = hall.body("hall")
    for term in OfficeTerm.objects.filter(office__body=desk):
        signed_in(hall.chair).post(f"/terms/{term.pk}/end-term/", {"on": day()})
    assert not OfficeTerm.objects.filter(office__body=desk, ended_early_on=None).exists()
    found = refused(
        hall,
        hall.chair,
        f"/bodies/{desk.pk}/end/",
        f"/bodies/{desk.pk}/end",
        {},
        {},
    )
    assert found == "needed"


# --- judging --------------------------------------------------------------------------------------
def test_the_council_judges_the_petition_against_itself(hall: Hall) -> None:
    petition = reached(hall)
    assert petition.body == hall.body("reviewer")
    found = refused(
        hall,
        hall.chair,
        f"/law/recalls/{petition.pk}/refuse/",
        f"/recalls/{petition.pk}/refuse",
        {"text": "We are fine."},
        {"text": "We are fine."},
    )
    assert found == "for-itself"
    petition.refresh_from_db()
    assert petition.state == "reached"


# --- the charter ----------------------------------------------------------------------------------
def test_an_entrenched_article_is_amended_or_repealed_by_the_council_alone(hall: Hall) -> None:
    for number in (1, 13, 34, 36):
        article = Provision.objects.get(number=f"Article {number}")
        for word, form, body in (
            ("amend", {"texts_en": "Nobody."}, {"texts": {"en": "Nobody."}}),
            ("repeal", {"on": day()}, {"on": day()}),
        ):
            found = refused(
                hall,
                hall.chair,
                f"/law/provisions/{article.pk}/{word}/",
                f"/provisions/{article.pk}/{word}",
                form,
                body,
            )
            assert found == "entrenched"


def test_a_body_of_a_part_of_the_place_amends_the_charter(hall: Hall) -> None:
    kit.competence(hall, "roads", "amend-charter")
    rows: Any = QuerySet(Competence)
    rows.filter(power="amend-charter", body=hall.body("roads")).update(unit=hall.unit("north"))
    article = Provision.objects.get(number="Article 6")
    found = refused(
        hall,
        hall.roads,
        f"/law/provisions/{article.pk}/propose-charter-amendment/",
        f"/provisions/{article.pk}/propose-charter-amendment",
        {"texts_en": "Roads."},
        {"texts": {"en": "Roads."}},
    )
    assert found == "outside-territory"


# --- the founding period is the only exception ----------------------------------------------------
def test_the_founding_desk_fills_offices_until_the_council_has_met(hall: Hall) -> None:
    from commonhall.law.founding.actions import close_founding_period
    from commonhall.law.founding.queries import founding_period
    from commonhall.people.bodies.actions import appoint

    office = Office.objects.get(code="reviewer")
    given = {"person": Person.objects.create(name="R"), "starts": clock.today()}
    assert appoint.check(hall.clerk, office)
    close_founding_period.perform(hall.chair, founding_period())
    ends = clock.today() + 9 * ONE
    assert refusal(lambda: appoint.perform(hall.clerk, office, ends=ends, **given)) in (
        "no-competence",
    )


def test_the_article_on_power_over_power_is_what_binds(hall: Hall) -> None:
    """Without it nothing of this holds: it is the charter that says so, and no list in the code."""
    from commonhall.law.mandates.actions import recall_mandate

    assert refusal(
        lambda: recall_mandate.perform(hall.chair, mandate_of("reviewer"), on=clock.today())
    )
    kit.repeal("Article 34")
    assert recall_mandate.perform(hall.chair, mandate_of("reviewer"), on=clock.today())


def test_every_body_that_reviews_is_named(hall: Hall) -> None:
    from commonhall.law.segregation.queries import reviewers

    for code in ("council", "hall", "parks", "roads"):
        assert reviewers(hall.body(code).pk, clock.today()) == {hall.body("reviewer").pk}, code
    assert Body.objects.filter(reviewed_by__isnull=False).distinct().count() == 4

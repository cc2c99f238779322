"""The founding period: one office begins alone, in public; the council confirms it or lets it lapse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.cases.categories.actions import set_category
from commonhall.core import clock
from commonhall.core.doctor import examine
from commonhall.core.refusals import Refused
from commonhall.law.founding import lapsing, queries
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.models import FoundingPeriod
from commonhall.people import actors
from commonhall.people.bodies.actions import end_term, establish_body, establish_office
from commonhall.people.bodies.models import Office
from commonhall.people.invitations import letters
from commonhall.people.invitations.actions import accept_office, invite
from tests.kit import Hall, found_hall, person, signed_in
from tests.words import texts


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def period(hall: Hall) -> FoundingPeriod:
    found = queries.founding_period()
    assert found is not None
    return found


def second_desk(hall: Hall) -> Actor:
    """Another office of the same body."""
    body = hall.body("hall")
    office = establish_office.perform(
        hall.chair, body, code="archive", names=texts("Archive")
    ).result
    from commonhall.people.bodies.actions import appoint

    day = clock.today()
    holder = person("archivist")
    appoint.perform(hall.chair, office, person=holder, starts=day, ends=day + timedelta(days=9))
    return actors.as_office(holder, office)


def begin(hall: Hall) -> tuple[Any, Any, Any]:
    """The desk makes a category, invites somebody who accepts, and somebody who does not."""
    day = clock.today()
    ends = day + timedelta(days=200)
    lamps = set_category.perform(
        hall.clerk, code="fountains", names=texts("Fountains"), body=hall.body("parks")
    ).result
    office = Office.objects.get(code="roads-desk")
    end_term.perform(hall.chair, office.terms.get())
    sent = [
        invite.perform(
            hall.clerk, office, email=f"{name}@example.org", starts=day, ends=ends
        ).result
        for name in ("new", "other")
    ]
    term = accept_office.perform(
        actors.as_person(person("new")), sent[0], code=letters.code_of(sent[0])
    ).result
    return lamps, term, sent[1]


@pytest.mark.django_db
def test_one_office_may_and_no_other_of_its_body(hall: Hall, period: FoundingPeriod) -> None:
    assert period.office.code == "hall-desk"
    archive = second_desk(hall)
    given = {
        "code": "bridges",
        "names": texts("Bridges"),
        "kind": "agency",
        "unit": hall.unit("root"),
    }
    with pytest.raises(Refused) as refusal:
        establish_body.perform(archive, **given)  # type: ignore[arg-type]
    assert refusal.value.code == "other-office"
    assert establish_body.perform(hall.clerk, **given).result.code == "bridges"  # type: ignore[arg-type]
    with pytest.raises(Refused):
        establish_body.perform(hall.parks, **{**given, "code": "tunnels"})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_its_powers_end_on_their_day(hall: Hall, period: FoundingPeriod) -> None:
    with clock.replay(clock.now() + timedelta(days=(period.ends - clock.today()).days + 1)):
        with pytest.raises(Refused) as refusal:
            set_category.perform(
                hall.clerk, code="late", names=texts("Late"), body=hall.body("parks")
            )
        assert refusal.value.code == "no-competence"
        found = {one.code: one for one in examine(clock.today())}
        assert found["founding-over"].mend == "/law/founding-period/"


@pytest.mark.django_db
def test_everything_is_listed_in_public_and_only_that(hall: Hall, period: FoundingPeriod) -> None:
    begin(hall)
    set_category.perform(hall.chair, code="ours", names=texts("Ours"), body=hall.body("parks"))
    assert [one.action for one in queries.done(period)] == [
        "cases.set_category",
        "people.invite",
        "people.invite",
    ]
    page = Client().get("/law/founding-period/").content.decode()
    assert "Fountains" in page and "Ours" not in page and "new@example.org" not in page
    assert "waiting for the council" in page


@pytest.mark.django_db
def test_the_council_confirms_and_the_rest_lapses(hall: Hall, period: FoundingPeriod) -> None:
    lamps, term, waiting = begin(hall)
    category, accepted, invited = (str(one.pk) for one in queries.done(period))
    assert [key for key, _label in lapsing.can_lapse(period)] == [category, accepted, invited]
    close_founding_period.perform(hall.chair, period, lapsing_ones=[accepted, category])
    for one in (lamps, term, waiting, period):
        one.refresh_from_db()
    assert lamps.ended_on == clock.today()
    assert term.ended_early_on == clock.today()
    assert waiting.is_open, "what is confirmed stays"
    assert (period.confirmed, sorted(period.lapsed)) == ([invited], sorted([category, accepted]))
    with pytest.raises(Refused):
        set_category.perform(hall.clerk, code="more", names=texts("More"), body=hall.body("parks"))
    page = Client().get("/law/founding-period/").content.decode()
    assert page.count("lapsed") >= 2 and "confirmed" in page
    with pytest.raises(Refused) as refusal:
        close_founding_period.perform(hall.chair, period)
    assert refusal.value.code == "wrong-state"


@pytest.mark.django_db
def test_who_used_the_powers_does_not_confirm_them(hall: Hall, period: FoundingPeriod) -> None:
    with pytest.raises(Refused):
        close_founding_period.perform(hall.clerk, period)
    address = f"/law/founding-periods/{period.pk}/close/"
    assert (
        f'href="{address}"' in signed_in(hall.chair).get("/law/founding-period/").content.decode()
    )
    assert (
        f'href="{address}"'
        not in signed_in(hall.clerk).get("/law/founding-period/").content.decode()
    )


@pytest.mark.django_db
def test_nobody_invites_themselves(hall: Hall) -> None:
    from commonhall.core.refusals import BadInput

    day = clock.today()
    with pytest.raises(BadInput, match="cannot give an office to yourself"):
        invite.perform(
            hall.clerk,
            Office.objects.get(code="reviewer"),
            email="CLERK@example.org",
            starts=day,
            ends=day,
        )

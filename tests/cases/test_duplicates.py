"""The same matter raised twice: found in any script, joined and parted, each with its own rights."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.models import Follow
from commonhall.cases.cases import actions, state_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.duplicates import actions as duplicates
from commonhall.cases.duplicates.similar import similar
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.people import actors
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def clerk() -> Any:
    return actors.as_person(Person.objects.get(name="clerk"))


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def found(hall: Hall, words: str, **given: Any) -> list[int]:
    return [one.pk for one in similar(hall.lamps, hall.unit("north"), words, **given)]


@pytest.mark.parametrize(
    ("there", "asked", "other"),
    [
        (
            "The lamp in front of number 12 is dark",
            "lamp number 12 dark",
            "A branch blocks the path",
        ),
        ("小区门口的路灯坏了三天", "路灯坏了", "公园长椅需要修理"),
        ("Не горит фонарь у школы", "фонарь у школы", "Яма на дороге"),
        ("عمود الإنارة مكسور أمام المدرسة", "الإنارة مكسور", "حفرة في الطريق"),
    ],
)
def test_it_is_found_by_its_words_in_any_script(
    hall: Hall, there: str, asked: str, other: str
) -> None:
    same, another = hall.raise_case(title=there), hall.raise_case(title=other)
    assert found(hall, asked) == [same.pk]
    assert found(hall, other) == [another.pk]


def test_another_place_category_or_year_is_another_matter(hall: Hall) -> None:
    case = hall.raise_case(title="The lamp is dark")
    assert similar(hall.lamps, hall.unit("south"), "The lamp is dark") == []
    set_fields(case, raised_at=clock.now() - timedelta(days=200))
    assert found(hall, "The lamp is dark") == []
    set_fields(case, raised_at=clock.now(), state="confirmed")
    assert found(hall, "The lamp is dark") == []


def test_a_near_point_counts_across_the_border_of_a_district(hall: Hall) -> None:
    near = (Decimal("1.000100"), Decimal("10.5"))
    case = hall.raise_case(title="Dark lamp post", unit=None, point=near)
    south = hall.unit("south")
    asked = (Decimal("0.999900"), Decimal("10.5"))
    assert [one.pk for one in similar(hall.lamps, south, "Dark post here", asked)] == [case.pk]
    far = (Decimal("0.9"), Decimal("10.5"))
    assert similar(hall.lamps, south, "Dark post here", far) == []


# --- when raising ---------------------------------------------------------------------------------
def form(hall: Hall, **given: object) -> dict[str, object]:
    return {
        "kind": "complaint",
        "title": "The lamp is broken",
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        **given,
    }


def test_whoever_raises_it_again_is_asked_once_and_loses_nothing(hall: Hall) -> None:
    known = hall.raise_case()
    client = signed_in("clerk")
    asked = client.post("/cases/raise/", form(hall, text="It has been dark since Monday."))
    content = asked.content.decode()
    assert asked.status_code == 200 and f'href="/cases/{known.pk}/"' in content
    assert "It has been dark since Monday." in content and Case.objects.count() == 1
    sent = client.post("/cases/raise/", form(hall, asked="1"))
    assert sent.status_code == 302 and Case.objects.count() == 2


def test_what_nobody_raised_yet_is_sent_at_once(hall: Hall) -> None:
    hall.raise_case(title="A branch blocks the path")
    assert signed_in("clerk").post("/cases/raise/", form(hall)).status_code == 302


def test_the_form_asks_while_it_is_filled_in(hall: Hall) -> None:
    known = hall.raise_case(title="<b>The lamp</b> is broken")
    asked = {"title": "lamp is broken", "category": hall.lamps.pk, "unit": hall.unit("north").pk}
    content = Client().get("/cases/similar/", asked).content.decode()
    assert f"/cases/{known.pk}/" in content and "<b>" not in content
    for bad in ({"category": "x"}, {"unit": "9" * 30}, {"point_0": "NaN", "point_1": "1e999"}):
        assert Client().get("/cases/similar/", {**asked, **bad}).status_code == 200


# --- joined ---------------------------------------------------------------------------------------
def two(hall: Hall) -> tuple[Case, Case]:
    """A case of one person, and the same matter raised by another, due later."""
    main, voice = hall.raise_case(), hall.raise_case(by=clerk())
    duplicates.join_to_case.perform(hall.parks, case=main, cases=[voice], reason="One lamp.")
    return now(main), now(voice)


def test_what_is_said_to_one_is_said_to_each_with_its_own_entry(hall: Hall) -> None:
    main, voice = two(hall)
    day = clock.today() + timedelta(days=3)
    actions.answer_case.perform(hall.parks, case=main, text="We come.", promise=day)
    assert (now(voice).state, now(voice).promised_on) == ("promised", day)
    entries = Entry.objects.filter(action="cases.answer_case")
    assert {one.subject for one in entries} == {main.ref, voice.ref}
    actions.mark_done.perform(hall.parks, case=now(main), text="A new lamp.")
    assert now(voice).state == "done"


def test_each_keeps_deadline_confirmation_and_letters(hall: Hall) -> None:
    main, voice = hall.raise_case(), hall.raise_case(by=clerk())
    due = clock.today() + timedelta(days=2)
    set_fields(voice, due_on=due, next_on=due)
    duplicates.join_to_case.perform(hall.parks, case=main, cases=[now(voice)], reason="One lamp.")
    assert now(voice).due_on == due
    desk = [line.case.pk for line in signed_in(hall.parks).get("/desk/").context["lines"]]
    assert desk == [voice.pk, main.pk], "it is due before the case it is joined with"
    actions.mark_done.perform(hall.parks, case=now(main), text="A new lamp.")
    actions.confirm_case.perform(hall.resident, case=now(main))
    actions.refuse_result.perform(clerk(), case=now(voice), text="Mine is dark.")
    assert (now(main).state, now(voice).state) == ("confirmed", "refused")
    assert Follow.objects.filter(ref=voice.ref).count() == 1


def test_the_desk_shows_what_is_due_with_its_main_case_once(hall: Hall) -> None:
    main, _voice = two(hall)
    page = signed_in(hall.parks).get("/desk/")
    assert [line.case.pk for line in page.context["lines"]] == [main.pk]


def test_parted_it_is_answered_by_itself(hall: Hall) -> None:
    main, voice = two(hall)
    duplicates.part_from_case.perform(clerk(), case=voice, text="Mine is at number 40.")
    actions.answer_case.perform(hall.parks, case=main, text="We come.")
    assert now(voice).state == "open"
    page = Client().get(f"/cases/{voice.pk}/").content.decode()
    assert "One lamp." in page and "Mine is at number 40." in page


def test_neither_chains_nor_other_bodies_cases_are_joined(hall: Hall) -> None:
    main, voice = two(hall)
    third = hall.raise_case()
    for led, cases in ((third, [voice]), (third, [main])):
        with pytest.raises(BadInput, match="already"):
            duplicates.join_to_case.perform(hall.parks, case=led, cases=cases, reason="Same.")
    other = hall.raise_case()
    actions.pass_on_case.perform(hall.parks, case=other, to=hall.body("roads"), reason="Theirs.")
    with pytest.raises(BadInput, match=f"Case {other.pk}"):
        duplicates.join_to_case.perform(hall.parks, case=third, cases=[now(other)], reason="Same.")


def test_one_whose_official_is_recused_waits_for_a_colleague(hall: Hall) -> None:
    main = hall.raise_case()
    voice = hall.raise_case(unit=hall.unit("south"))
    duplicates.join_to_case.perform(hall.parks, case=main, cases=[voice], reason="One cable.")
    declare_interest.perform(hall.parks, target=hall.unit("south").ref, kind="property")
    state_actions.decline_case.perform(hall.parks, case=now(main), reason="No cable.")
    assert (now(main).state, now(voice).state) == ("cannot", "open")


def test_ticked_cases_are_joined_to_the_oldest(hall: Hall) -> None:
    first, second = hall.raise_case(), hall.raise_case()
    client = signed_in(hall.parks)
    to = client.get(f"/desk/chosen/?do=join&pick={second.pk}&pick={first.pk}")["Location"]
    assert to.startswith(f"/cases/{first.pk}/join-to/?cases={second.pk}")
    assert client.get(to).status_code == 200
    assert "Possibly the same" in client.get(f"/cases/{first.pk}/").content.decode()
    assert "Possibly the same" not in Client().get(f"/cases/{first.pk}/").content.decode()

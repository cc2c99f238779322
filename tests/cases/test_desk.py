"""The desk: what waits for an office, late first, by keyboard and on a phone; assigned, noted, answered together."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.models import Sealed, Version
from commonhall.cases.cases import actions, state_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.desk import actions as desk_actions
from commonhall.cases.desk import queries
from commonhall.cases.desk.models import Note, SavedFilter
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.people.bodies.models import Office
from commonhall.people.residents.actions import erase_me
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.kit import Hall, code_of, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def due(case: Case, days: int) -> Case:
    """Let the law's day be so many days from today."""
    day = clock.today() + timedelta(days=days)
    set_fields(case, due_on=day, next_on=day)
    return case


def shown(client: Client, query: str = "") -> list[int]:
    """The numbers of the cases on the desk, in their order."""
    page = client.get(f"/desk/{query}")
    assert page.status_code == 200
    return [line.case.pk for line in page.context["lines"]]


def test_what_is_late_stands_first_and_each_count_is_a_filter(hall: Hall) -> None:
    week, late, today, planned = (hall.raise_case(title=one) for one in ("w", "l", "t", "p"))
    for case, days in ((week, 5), (late, -3), (today, 0)):
        due(case, days)
    day = clock.today() + timedelta(days=60)
    state_actions.plan_case.perform(hall.parks, case=planned, day=day, text="A new lamp.")
    done, back = hall.raise_case(title="d"), hall.raise_case(title="b")
    for case in (done, back):
        actions.mark_done.perform(hall.parks, case=case, text="Mended.")
    actions.refuse_result.perform(hall.resident, case=back, text="It is dark.")
    client = signed_in(hall.parks)
    assert shown(client) == [late.pk, today.pk, week.pk, back.pk, planned.pk]
    for when, cases in (
        ("late", [late]),
        ("today", [today]),
        ("week", [week]),
        ("back", [back]),
        ("unconfirmed", [done]),
    ):
        assert shown(client, f"?when={when}") == [one.pk for one in cases]
        assert queries.counts(hall.parks, queries.Filter())[when] == 1
    assert "3 days late" in client.get("/desk/").content.decode()


def test_another_body_a_resident_and_a_stranger_see_none_of_it(hall: Hall) -> None:
    hall.raise_case()
    assert shown(signed_in(hall.roads)) == []
    assert "Nothing is waiting for you" in signed_in(hall.roads).get("/desk/").content.decode()
    assert "who hold an office" in signed_in("resident").get("/desk/").content.decode()
    assert Client().get("/desk/")["Location"].startswith("/account/login/")
    assert signed_in("resident").get("/desk/export.csv").status_code == 404


def test_the_navigation_names_the_desk_to_whoever_acts_in_an_office(hall: Hall) -> None:
    link = b'href="/desk/"'
    assert link in signed_in(hall.parks).get("/cases/").content
    assert link not in signed_in("parks").get("/cases/").content
    assert link not in Client().get("/cases/").content


def test_somebody_in_their_own_name_goes_on_in_their_office_from_the_desk(hall: Hall) -> None:
    code_of(hall.parks.account)
    client = signed_in("parks")
    assert hall.parks.ref in client.get("/desk/").content.decode()
    sent = client.post("/me/acting/", {"as": hall.parks.ref, "next": "/desk/"})
    assert sent["Location"] == "/desk/"
    assert client.get("/desk/").context["actor"].ref == hall.parks.ref
    outside = client.post("/me/acting/", {"as": "", "next": "https://example.org/"})
    assert "example.org" not in outside["Location"]


def test_the_desk_costs_the_same_however_much_waits_and_is_paged_by_key(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    numbers = [hall.raise_case(title=f"Case {number}").pk for number in range(35)]
    client = signed_in(hall.parks)
    with django_assert_max_num_queries(16):
        first = client.get("/desk/")
    assert [line.case.pk for line in first.context["lines"]] == numbers[:30]
    assert shown(client, first.context["page"].older) == numbers[30:]


def test_the_list_is_narrowed_by_category_place_state_office_and_words(hall: Hall) -> None:
    north, south = (
        hall.raise_case(title="lamp"),
        hall.raise_case(title="路灯", unit=hall.unit("south")),
    )
    office = Office.objects.get(code="parks-desk")
    desk_actions.assign_case.perform(hall.parks, case=south, to=office)
    desk_actions.set_priority.perform(hall.parks, case=south, priority="high")
    client = signed_in(hall.parks)
    for query in ("place=south", "assigned=mine", "assigned=parks-desk", "priority=high", "q=路灯"):
        assert shown(client, f"?{query}") == [south.pk], query
    assert shown(client, "?assigned=nobody") == [north.pk]
    assert shown(client, "?category=other") == []
    assert shown(client, "?state=open&category=lamps") == [north.pk, south.pk]
    content = client.get("/desk/?state=asked").content.decode()
    assert "No cases match this filter" in content


@pytest.mark.parametrize("order", ["number", "due", "category", "place", "state", "assigned"])
def test_the_table_is_sorted_both_ways_and_paged_in_that_order(hall: Hall, order: str) -> None:
    south = hall.unit("south")
    numbers = [
        hall.raise_case(title=str(at), **({"unit": south} if at % 3 else {})).pk for at in range(33)
    ]
    office = Office.objects.get(code="parks-desk")
    for at in (4, 11):
        case = Case.objects.get(pk=numbers[at])
        desk_actions.assign_case.perform(hall.parks, case=case, to=office)
    client = signed_in(hall.parks)
    page = client.get(f"/desk/?sort={order}")
    assert 'aria-sort="ascending"' in page.content.decode()
    rising = [line.case.pk for line in page.context["lines"]]
    rising += shown(client, page.context["page"].older)
    assert sorted(rising) == numbers, "each once"
    page = client.get(f"/desk/?sort=-{order}")
    falling = [line.case.pk for line in page.context["lines"]]
    falling += shown(client, page.context["page"].older)
    assert falling == rising[::-1]
    if order == "place":
        assert rising[:11] == numbers[::3], "north stands before south"
    if order == "assigned":
        assert rising[-2:] == [numbers[4], numbers[11]]


def test_an_order_nobody_offers_is_the_first(hall: Hall) -> None:
    late, soon = due(hall.raise_case(title="l"), -3), due(hall.raise_case(title="s"), 2)
    assert shown(signed_in(hall.parks), "?sort=-evil") == [late.pk, soon.pk]


def test_columns_are_left_out_and_kept_so_with_the_filter(hall: Hall) -> None:
    hall.raise_case()
    client = signed_in(hall.parks)
    query = "sort=-place&hide=category&hide=assigned"
    page = client.get(f"/desk/?{query}&hide=evil").content.decode()
    head = page.partition("<thead")[2].partition("</thead>")[0]
    assert "State" in head and "Category" not in head and "Assigned" not in head
    assert page.count('role="cell"') == 5
    client.post("/desk/filters/", {"query": query + "&hide=evil", "name": "Short"})
    assert SavedFilter.objects.get().query == query


def test_a_filter_is_kept_used_and_forgotten(hall: Hall) -> None:
    client = signed_in(hall.parks)
    client.post("/desk/filters/", {"query": "when=late&place=south&evil=1", "name": "South, late"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query, kept.person_id) == (
        "South, late",
        "when=late&place=south",
        hall.parks.person,
    )
    assert "South, late" in client.get("/desk/").content.decode()
    assert "South, late" not in signed_in(hall.roads).get("/desk/").content.decode()
    signed_in(hall.roads).post("/desk/filters/", {"forget": kept.pk})
    assert SavedFilter.objects.exists()
    client.post("/desk/filters/", {"forget": kept.pk})
    assert not SavedFilter.objects.exists()


def test_the_list_is_taken_along_as_csv(hall: Hall) -> None:
    case = due(hall.raise_case(title="=HYPERLINK()"), -2)
    answer = signed_in(hall.parks).get("/desk/export.csv?when=late")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["id"], row["days_late"], row["assigned"]) == (str(case.pk), "2", "")


# --- several at once ------------------------------------------------------------------------------
def test_ticked_cases_are_answered_together_each_with_its_own_entry(hall: Hall) -> None:
    first, second = hall.raise_case(), hall.raise_case()
    client = signed_in(hall.parks)
    address = client.get(f"/desk/chosen/?do=answer&pick={first.pk}&pick={second.pk}&next=/desk/")
    page = client.get(address["Location"])
    assert f"{first.pk} {second.pk}" in page.content.decode()
    sent = client.post(
        address["Location"].partition("?")[0],
        {"cases": f"{first.pk} {second.pk}", "text": "On Friday.", "next": "/desk/"},
    )
    assert sent["Location"] == "/desk/"
    for case in (first, second):
        assert [one.text for one in case.answers.all()] == ["On Friday."]
        assert Entry.objects.filter(action="cases.answer_case", subject=case.ref).count() == 1


def test_nothing_is_ticked_or_asked_for(hall: Hall) -> None:
    client = signed_in(hall.parks)
    for query in ("do=answer", "do=burn&pick=1", "do=answer&pick=x&next=https://example.org"):
        assert client.get(f"/desk/chosen/?{query}")["Location"] == "/desk/"


def test_one_case_of_another_body_stops_them_all_and_is_named(hall: Hall) -> None:
    own, other = hall.raise_case(), hall.raise_case()
    actions.pass_on_case.perform(hall.parks, case=other, to=hall.body("roads"), reason="Theirs.")
    with pytest.raises(BadInput, match=f"Case {other.pk}") as told:
        desk_actions.answer_cases.perform(hall.parks, cases=[own, other], text="On Friday.")
    assert told.value.field == "cases"
    assert not own.answers.exists()


# --- notes ----------------------------------------------------------------------------------------
SECRET = "The dog bites"


def test_a_note_is_read_by_its_body_alone_and_is_in_no_record(hall: Hall) -> None:
    case = hall.raise_case()
    desk_actions.note_case.perform(hall.parks, case=case, text=SECRET)
    address = f"/cases/{case.pk}/"
    assert SECRET in signed_in(hall.parks).get(address).content.decode()
    for client in (Client(), signed_in("resident"), signed_in("parks"), signed_in(hall.roads)):
        assert SECRET not in client.get(address).content.decode()
    note = Note.objects.get()
    assert SECRET not in Version.objects.get(type="cases.note", object_id=note.pk).state
    assert not Entry.objects.filter(body__contains=SECRET).exists()
    assert SECRET not in Client().get(f"/api/v1/cases/{case.pk}").content.decode()
    for page in (f"/cases/notes/{note.pk}/erase/", f"/record/?subject={case.ref}"):
        assert SECRET not in signed_in("resident").get(page).content.decode()


def test_an_erased_note_is_gone_from_its_seal_too(hall: Hall) -> None:
    case = hall.raise_case()
    note = desk_actions.note_case.perform(hall.parks, case=case, text=SECRET).result
    desk_actions.erase_note.perform(hall.parks, note)
    seals = Sealed.objects.filter(version__type="cases.note")
    assert seals.exists() and not seals.filter(contents__contains=SECRET).exists()
    assert "was erased" in signed_in(hall.parks).get(f"/cases/{case.pk}/").content.decode()


def test_notes_about_somebody_go_when_they_have_themselves_erased(hall: Hall) -> None:
    case = hall.raise_case()
    desk_actions.note_case.perform(hall.parks, case=case, text=SECRET)
    erase_me.perform(hall.resident)
    assert Note.objects.get().text == ""
    assert not Sealed.objects.filter(contents__contains=SECRET).exists()


def test_nobody_who_follows_a_case_hears_of_what_the_desk_does(hall: Hall) -> None:
    for one in (
        desk_actions.note_case,
        desk_actions.assign_case,
        desk_actions.set_priority,
        desk_actions.erase_note,
    ):
        assert one.notifies is False

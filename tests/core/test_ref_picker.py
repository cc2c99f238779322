"""Matters are picked by what people have: words, an address, a ref; in doubt they are asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.sources import actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock
from commonhall.core.ref_picker import RefField
from commonhall.ui.forms import HallForm
from tests.consultations import kit
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


class RefForm(HallForm):
    about = RefField()


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def source(hall: Hall) -> Source:
    return actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="The lamps of 夜市街 hang on it",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def sent(words: str, **more: str) -> RefForm:
    return RefForm({"about": words, **more})


def offered(form: RefForm) -> list[str]:
    form.is_valid()
    widget: Any = form.fields["about"].widget
    return [one.thing.ref for one in widget.read(form["about"].data).choices]


def test_a_ref_an_address_and_a_whole_title_pick_at_once(source: Source, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["hall.example"]
    page = source.get_absolute_url()
    ways = (
        source.ref,
        page,
        f"https://hall.example{page}",
        f"/thread/{source.ref}/",
        " old CABLE ",
    )
    for words in ways:
        form = sent(words)
        assert form.is_valid(), (words, form.errors)
        assert form.cleaned_data == {"about": source.ref}


def test_words_in_any_script_offer_what_holds_them(hall: Hall, source: Source) -> None:
    hall.raise_case(title="A lamp in 夜市街")
    form = sent("夜市街")
    assert not form.is_valid() and source.ref in offered(form) and len(offered(form)) == 2
    assert form.errors["about"] == ["Choose which one you mean."]
    shown = str(form)
    assert "Old cable" in shown and "Source" in shown and "North" in shown
    chosen = sent("夜市街", about_sought="夜市街", about_ref=source.ref)
    assert chosen.is_valid() and chosen.cleaned_data == {"about": source.ref}
    # Other words than those the choice was made from are looked up anew.
    assert not sent("lamp", about_sought="夜市街", about_ref=source.ref).is_valid()


def test_one_thing_that_only_holds_the_words_is_asked_about(source: Source) -> None:
    form = sent("cable")
    assert not form.is_valid() and offered(form) == [source.ref]


def test_a_page_below_a_matter_asks_whether_it_is_meant(hall: Hall) -> None:
    conversation = kit.opened(hall)
    form = sent(f"{conversation.get_absolute_url()}results/")
    assert not form.is_valid() and offered(form) == [conversation.ref]


def test_what_is_not_there_or_no_matter_is_named(hall: Hall, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["hall.example"]
    case = hall.raise_case()
    answer = case_actions.answer_case.perform(
        hall.parks, case=case, text="Soon.", promise=clock.today() + timedelta(days=3)
    ).result
    for words, said in (
        ("unfindable", "Nothing on the record contains all these words"),
        ("cases.source:999", "There is nothing on the record with this reference. Check it."),
        ("/cases/999999/", "There is no matter at this address. Check it."),
        (f"https://elsewhere.example/cases/{case.pk}/", "Enter an address of this hall."),
        (answer.ref, "You cannot choose this here."),
        ("", "Enter an answer."),
    ):
        form = sent(words)
        assert not form.is_valid() and said in form.errors["about"][0], words
    for wrong in (answer.ref, "cases.case:99999999999999999999", "people.account:1", "x"):
        assert sent("", about_ref=wrong).errors["about"] == ["You cannot choose this here."]


def test_on_a_page_nothing_typed_is_lost_and_nothing_done_by_looking(
    hall: Hall, source: Source
) -> None:
    client = signed_in(hall.parks)
    linked = client.get(f"/conversations/open/?about={source.ref}").content.decode()
    assert "Old cable" in linked and "checked" in linked and "About nothing in particular" in linked
    day = clock.today()
    typed = {
        "title": "Typed already",
        "question": "Which lamps?",
        "unit": str(hall.unit("north").pk),
        "opens_on": day.isoformat(),
        "closes_on": (day + timedelta(days=9)).isoformat(),
        "briefing": "\n".join(" | ".join(row) for row in kit.BRIEFING),
    }
    looked = client.post("/conversations/open/", {**typed, "about": "cable", "about_find": "1"})
    page = looked.content.decode()
    assert looked.status_code == 200 and "error-summary" not in page
    assert "Typed already" in page and source.ref in page and not Conversation.objects.exists()
    nothing_else = client.post("/conversations/open/", {"about": "unfindable", "about_find": "1"})
    assert nothing_else.status_code == 400
    assert nothing_else.content.decode().count("field-error") == 1
    choice = {"about": "cable", "about_sought": "cable", "about_ref": source.ref}
    assert client.post("/conversations/open/", {**typed, **choice}).status_code == 302
    assert Conversation.objects.get().about == source.ref

"""Forms in several steps: nothing is lost, nothing is skipped, everything can be changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory

from commonhall.ui.date_fields import DateTextField
from commonhall.ui.steps import FormStep, StepForm


class What(forms.Form):
    """First step."""

    kind = forms.ChoiceField(choices=[("Near", [("a", "A lamp")]), ("b", "A bench")])
    tags = forms.MultipleChoiceField(choices=[("x", "Dark"), ("y", "Wet")], required=False)


class When(forms.Form):
    """Second step."""

    day = DateTextField()
    urgent = forms.BooleanField(required=False)


STEPS = [FormStep("what", "What", What), FormStep("when", "When", When)]


def request(session: dict[str, Any], data: Any = None) -> HttpRequest:
    made = RequestFactory().post("/", data) if data is not None else RequestFactory().get("/")
    made.session = session  # type: ignore[assignment]
    return made


def steps(session: dict[str, Any], data: Any = None) -> StepForm:
    return StepForm(request(session, data), "raise", STEPS, lambda slug: f"/raise/{slug}/")


def answer(session: dict[str, Any], slug: str, data: Any) -> str:
    now = steps(session, data)
    return now.keep(slug, now.form(slug))


def test_each_step_leads_to_the_next_and_at_last_to_the_check() -> None:
    session: dict[str, Any] = {}
    assert answer(session, "what", {"kind": "a", "tags": ["x", "y"]}) == "/raise/when/"
    assert answer(session, "when", {"day": "3 May 2026"}) == "/raise/check/"
    assert steps(session).cleaned() == {
        "kind": "a",
        "tags": ["x", "y"],
        "day": date(2026, 5, 3),
        "urgent": False,
    }


def test_a_skipped_step_is_asked_before_the_check() -> None:
    assert answer({}, "when", {"day": "2026-05-03"}) == "/raise/what/"


def test_an_invalid_step_is_not_kept() -> None:
    with pytest.raises(ValueError, match="valid"):
        answer({}, "what", {"kind": "nonsense"})


def test_nothing_can_be_sent_while_a_step_is_open() -> None:
    with pytest.raises(ValueError, match="what"):
        steps({}).cleaned()


def test_answers_come_back_when_a_step_is_opened_again() -> None:
    session: dict[str, Any] = {}
    answer(session, "what", {"kind": "b"})
    assert steps(session).form("what")["kind"].value() == "b"
    assert not steps(session).form("when").is_bound


def test_the_check_shows_words_and_leads_back() -> None:
    session: dict[str, Any] = {}
    answer(session, "what", {"kind": "a", "tags": ["x", "y"], "csrfmiddlewaretoken": "secret"})
    answer(session, "when", {"day": "2026-05-03", "urgent": "on"})
    shown = {
        str(one.question): (one.answer, one.change_url.split("#")[0])
        for one in steps(session).answers()
    }
    assert shown == {
        "Kind": ("A lamp", "/raise/what/"),
        "Tags": ("Dark, Wet", "/raise/what/"),
        "Day": ("3 May 2026", "/raise/when/"),
        "Urgent": ("Yes", "/raise/when/"),
    }
    assert "secret" not in str(session)


def test_progress_says_where_one_stands() -> None:
    session: dict[str, Any] = {}
    answer(session, "what", {"kind": "a"})
    assert [step.state for step in steps(session).progress("when")] == ["done", "current", "next"]


def test_what_was_sent_is_forgotten() -> None:
    session: dict[str, Any] = {}
    answer(session, "what", {"kind": "a"})
    steps(session).forget()
    assert session == {}

"""Rates: what is asked of whom, and nothing invented where nobody was asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.evaluation.indicators import formulas, plausibility
from commonhall.evaluation.indicators.facts import AnswerRow, CaseRow, Fact, Span, WordRow, facts
from commonhall.evaluation.indicators.formulas import FormulaError, check, count
from commonhall.evaluation.rollup import tallies

MAY = Span(date(2026, 5, 1), date(2026, 6, 1), "UTC")
END = date(2026, 6, 1)


def at(day: int, hour: int = 12, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def case(number: int = 1, raised: datetime | None = None, due: date | None = None) -> CaseRow:
    return CaseRow(number, 7, 3, raised or at(2), due)


def only(found: list[Fact]) -> Fact:
    assert len(found) == 1
    return found[0]


def test_a_case_answered_done_and_confirmed_within_the_month() -> None:
    fact = only(
        facts(
            [case(due=date(2026, 5, 10))],
            [AnswerRow(1, "answer", 3, None, at(5)), AnswerRow(1, "done", 3, None, at(20))],
            [WordRow(1, "solved", "mostly", at(22))],
            MAY,
            END,
        )
    )
    assert fact.raised and fact.done and fact.called_back and fact.solved and fact.on_time
    assert (fact.days_to_answer, fact.days_to_done, fact.satisfied) == (3, 18, "mostly")


def test_the_last_word_within_the_span_counts_and_reopening_is_no_word() -> None:
    words = [
        WordRow(1, "solved", "yes", at(20)),
        WordRow(1, "reopened", "", at(21)),
        WordRow(1, "not_solved", "no", at(25)),
        WordRow(1, "solved", "yes", at(2, month=6)),
    ]
    fact = only(facts([case()], [], words, MAY, END))
    assert fact.called_back and not fact.solved and fact.satisfied == "no"
    june = Span(date(2026, 6, 1), date(2026, 7, 1), "UTC")
    assert only(facts([case()], [], words, june, date(2026, 7, 1))).solved


@pytest.mark.parametrize(
    ("zone", "inside"), [("UTC", True), ("Asia/Shanghai", False), ("America/New_York", True)]
)
def test_the_month_is_the_places_own(zone: str, inside: bool) -> None:
    """At 20:00 UTC on 31 May it is June already in Shanghai."""
    span = Span(date(2026, 5, 1), date(2026, 6, 1), zone)
    words = [WordRow(1, "solved", "", at(31, 20))]
    assert bool(facts([case(raised=at(1, month=4))], [], words, span, END)) is inside


@pytest.mark.parametrize(
    ("answered", "due", "on_time"),
    [
        (10, 10, True),
        (11, 10, False),
        (None, 20, False),
        # No deadline: nobody can know. The last day's is over when the month is.
        (5, None, None),
        (None, 31, False),
    ],
)
def test_in_time(answered: int | None, due: int | None, on_time: bool | None) -> None:
    answers = [AnswerRow(1, "answer", 3, None, at(answered))] if answered else []
    deadline = date(2026, 5, due) if due else None
    assert only(facts([case(due=deadline)], answers, [], MAY, END)).on_time is on_time


def test_who_answered_counts_not_who_holds_it_today() -> None:
    passed = [AnswerRow(1, "passed_on", 3, 9, at(3))]
    assert only(facts([case()], passed, [], MAY, END)).body == 9
    answered = [
        *passed,
        AnswerRow(1, "answer", 9, None, at(4)),
        AnswerRow(1, "passed_on", 9, 4, at(8)),
    ]
    assert only(facts([case()], answered, [], MAY, END)).body == 9
    # What comes after the span does not reach back into it: the case was with body 3 in May.
    later = [
        AnswerRow(1, "passed_on", 3, 5, at(2, month=6)),
        AnswerRow(1, "answer", 5, None, at(3, month=6)),
    ]
    today = case()._replace(body=5)
    assert only(facts([today], later, [], MAY, END)).body == 3
    # Nor does a passing-on that was entered later and dated back.
    late = [AnswerRow(1, "passed_on", 3, 5, at(3), later=True)]
    assert only(facts([today], late, [], MAY, END)).body == 3


def test_how_long_it_took_is_told_as_known_later() -> None:
    """Raised on the 28th, done five days on, in June: that is within 21 days."""
    one = case(raised=at(28), due=date(2026, 6, 5))
    done = [AnswerRow(1, "done", 3, None, at(2, month=6))]
    late = only(facts([one], done, [], MAY, date(2026, 6, 20)))
    assert (late.done, late.days_to_done, late.on_time, late.body) == (False, 5, True, 3)
    assert count({"of": "raised", "counts": {"done-within": "1"}, "days": 21}, [late]).value == 100


@pytest.mark.parametrize(
    ("known", "on_time", "done"),
    [(5, None, None), (6, False, None), (18, False, None), (19, False, False)],
)
def test_while_days_are_running_nobody_is_late(
    known: int, on_time: bool | None, done: bool | None
) -> None:
    """Raised on 28 May, due on 5 June, never answered; 21 days are over on 19 June."""
    one = only(
        facts([case(raised=at(28), due=date(2026, 6, 5))], [], [], MAY, date(2026, 6, known))
    )
    assert (one.on_time, formulas.holds(one, "done-within", 21)) == (on_time, done)
    assert formulas.holds(one, "answered-within", 21) is done


def fact(**given: Any) -> Fact:
    values: dict[str, Any] = {
        "case": 1,
        "unit": 1,
        "body": 1,
        "raised": False,
        "done": True,
        "called_back": True,
        "solved": True,
        "satisfied": "",
        "on_time": True,
        "days_to_answer": 3,
        "days_to_done": 8,
        "days_known": 60,
    }
    return Fact(**(values | given))


def test_nobody_asked_is_not_measured() -> None:
    rate = count({"of": "called-back", "counts": {"solved": "1"}}, [fact(called_back=False)])
    assert (rate.value, rate.low, rate.high, rate.asked) == (None, None, None, 0)


def test_the_three_rates_as_beijing_counts_them() -> None:
    found = [
        fact(satisfied="yes"),
        fact(satisfied="mostly"),
        fact(satisfied="no", solved=False),
        fact(satisfied="", on_time=False),
        fact(called_back=False),
    ]
    response = count({"of": "called-back", "counts": {"answered-on-time": "1"}}, found)
    resolution = count({"of": "called-back", "counts": {"solved": "1"}}, found)
    satisfaction = count(
        {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}}, found
    )
    assert (response.value, response.asked) == (75.0, 4)
    assert (resolution.value, resolution.asked) == (75.0, 4)
    assert satisfaction.value == pytest.approx(100 * 1.9 / 3, abs=1e-4)
    whole = formulas.mean(
        {"mean": {"response": "0.1", "resolution": "0.5", "satisfaction": "0.4"}},
        {"response": response, "resolution": resolution, "satisfaction": satisfaction},
    )
    assert whole.value == pytest.approx(0.1 * 75 + 0.5 * 75 + 0.4 * 63.3333, abs=1e-3)
    assert whole.asked == 3
    gone = formulas.mean({"mean": {"response": "1"}}, {})
    assert not gone.measured


def test_what_cannot_be_known_is_not_asked() -> None:
    rate = count(
        {"of": "raised", "counts": {"answered-on-time": "1"}},
        [fact(raised=True, on_time=None), fact(raised=True), fact(raised=True, on_time=False)],
    )
    assert (rate.value, rate.asked) == (50.0, 2)


def test_within_days() -> None:
    formula = {"of": "raised", "counts": {"done-within": "1"}, "days": 21}
    found = [fact(raised=True, days_to_done=days) for days in (0, 21, 22, None)]
    assert count(formula, found).value == 50.0


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ([], "expected"),
        ({}, '"of" must be'),
        ({"of": "everybody", "counts": {"solved": 1}}, '"of"'),
        ({"of": "raised"}, "counts"),
        ({"of": "raised", "counts": {"luck": "1"}}, "luck"),
        ({"of": "raised", "counts": {"solved": "2"}}, "at most at 1"),
        ({"of": "raised", "counts": {"solved": "much"}}, "no number"),
        ({"of": "raised", "counts": {"solved": "0"}}, "above 0"),
        ({"of": "raised", "counts": {"solved": "0.1234567"}}, "six decimals"),
        ({"of": "raised", "counts": {"done-within": "1"}}, "days"),
        ({"of": "raised", "counts": {"done-within": "1"}, "days": 0}, "days"),
        ({"of": "raised", "counts": {"solved": "1"}, "except": "x"}, "except"),
        ({"mean": {"a": "1"}, "of": "raised"}, "alone"),
        ({"mean": {"c": "1"}}, "no rate"),
        ({"mean": {"a": "0.5", "b": "0.4"}}, "add up"),
    ],
)
def test_a_formula_that_cannot_be_counted_says_what_would_be_right(formula: Any, word: str) -> None:
    with pytest.raises(FormulaError, match=word):
        check(formula, {"a", "b"})


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.sampled_from(["", "yes", "mostly", "no"])),
        max_size=60,
    )
)
def test_a_rate_lies_in_its_interval_and_between_nought_and_a_hundred(
    rows: list[tuple[bool, bool, str]],
) -> None:
    found = [fact(called_back=back, solved=solved, satisfied=said) for back, solved, said in rows]
    for formula in (
        {"of": "called-back", "counts": {"solved": "1"}},
        {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}},
    ):
        rate = count(formula, found)
        if rate.asked == 0:
            assert not rate.measured
            continue
        assert rate.value is not None and rate.low is not None and rate.high is not None
        assert 0 <= rate.low <= rate.value <= rate.high <= 100
        # One more who is not solved never raises a rate.
        worse = count(formula, [*found, fact(solved=False, satisfied="no")])
        assert worse.value is not None and worse.value <= rate.value


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.sampled_from(["answer", "passed_on", "done"]),
            st.integers(0, 60),
        ),
        max_size=30,
    ),
    st.randoms(),
)
def test_facts_do_not_hang_on_the_order_of_rows(rows: list[Any], random: Any) -> None:
    cases = [case(number) for number in range(1, 5)]
    answers = [
        AnswerRow(
            number,
            kind,
            3,
            5 if kind == "passed_on" else None,
            at(1) + timedelta(hours=hours, minutes=place),
        )
        for place, (number, kind, hours) in enumerate(rows)
    ]
    mixed, turned = list(answers), list(cases)
    random.shuffle(mixed)
    random.shuffle(turned)
    assert facts(cases, answers, [], MAY, END) == facts(turned, mixed, [], MAY, END)


def sums(found: list[Fact]) -> tallies.Sums:
    made: tallies.Sums = {}
    for one in found:
        tallies.add(made, tallies.adds(one, {}))
    return made


def test_checks_ask_only_of_what_is_many_enough() -> None:
    few = {date(2026, month, 1): sums([fact()]) for month in range(1, 13)}
    assert plausibility.of_months(few) == []
    told = {date(2026, month, 1): sums([fact()] * 30) for month in range(1, 10)}
    silent = {
        date(2026, month, 1): sums([fact(called_back=False)] * 27 + [fact()] * 3)
        for month in range(10, 13)
    }
    found = {one.question: one for one in plausibility.of_months(told | silent)}
    assert found["Are fewer people saying how it ended?"].odd
    steady = plausibility.of_months(
        {date(2026, month, 1): sums([fact()] * 30) for month in range(1, 13)}
    )
    assert not any(one.odd for one in steady)


def test_answers_that_crowd_on_the_last_day_are_seen() -> None:
    spread = [fact(raised=True, days_to_answer=day) for day in range(1, 15) for _ in range(6)]
    crowd = [fact(raised=True, days_to_answer=14) for _ in range(40)]
    question = "Do many answers come on one late day?"

    def odd(found: list[Fact]) -> bool:
        return {
            one.question: one.odd for one in plausibility.of_months({date(2026, 1, 1): sums(found)})
        }[question]

    assert odd(spread + crowd)
    assert not odd(spread)

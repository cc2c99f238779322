"""Theme of the month: nominated, put in order by residents, led by the body of its source, which owes a plan and a day."""

from __future__ import annotations

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.actions.versions import values_of
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.core.recalculation import States, registered
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.themes import actions, queries, recalculation, timers
from commonhall.decisions.themes.models import Theme, ThemeOrder, ThemeRound
from commonhall.law.promises import ledger
from commonhall.people.residents import actions as people
from commonhall.record.models import Entry
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import confirmed
from tests.words import texts

pytestmark = pytest.mark.django_db
State = ThemeRound.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def cause(hall: Hall, title: str) -> Source:
    return source_actions.name_source.perform(
        hall.parks,
        title=title,
        text="It comes back.",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def opened(hall: Hall, *titles: str) -> tuple[ThemeRound, list[Theme]]:
    round_ = actions.open_theme_round.perform(
        hall.chair, names=texts("Theme of March"), unit=hall.unit("root")
    ).result
    themes = [
        actions.nominate_theme.perform(hall.resident, round_, source=cause(hall, title)).result
        for title in titles
    ]
    return round_, themes


def days(number: int) -> Any:
    return clock.replay(clock.now() + timedelta(days=number))


def rank(who: Actor, round_: ThemeRound, *order: Theme) -> None:
    actions.rank_themes.perform(who, round_, order=[one.pk for one in order])


def refused(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def chosen(hall: Hall) -> ThemeRound:
    """Six residents: the cable leads, and loses once the last is out."""
    round_, (cable, drain, path) = opened(hall, "Old cable", "Blocked drain", "Muddy path")
    with days(12):
        orders = [(cable,), (cable,), (cable, path), (drain, path), (drain, path), (path, drain)]
        for number, order in enumerate(orders):
            rank(voter(hall, number), round_, *order)
    with days(26):
        assert timers.count_themes() == 1
        assert timers.count_themes() == 0
    round_.refresh_from_db()
    return round_


def test_from_a_nomination_to_what_was_done(hall: Hall) -> None:
    round_ = chosen(hall)
    # Cable 3, drain 2, path 1: the path goes out, to the drain; level, the one nominated first stays.
    assert round_.chosen is not None and round_.chosen.title == "Old cable"
    assert (round_.state, round_.people, round_.body) == (State.CHOSEN, 6, hall.body("parks"))
    assert not ThemeOrder.objects.exists()
    owed = ledger.of(round_.ref)
    assert owed is not None and owed.due_on == round_.due_on
    with days(30):
        assert refused(
            lambda: actions.plan_theme.perform(
                hall.roads, round_, text="We.", done_by=clock.today()
            )
        ) in ("other-body", "no-competence")
        with pytest.raises(BadInput) as past:
            actions.plan_theme.perform(
                hall.parks, round_, text="We.", done_by=clock.today() - timedelta(days=1)
            )
        assert past.value.field == "done_by"
        by = clock.today() + timedelta(days=90)
        actions.plan_theme.perform(
            hall.parks, round_, text="A **new** cable.", done_by=by, laws="Digging rule, part 3"
        )
        owed.refresh_from_db()
        theme = queries.chosen_of(round_)
        promise = ledger.of(theme.ref)
        assert owed.kept_on == clock.today() and promise is not None and promise.due_on == by
    page = Client().get(round_.get_absolute_url()).content.decode()
    assert "Digging rule, part 3" in page and "<strong>new</strong>" in page and "Stage 1" in page
    with days(60):
        actions.finish_theme.perform(hall.parks, round_, proof="It is light on every evening.")
        promise.refresh_from_db()
        assert promise.kept_on == clock.today()
    listed = Client().get("/decisions/themes/").content.decode()
    assert "Theme of March" in listed and "Old cable" in listed


def test_who_chose_what_stands_nowhere(hall: Hall) -> None:
    """Not on the record, not in what is published, and nobody else's page says it."""
    round_, (cable, drain) = opened(hall, "Old cable", "Blocked drain")
    who = voter(hall, 1)
    with days(12):
        rank(who, round_, drain, cable)
        entry = Entry.objects.get(action="decisions.rank_themes")
        assert str(who.ref) not in entry.body and f"[{drain.pk}" not in entry.body
        assert "person" not in entry.actor
        said = Client().get(round_.get_absolute_url()).content.decode()
        assert "Voter 1" not in said
    with days(26):
        timers.count_themes()
    round_.refresh_from_db()
    assert (round_.state, round_.people, round_.orders) == (State.NONE, 1, [])
    assert round_.outcome["missed"] == ["quorum"]
    assert "Fewer than five people" in Client().get(round_.get_absolute_url()).content.decode()


def test_an_erased_person_has_no_order_left(hall: Hall) -> None:
    round_, (cable, _drain) = opened(hall, "Old cable", "Blocked drain")
    who = voter(hall, 1)
    with days(12):
        rank(who, round_, cable)
        people.erase_me.perform(who, words=True)
    assert not ThemeOrder.objects.exists()


def test_only_in_its_days_and_only_by_residents(hall: Hall) -> None:
    round_, (cable, drain) = opened(hall, "Old cable", "Blocked drain")
    who = voter(hall, 1)
    assert refused(lambda: rank(who, round_, cable)) == "wrong-state"
    assert refused(lambda: actions.close_themes.perform(_system(), round_)) == "not-over"
    with pytest.raises(BadInput):
        actions.nominate_theme.perform(hall.resident, round_, source=cable.source)
    with pytest.raises(BadInput):
        actions.open_theme_round.perform(hall.chair, names=texts("x"), unit=hall.unit("root"))
    with days(12):
        late = cause(hall, "Late")
        assert refused(
            lambda: actions.nominate_theme.perform(hall.resident, round_, source=late)
        ) == ("wrong-state")
        assert refused(lambda: rank(hall.resident, round_, cable)) == "not-verified"
        for wrong in ([cable.pk, cable.pk], [cable.pk + 999], [1, 2, 3, 4]):
            with pytest.raises(BadInput):
                actions.rank_themes.perform(who, round_, order=wrong)
        rank(who, round_, cable)
        rank(who, round_, drain)
    assert ThemeOrder.objects.get().order == [drain.pk]


def _system() -> Actor:
    from commonhall.people.actors import system

    return system()


def test_a_resident_chooses_on_the_page(hall: Hall) -> None:
    round_, (cable, drain) = opened(hall, "Old cable", "Blocked drain")
    confirmed(hall)
    client, url = signed_in("resident"), f"/decisions/themes/{round_.pk}/rank/"
    with days(12):
        wrong = client.post(url, {f"m{cable.pk}": "1", f"m{drain.pk}": "1"})
        assert wrong.status_code == 400
        assert "You gave 1 to both Old cable and Blocked drain" in wrong.content.decode()
        assert client.post(url, {f"m{drain.pk}": "1"}).status_code == 302
        assert 'value="1"' in client.get(url).content.decode()
    assert ThemeOrder.objects.get().order == [drain.pk]


def test_changed_orders_or_another_theme_are_found_in_the_dump(hall: Hall) -> None:
    chosen(hall)
    states: States = {kind: {} for kind in recalculation.TYPES}
    for model in (ThemeRound, Theme):
        for thing in model.objects.all():
            states[model.ref_of(0).partition(":")[0]][thing.pk] = values_of(thing)[0]
    (check,) = [one.check for one in registered() if one.name == "themes of the month"]
    assert list(check(states)) == []
    for change in (
        lambda one: one.update(chosen_id=one["chosen_id"] + 1),
        lambda one: one["orders"].pop(),
        lambda one: one["orders"][0].__setitem__(1, 40),
        lambda one: one["outcome"].update(winners=["03"]),
    ):
        changed = copy.deepcopy(states)
        change(next(iter(changed["decisions.themeround"].values())))
        assert list(check(changed)), change

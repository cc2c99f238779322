"""Plain functions that make panels at work for tests: commissioned, invited by letter, drawn, with members."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from commonhall.actions.actors import Actor
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.consultations.meetings.models import Meeting
from commonhall.core import clock
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import draw_actions, jobs
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.panels import actions, letter_actions, recommendation_actions
from commonhall.decisions.panels.models import Panel, PanelLetter, Wave
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.people import actors
from commonhall.people.residents.actions import import_census
from commonhall.people.residents.letter_codes import Printed
from tests.decisions import lots
from tests.kit import Hall, person
from tests.words import texts

ROLL = 30
HEADER = "number,born,name,address,unit"


def rows(count: int = ROLL) -> list[str]:
    return [
        f"P-{at},1980-05-{at % 28 + 1:02d},Resident {at},Mill Lane {at},north"
        for at in range(count)
    ]


def roll(hall: Hall, count: int = ROLL) -> str:
    """So many lines on the roll; gives the list with names and addresses."""
    listed = "\n".join([HEADER, *rows(count)])
    import_census.perform(hall.clerk, unit=hall.unit("root"), lines=listed)
    return listed


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def commissioned(hall: Hall, **given: Any) -> Panel:
    """A panel of four on lamps: letters to twenty, two waves at most, two meeting days."""
    values: dict[str, Any] = {
        "names": texts(lots.new_name("How should lamps burn?")),
        "texts": texts("All of it can change."),
        "unit": hall.unit("root"),
        "seats": 4,
        "quotas": lots.QUOTAS,
        "per_wave": 20,
        "waves": 2,
        "answer_days": 10,
        "days": [day(40).isoformat(), day(50).isoformat()],
        "works_until": day(60),
        "answer_on": day(90),
        "pay": 50_00,
        "care": ["children", "interpreter"],
        "witnesses": 2,
        "enough": 8,
        **given,
    }
    by = values.pop("by", hall.chair)
    with lots.own_beacon():
        return actions.commission_panel.perform(by, **values).result


def letters_drawn(panel: Panel) -> Wave:
    """The roll is frozen, the seed comes, the first wave is drawn."""
    _draw(panel.letters)
    panel = Panel.objects.get(pk=panel.pk)
    assert panel.letters.drawn_at
    with clock.replay(panel.letters.drawn_at):
        letter_actions.draw_letters.perform(actors.system(), panel=panel)
    return panel.letter_waves.get(number=1)


def _draw(lottery: Lottery) -> None:
    """Freeze one list, let its seed come, draw; other lotteries stay as they are."""
    with clock.replay(lottery.closes_at + timedelta(minutes=1)):
        lottery_actions.close_lottery.perform(actors.system(), lottery=lottery)
        if lottery.kind == Lottery.Kind.PANEL:
            jobs.work_out_chances.call(lottery.pk)
    lottery = Lottery.objects.get(pk=lottery.pk)
    assert lottery.due_at
    with clock.replay(lottery.due_at + timedelta(minutes=1)):
        lottery = lots.enter_round(lottery)
        draw_actions.draw_lottery.perform(actors.system(), lottery=lottery)


def upload(listed: str) -> ContentFile:  # type: ignore[type-arg]
    return ContentFile(listed.encode(), name="roll.csv")


def printed(hall: Hall, wave: Wave, listed: str) -> list[Printed]:
    """The letters of a wave as the office that keeps the roll prints them."""
    with at(wave):
        done = letter_actions.print_panel_letters.perform(hall.clerk, wave, file=upload(listed))
    return list(done.result.letters)


def at(wave: Wave, days: int = 1) -> Any:
    """The clock so many days after a wave was drawn."""
    return clock.replay(
        clock.now().replace(hour=12, minute=0)
        + (wave.drawn_on - clock.today())
        + timedelta(days=days)
    )


def answer(
    panel: Panel, letter: Printed, accepts: bool = True, number: int = 0, **given: Any
) -> None:
    """The person who got the letter answers with its code."""
    if accepts and "features" not in given:
        given["features"] = {
            "age": ("young", "old")[number % 2],
            "home": ("rents", "owns")[number // 2 % 2],
        }
    letter_actions.answer_panel_letter.perform(
        actors.system(),
        panel=panel,
        letter=letter.number,
        code=letter.code,
        accepts=accepts,
        **given,
    )


def invited(
    hall: Hall, accept: int = 10, decline: int = 3, **given: Any
) -> tuple[Panel, list[Printed]]:
    """A panel whose first wave has answered: so many accepted, so many declined; with all letters."""
    listed = roll(hall)
    panel = commissioned(hall, **given)
    wave = letters_drawn(panel)
    sent = printed(hall, wave, listed)
    with at(wave, 2):
        for number, letter in enumerate(sent[:accept]):
            answer(panel, letter, number=number)
        for letter in sent[accept : accept + decline]:
            answer(panel, letter, accepts=False)
    return panel, sent


def drawn(panel: Panel) -> Panel:
    """The list is frozen and the seats are drawn."""
    _draw(Lottery.objects.get(pk=panel.draw_id))
    return Panel.objects.get(pk=panel.pk)


def letter_of(code: str, sent: list[Printed]) -> Printed:
    """The letter by which a ticket came."""
    number = PanelLetter.objects.get(code=code).number
    return next(one for one in sent if one.number == number)


def seated(hall: Hall, **given: Any) -> tuple[Panel, list[Actor], list[Printed]]:
    """A panel at work: all four drawn took their seats by code and tied them to accounts."""
    panel, sent = invited(hall, **given)
    panel = drawn(panel)
    found = []
    assert panel.draw.drawn_at
    with clock.replay(panel.draw.drawn_at + timedelta(days=1)):
        for ticket in panel.draw.tickets.filter(state="drawn").order_by("code"):
            letter = letter_of(ticket.code, sent)
            take_seat(panel, letter)
            who = actors.as_person(person(f"member{panel.pk}-{ticket.pk}"))
            letter_actions.join_panel.perform(who, letter=letter.number, code=letter.code)
            found.append(who)
    return Panel.objects.get(pk=panel.pk), found, sent


def take_seat(panel: Panel, letter: Printed, accepts: bool = True, **given: Any) -> None:
    panel = Panel.objects.select_related("draw").get(pk=panel.pk)
    letter_actions.answer_panel_seat.perform(
        actors.system(),
        panel=panel,
        letter=letter.number,
        code=letter.code,
        accepts=accepts,
        **given,
    )


def working(panel: Panel, days: float = 3) -> Any:
    """The clock so many days after the seats were drawn."""
    assert panel.draw.drawn_at
    return clock.replay(panel.draw.drawn_at + timedelta(days=days))


def met(hall: Hall, panel: Panel, *there: Actor) -> Meeting:
    """A meeting of the panel, held and closed, at which these members were."""
    starts = clock.now() + timedelta(days=20)
    meeting = meeting_actions.announce_meeting.perform(
        hall.chair,
        title="First day",
        text="What we want to know.",
        unit=hall.unit("root"),
        where="Town hall",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        about=panel.about or panel.ref,
        panel=panel.ref,
    ).result
    with clock.replay(starts + timedelta(hours=1)):
        code = meeting_actions.code_of(meeting)
        for who in there:
            meeting_actions.attend_meeting.perform(who, meeting=meeting, code=code)
    with clock.replay(starts + timedelta(hours=4)):
        meeting_actions.close_meeting.perform(hall.chair, meeting=meeting, minutes="We met.")
    meeting.refresh_from_db()
    return meeting


def drafted(panel: Panel, by: Actor, title: str = "Lamps until midnight") -> Recommendation:
    return recommendation_actions.draft_recommendation.perform(
        by, panel=panel, title=title, text="Because people walk home."
    ).result


def voted(one: Recommendation, yes: list[Actor], no: list[Actor] = []) -> Recommendation:  # noqa: B006
    """Put to the vote by the first, voted on, counted once all have voted."""
    recommendation_actions.put_recommendation_to_vote.perform(yes[0], recommendation=one)
    one.refresh_from_db()
    for who in [*yes, *no]:
        choice = "yes" if who in yes else "no"
        recommendation_actions.vote_on_recommendation.perform(
            who, recommendation=one, choice=choice
        )
    recommendation_actions.count_recommendation.perform(actors.system(), recommendation=one)
    one.refresh_from_db()
    return one

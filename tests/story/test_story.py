"""One matter travels once around the loop, in a browser, as the house is meant to be used.

Cases gather under a source; a floor breaks and opens a case by itself; those concerned are asked; the council
is refused until they were; an official is recused; a budget is voted in secret and recounted by a stranger;
the winner enters the plan, its function goes to an organisation, hands are found; it comes late, and counts
as broken; the edition appears by the clock and cannot hide the floor; an appeal is won. Then the thread shows
every station, the record holds, and every number follows from the dump.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor
from commonhall.cases.cases.models import Case
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations import closing_actions
from commonhall.consultations.conversations.actions import argue
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.core import clock
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import actions as vote_actions
from commonhall.decisions.votes import envelopes, timers
from commonhall.decisions.votes.models import Election, Option
from commonhall.decisions.votes.tally import tally
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.plan.models import Item
from commonhall.delivery.shifts.models import Shift
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.editions.timers import publish_editions
from commonhall.law.appeals.models import Appeal
from commonhall.methods.budgeting import completed_equal_shares, election_from_pabulib, read_pabulib
from commonhall.open_data import dump, dump_verification
from commonhall.people import actors
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.interests import actions as interest_actions
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.places.actions import UnitRow, import_units
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from commonhall.services.services.models import Service
from tests.browser_kit import OpenPage
from tests.consultations.kit import join, vote
from tests.decisions.kit import hand_in, voter, with_tellers
from tests.evaluation import kit
from tests.kit import found_hall, person, square
from tests.story.walk import Calendar, Walk
from tests.words import WIDE_AND_NARROW, texts, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
]


class Town:
    """The hall of the story, and who lives in it."""

    def __init__(self, calendar: Calendar) -> None:
        with clock.replay(calendar.start - timedelta(days=430)):
            self.hall = found_hall()
            rows = [UnitRow("east", "district", texts("East"), "root", square(3))]
            import_units.perform(self.hall.chair, rows=rows, source_sha256="")
            self.reviewer = kit.reviewer(self.hall)
            self.councillor = self._councillor()
        self._measured(calendar)
        self.organisation = self._organisation()
        self.residents = [voter(self.hall, number) for number in range(14)]
        self._confirm(self.hall.resident)

    def _councillor(self) -> Actor:
        """A second member of the council, who owns land in the north."""
        hall = self.hall
        office = body_actions.establish_office.perform(
            hall.chair,
            body=hall.body("council"),
            code="council-1",
            names=texts("Member"),
            duties=texts("Decides."),
        ).result
        member, day = person("councillor"), clock.today()
        body_actions.appoint.perform(
            hall.clerk, office=office, person=member, starts=day, ends=day + timedelta(days=900)
        )
        actor = actors.as_office(member, Office.objects.select_related("body").get(pk=office.pk))
        interest_actions.declare_interest.perform(
            actor, target=hall.unit("north").ref, kind="property", office=office
        )
        return actor

    def _organisation(self) -> Actor:
        made = organisation_actions.register_organisation.perform(
            self.hall.resident,
            name="Friends of the lamp",
            names=texts("Friends of the lamp"),
            kind="association",
            unit=self.hall.unit("north"),
            purpose="Light for all.",
        ).result
        organisation_actions.recognise_organisation.perform(self.hall.clerk, organisation=made)
        speaker = Person.objects.get(pk=self.hall.resident.person)
        return actors.as_organisation(speaker, Organisation.objects.get(pk=made.pk))

    def _confirm(self, resident: Actor) -> None:
        resident_actions.verify_resident.perform(
            self.hall.clerk,
            person=Person.objects.get(pk=resident.person),
            unit=self.hall.unit("north"),
        )

    def _measured(self, calendar: Calendar) -> None:
        """Income highest in the north, where children are poor and the air is bad."""
        kit.define(self.hall, starts=calendar.start.date() - timedelta(days=420))
        day = calendar.day(-19)
        for code, north, south, east in (
            ("air", "28", "9", "8"),
            ("green", "30", "80", "85"),
            ("poverty", "26", "12", "14"),
            ("income", "39000", "24000", "23000"),
        ):
            one = kit.series(self.hall, code)
            kit.report(self.hall, one, day, north=north, south=south, east=east)
        kit.framework(
            self.hall, "social-governance", starts=calendar.day().replace(day=1), every="month"
        )


RECUSED = "You declared an interest, so you cannot act in this matter. Hand it to a colleague."


@pytest.fixture
def calendar(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Calendar]:
    yield Calendar(monkeypatch)


@pytest.mark.parametrize(("language", "width"), WIDE_AND_NARROW)
def test_the_loop(
    calendar: Calendar, open_page: OpenPage, language: str, width: int, tmp_path: Path
) -> None:
    town, walk = Town(calendar), Walk(open_page, language, width)
    source = heard(walk, town)
    minimum_standard = floor_breaks(walk, town)
    refused_before_asking(walk, town, source)
    asked(walk, town, calendar, source)
    motion = decided(walk, town, calendar, source)
    election = voted(walk, town, calendar, source)
    item = planned(walk, town, calendar, election)
    carried(walk, town, calendar, item)
    delivered_late(walk, town, calendar, item)
    edition = measured(walk, town, calendar, minimum_standard)
    answered(walk, town, edition, item)
    appealed(walk, town, calendar, motion)
    everything_hangs_together(walk, source, edition, tmp_path)


def heard(walk: Walk, town: Town) -> Source:
    """Three people say the same; the office names what lies behind it."""
    hall = town.hall
    walk.do(
        hall.resident,
        "/cases/raise/",
        kind="complaint",
        category=hall.lamps.pk,
        unit=hall.unit("north").pk,
        title=walk.words("Mill Road is dark"),
    )
    for neighbour in town.residents[:2]:
        hall.raise_case(by=neighbour)
    numbers = " ".join(str(pk) for pk in Case.objects.values_list("pk", flat=True))
    walk.do(
        hall.parks,
        "/cases/sources/name/",
        title=walk.words("The old cable"),
        unit=hall.unit("north").pk,
        body=hall.body("parks").pk,
        cases=numbers,
    )
    source = Source.objects.get()
    assert source.cases.count() == 3
    return source


def resolved(walk: Walk, town: Town, address: str, **fields: Any) -> Motion:
    """The council decides together: one member puts it before the others, all vote, the chair concludes."""
    chair = town.hall.chair
    walk.do(chair, address, motion_reasons=walk.words("The lamps need it."), **fields)
    motion = Motion.objects.order_by("-pk")[0]
    for term in motion_queries.sitting(motion).voters:
        who = chair if term.person_id == chair.person else town.councillor
        walk.do(who, f"/decisions/motions/{motion.pk}/vote-on/", choice="yes")
    walk.do(chair, f"/decisions/motions/{motion.pk}/conclude/")
    motion.refresh_from_db()
    assert (motion.state, motion.hindered) == (Motion.State.PASSED, "")
    return motion


def floor_breaks(walk: Walk, town: Town) -> MinimumStandard:
    """The council sets a floor; the office reports what it measured; the alarm opens a case by itself."""
    hall = town.hall
    resolved(
        walk,
        town,
        "/services/minimum-standards/set/",
        **texts_in("names", "Light on every street"),
        measure="reported",
        threshold="80",
        at_least="yes",
        body=hall.body("parks").pk,
        unit=hall.unit("root").pk,
        days="10",
        category=hall.lamps.pk,
    )
    # A framework in force sets lines of its own beside it.
    minimum_standard = MinimumStandard.objects.get(source="")
    walk.do(
        hall.parks,
        f"/services/minimum-standards/{minimum_standard.pk}/report-value/",
        unit=hall.unit("north").pk,
        value="55",
        method="Counted on the spot",
        evidence="/record/",
    )
    alarm = Alarm.objects.select_related("case__body").get(
        minimum_standard=minimum_standard, unit=hall.unit("north")
    )
    assert alarm.case.channel == "alarm" and alarm.case.body.code == "parks"
    assert alarm.due_on == clock.today() + timedelta(days=10)
    said = walk.look(
        None, f"/services/minimum-standards/{minimum_standard.pk}/", "minimum_standard"
    )
    assert walk.shown("broken") in said
    return minimum_standard


MOTION = {
    **texts_in("names", "Forty lamps"),
    **texts_in("texts", "Forty lamps on Mill Road."),
}


def refused_before_asking(walk: Walk, town: Town, source: Source) -> None:
    """The council tries to decide first. It cannot, the page says by which law, and the record keeps it."""
    hall = town.hall
    said = walk.refused(
        hall.chair,
        f"/decisions/motions/table/?matter={source.ref}",
        matter=source.ref,
        unit=hall.unit("north").pk,
        **MOTION,
    )
    assert not Motion.objects.filter(about=source.ref).exists()
    # Five residents, for seven days; and where to begin.
    assert "5" in said and "7" in said and "/law/asking/" in said, said
    assert Entry.objects.filter(action="decisions.table_motion", kind="refusal").exists()


def asked(walk: Walk, town: Town, calendar: Calendar, source: Source) -> None:
    """Residents, an organisation with standing and an official take part; then the report is frozen."""
    hall = town.hall
    lines = "\n".join(walk.words(f"Lamp question {number}") for number in range(10))
    walk.do(
        hall.parks,
        f"/conversations/open/?about={source.ref}",
        about=source.ref,
        title=walk.words("How light should Mill Road be?"),
        question=walk.words("We can still change how many lamps."),
        unit=hall.unit("north").pk,
        opens_on=calendar.day().isoformat(),
        closes_on=calendar.day(7).isoformat(),
        statements=lines,
        briefing="for | It is dark. | Count of 2025\nagainst | It costs. | Budget, page 12",
    )
    conversation = Conversation.objects.get()
    statements = list(Statement.objects.filter(conversation=conversation).order_by("pk"))
    join(conversation, *town.residents)
    for place, resident in enumerate(town.residents):
        side = 1 if place % 2 else -1
        vote(resident, statements, *[side if (place + n) % 5 else 0 for n in range(8)], 1, -1)
    for who in (hall.resident, town.organisation, town.councillor):
        _takes_part(walk, who, conversation, len(statements))
    walk.do(
        hall.resident,
        action_pages.url_of(argue, conversation),
        side="against",
        text=walk.words("Bats need the dark."),
        source=walk.words("My window"),
    )
    calendar.turn(8)
    walk.do(hall.parks, f"/conversations/{conversation.pk}/close/")
    for number in closing_actions.ground_ids(conversation):
        walk.do(
            hall.parks,
            action_pages.url_of(closing_actions.respond, conversation),
            statement=number,
            verdict="taken_up",
            text=walk.words("It stands in what the council is asked."),
        )
    conversation.refresh_from_db()
    said = walk.look(None, f"/conversations/{conversation.pk}/results/", "common-ground")
    assert walk.shown("Common ground") in said
    walk.look(None, conversation.get_absolute_url(), "conversation")


def _takes_part(walk: Walk, who: Actor, conversation: Conversation, statements: int) -> None:
    """One statement at a time, as the page asks them."""
    page = walk.go(who, f"/conversations/{conversation.pk}/vote/")
    page.click("main form.confirm button")
    for _statement in range(statements):
        page.click("main button[name=value][value='1']")
        page.wait_for_load_state()
    assert page.locator("main button[name=value]").count() == 0


def decided(walk: Walk, town: Town, calendar: Calendar, source: Source) -> Motion:
    """Now it may be decided. One member owns land there and is recused; it passes."""
    hall = town.hall
    calendar.turn(1)
    walk.do(
        hall.chair,
        f"/decisions/motions/table/?matter={source.ref}",
        matter=source.ref,
        unit=hall.unit("north").pk,
        amount="5000",
        **MOTION,
    )
    motion = Motion.objects.get(about=source.ref)
    said = walk.refused(town.councillor, f"/decisions/motions/{motion.pk}/vote-on/", choice="yes")
    assert walk.shown(RECUSED) in said, said
    walk.do(hall.chair, f"/decisions/motions/{motion.pk}/vote-on/", choice="yes")
    walk.do(hall.chair, f"/decisions/motions/{motion.pk}/conclude/")
    motion.refresh_from_db()
    assert motion.state == Motion.State.PASSED
    return motion


def voted(walk: Walk, town: Town, calendar: Calendar, source: Source) -> Election:
    """A budget in the double envelope; tellers open it; a stranger recounts the published file."""
    hall = town.hall
    walk.do(
        hall.chair,
        "/decisions/prepare-election/",
        **texts_in("names", "Budget of the north"),
        kind="budget",
        unit=hall.unit("north").pk,
        budget="9000",
        form="approval",
        rule="mes",
    )
    election = Election.objects.get()
    for code, name, cost, about in (
        ("lamps", "Forty lamps", "4000", source.ref),
        ("trees", "Twelve trees", "4500", ""),
        ("square", "A square", "8000", ""),
    ):
        walk.do(
            hall.chair,
            f"/decisions/{election.pk}/add-option/",
            code=code,
            **texts_in("names", name),
            cost=cost,
            unit=hall.unit("north").pk,
            about=about,
        )
    with_tellers(hall, election)
    resolved(
        walk,
        town,
        f"/decisions/{election.pk}/open/",
        closes_at=f"{calendar.day(5).isoformat()} 18:00",
    )
    for place, resident in enumerate(town.residents):
        chosen = ("lamps",) if place < 7 else ("trees",) if place < 12 else ("square",)
        vote_actions.cast_ballot.perform(
            resident,
            election=election,
            choices=[(one, 1) for one in chosen],
            mark=envelopes.new_mark(),
        )
    page = walk.go(hall.resident, f"/decisions/{election.pk}/vote/")
    page.check(f"[name=o{Option.objects.get(code='lamps').pk}]")
    page.fill("main [name=mark]", "ABCD2345")
    walk.send(page)
    tracker = _tracker(page.locator("main").inner_text())
    calendar.turn(6)
    timers.close_due()
    election.refresh_from_db()
    hand_in(election)
    tally(election)
    said = walk.look(None, election.get_absolute_url(), "budget")
    assert walk.words("Forty lamps") in said
    mine = walk.page(None)
    mine.goto(f"/decisions/{election.pk}/my-vote/")
    mine.fill("main [name=tracker]", tracker)
    walk.send(mine)
    assert walk.words("Forty lamps") in mine.locator("main").inner_text()
    _recount(walk, election)
    return election


def _tracker(text: str) -> str:
    import re

    found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}", text)
    assert found, text
    return found[0]


def _recount(walk: Walk, election: Election) -> None:
    """Somebody who knows nothing but the published file gets the same winners."""
    file = walk.page(None).request.get(f"/decisions/{election.pk}/ballots.pb").text()
    again = completed_equal_shares(
        election_from_pabulib(read_pabulib(file)), completion=election.completion or "none"
    )
    won = set(Option.objects.filter(election=election, won=True).values_list("code", flat=True))
    assert set(again.winners) == won and "lamps" in won


def planned(walk: Walk, town: Town, calendar: Calendar, election: Election) -> Item:
    """The winner is in the plan already. The council gives it to an office, which promises a day."""
    item = Item.objects.get(about=Option.objects.get(election=election, code="lamps").ref)
    resolved(
        walk,
        town,
        f"/plan/{item.pk}/amend/",
        body=town.hall.body("parks").pk,
        reason=walk.words("Parks looks after lamps."),
    )
    walk.do(town.hall.parks, f"/plan/{item.pk}/start/", due_on=calendar.day(3).isoformat())
    return item


def carried(walk: Walk, town: Town, calendar: Calendar, item: Item) -> None:
    """The function goes to the organisation, with money and a standard; it asks for hands."""
    hall = town.hall
    resolved(
        walk,
        town,
        "/services/set/",
        **texts_in("names", "Light"),
        code="light",
        body=hall.body("parks").pk,
        unit=hall.unit("root").pk,
    )
    service = Service.objects.get()
    friends = Organisation.objects.get()
    resolved(
        walk,
        town,
        f"/services/{service.pk}/transfer-function/",
        organisation=friends.pk,
        amount="3000",
        **texts_in("standards", "A lamp is mended within ten days."),
        starts=calendar.day().isoformat(),
        ends=calendar.day(300).isoformat(),
        names_en="Care of the lamps",
    )
    assert Transfer.objects.get().organisation == friends
    begins = calendar.now + timedelta(days=2)
    walk.do(
        town.organisation,
        "/plan/shifts/offer/",
        **texts_in("names", "Paint the poles"),
        unit=hall.unit("north").pk,
        item=item.pk,
        places="5",
        starts_at=f"{begins:%Y-%m-%d} 10:00",
        ends_at=f"{begins:%Y-%m-%d} 12:00",
    )
    shift = Shift.objects.get()
    walk.do(hall.resident, f"/plan/shifts/{shift.pk}/join/")
    assert shift.hands.filter(left_on=None).count() == 1


def delivered_late(walk: Walk, town: Town, calendar: Calendar, item: Item) -> None:
    """It comes three days late: the promise was kept late, for good. Residents say whether it is done."""
    hall = town.hall
    calendar.turn(6)
    walk.do(hall.parks, f"/plan/{item.pk}/finish/")
    said = walk.look(None, "/law/promises/", "promises")
    assert walk.shown("kept late") in said
    walk.do(hall.resident, f"/plan/{item.pk}/confirm/", good="yes")
    case = Case.objects.filter(person=hall.resident.person).order_by("pk")[0]
    walk.do(hall.parks, f"/cases/{case.pk}/mark-done/", text=walk.words("Forty lamps."))
    walk.do(hall.resident, f"/cases/{case.pk}/confirm/", satisfied="mostly")
    case.refresh_from_db()
    assert case.state == Case.State.CONFIRMED


def measured(
    walk: Walk, town: Town, calendar: Calendar, minimum_standard: MinimumStandard
) -> Edition:
    """The edition of the month in which the floor broke appears by itself, and says so first."""
    hall = town.hall
    appears = (calendar.start.date().replace(day=1) + timedelta(days=32)).replace(day=12)
    assert calendar.day() <= appears
    calendar.turn((appears - calendar.day()).days)
    assert publish_editions() == 1
    edition = Edition.objects.get()
    rows = {one["unit"]: one for one in edition.outcome["rows"]}
    north = rows[hall.unit("north").pk]
    assert "floors" in north["broken"] and north["rank"] == 3
    assert [one["unit"] for one in edition.outcome["growth"]["hidden"]] == [hall.unit("north").pk]
    assert all(len(one["range"]) == 3 for one in rows.values())
    said = walk.look(None, edition.get_absolute_url(), "edition")
    assert walk.shown("What growth hides") in said
    why = walk.look(None, f"{edition.get_absolute_url()}{hall.unit('north').pk}/", "report")
    assert walk.shown("Below a minimum standard:") in why
    return edition


def answered(walk: Walk, town: Town, edition: Edition, item: Item) -> None:
    """The office says what follows from it; that leads back into the plan."""
    walk.do(
        town.hall.parks,
        f"/evaluation/editions/{edition.pk}/reply/",
        about=item.ref,
        text=walk.words("The rest of the road follows."),
    )


def appealed(walk: Walk, town: Town, calendar: Calendar, motion: Motion) -> None:
    """A resident appeals the decision; the independent reviewer grants it, and it is annulled."""
    entry = Entry.objects.get(action="decisions.conclude_motion", subject=motion.ref)
    calendar.turn(1)
    walk.do(
        town.hall.resident,
        "/law/appeals/file/",
        entry=str(entry.pk),
        text=walk.words("The south was never asked."),
    )
    appeal = Appeal.objects.get()
    calendar.turn(1)
    walk.do(
        town.reviewer,
        f"/law/appeals/{appeal.pk}/decide/",
        verdict="granted",
        text=walk.words("It concerns the south, too."),
    )
    motion.refresh_from_db()
    assert motion.state == Motion.State.ANNULLED
    walk.look(None, f"/law/appeals/{appeal.pk}/", "appeal")


STATIONS = {
    "need",
    "source",
    "consultation",
    "decision",
    "plan",
    "delivery",
    "confirmation",
    "evaluation",
}


def everything_hangs_together(walk: Walk, source: Source, edition: Edition, folder: Path) -> None:
    """Every station stands in the thread; the record holds; the dump derives every number again."""
    found = threads.of(source.ref)
    kinds = {kind for one in found.found.values() for kind in (one.station, one.passed)}
    assert kinds >= STATIONS, STATIONS - kinds
    assert len(found.stations) >= len(STATIONS) and all(one.items for one in found.stations)
    assert edition.ref in found.found
    walk.look(None, f"/thread/{source.ref}/", "thread")
    while sequencer.sequence_once():
        pass
    report = verification.verify(DatabaseSource())
    assert report.ok, report.as_text()
    target = folder / "dump"
    dump.write(target)
    again, derived = dump_verification.verify(target)
    assert again.ok, again.as_text()
    assert derived["votes"] == derived["editions"] == 1

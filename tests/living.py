"""A hall in which something of everything has happened, by actions: for tests that walk every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from commonhall.actions.actors import Actor
from commonhall.cases.answer_templates import actions as template_actions
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.categories import question_actions
from commonhall.cases.desk import actions as desk_actions
from commonhall.cases.evidence import actions as evidence_actions
from commonhall.cases.intake import actions as intake_actions
from commonhall.cases.moving_in.page_actions import check_cases_file
from commonhall.cases.sources import actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.drafts.models import Paragraph
from commonhall.consultations.round_tables.models import AgendaItem
from commonhall.core import clock
from commonhall.decisions.votes.teller_files import Key
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Office
from commonhall.people.interests import actions as interest_actions
from commonhall.people.invitations.actions import invite
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.places.ground_actions import set_ground
from commonhall.record import sequencer
from commonhall.services.services.models import Service
from tests import kept_databases
from tests.actions.samples.places import a_ground, a_place
from tests.decisions.kit import TELLERS
from tests.kit import MEASURED, Hall, found_hall
from tests.words import texts


def living_hall() -> Hall:
    """A hall in which something of everything has happened; lived through once per process."""
    hall, tellers = kept_databases.kept("living", _lived, lasting=3600)
    TELLERS.update(tellers)
    return hall


def _lived() -> tuple[Hall, dict[int, list[tuple[Actor, Key]]]]:
    hall = found_hall()
    set_ground.perform(hall.chair, file=a_ground(a_place(kind="place", name="Market")))
    case = hall.raise_case(text="It has been **dark** for a week.")
    case_actions.answer_case.perform(hall.parks, case=case, text="We will look.")
    evidence_actions.add_evidence.perform(hall.resident, case=case, text="Dark on **Monday**, too.")
    question_actions.ask_in_category.perform(
        hall.chair, category=hall.lamps, code="pole", names=texts("Which pole?"), kind="text"
    )
    template_actions.set_answer_template.perform(
        hall.parks,
        names=texts("Soon"),
        kind="answer",
        texts=texts("We come to {place} for “{title}”."),
    )
    intake_actions.take_in_case.perform(
        hall.parks,
        channel="phone",
        name="Ada",
        kind="question",
        title="When is the park open?",
        category=hall.lamps,
        unit=hall.unit("north"),
    )
    desk_actions.note_case.perform(hall.parks, case=case, text="Call first.")
    case_actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="The cable under the street.",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[case],
    )
    organisation_actions.register_organisation.perform(
        hall.resident,
        name="Friends of the lamp",
        kind="association",
        unit=hall.unit("north"),
        purpose="Light for all.",
    )
    interest_actions.declare_interest.perform(
        hall.parks, target=hall.unit("south").ref, kind="property"
    )
    office = Office.objects.get(code="parks-desk")
    day = office.terms.get().ends + timedelta(days=1)
    invite.perform(hall.chair, office, email="next@example.org", starts=day, ends=day)
    _learned(hall)
    _decided(hall)
    _proposed(hall)
    _written(hall)
    _run_by_residents(hall)
    _mentored(hall)
    _stands_for_election(hall)
    _lists_stand(hall)
    _drawn(hall)
    _at_work(hall)
    _disputed(hall)
    _served(hall)
    _delivered(hall)
    _budgeted(hall)
    _owned(hall)
    _consulted(hall)
    _asked_together(hall)
    _debated(hall)
    _measured(hall)
    _called_back(hall)
    _warned(hall)
    _felt(hall)
    _gamed(hall)
    _reviewed(hall)
    _on_the_roll(hall)
    sequencer.sequence_once()
    return hall, dict(TELLERS)


def _on_the_roll(hall: Hall) -> None:
    """A list that one office brought in alone in the founding period, a confirmation that a second body looks at, a
    deputy, a stand-in, and a hearing of a reviewer."""
    from datetime import timedelta

    from commonhall.law.hearings.actions import open_hearing
    from commonhall.law.stand_ins.actions import name_own_stand_in
    from commonhall.people.bodies.models import OfficeTerm
    from commonhall.people.deputies.actions import name_deputy
    from commonhall.people.residents.actions import import_census, verify_resident
    from commonhall.people.residents.models import Person
    from commonhall.people.rolls.actions import draw_counter_checks

    check_cases_file.perform(
        hall.clerk, system="open311", file=ContentFile(b"[]", name="requests.json")
    )

    lines = "number,born,unit\nA-17,1980-05-01,north"
    import_census.perform(hall.clerk, unit=hall.unit("root"), lines=lines)
    draw_counter_checks.perform(hall.chair)
    ada = verify_resident.perform(
        hall.clerk, new_name="Ada", unit=hall.unit("north"), papers="passport"
    ).result.person
    resident = Person.objects.get(pk=hall.resident.person)
    name_deputy.perform(hall.clerk, unit=hall.unit("north"), person=ada, deputy=resident, seen=True)
    open_hearing.perform(hall.clerk, hall.body("reviewer"), reasons="Every appeal is late.")
    name_own_stand_in.perform(
        hall.clerk,
        OfficeTerm.objects.get(office__code="hall-desk", stands_for=None),
        person=resident,
        starts=clock.today(),
        ends=clock.today() + timedelta(days=9),
    )


def _disputed(hall: Hall) -> None:
    """A mediator, a number that helps, a dispute that waits for the other side, and one between bodies."""
    from datetime import timedelta

    from commonhall.disputes.between_bodies import actions as between
    from commonhall.disputes.disputes.actions import open_dispute
    from commonhall.disputes.mediators.actions import appoint_mediator
    from commonhall.disputes.ways_on.actions import add_way_on
    from commonhall.people.residents.models import Person

    day = clock.today()
    appoint_mediator.perform(
        hall.chair,
        person=Person.objects.get(pk=hall.resident.person),
        known_as="Resident",
        training="Two years.",
        starts=day,
        ends=day + timedelta(days=400),
    )
    add_way_on.perform(hall.clerk, kind="help", names=texts("Night line"), contact="0800 123")
    open_dispute.perform(
        hall.resident,
        kind="neighbours",
        other="The other",
        matter="Noise at night.",
        email="other@example.org",
    )
    between.bring_before_arbiter.perform(
        hall.parks, body=hall.body("roads"), text="Who clears the path?"
    )


def _served(hall: Hall) -> None:
    """A service with a rule and a promise, a floor that is broken in the north."""
    from decimal import Decimal

    from commonhall.services.minimum_standards import actions as standard_actions
    from commonhall.services.services import actions as service_actions
    from commonhall.services.services import entitlement

    service = service_actions.set_service.perform(
        hall.chair,
        code="lamps",
        names=texts("Light"),
        texts=texts("Light."),
        body=hall.body("parks"),
        unit=hall.unit("root"),
        category=hall.lamps,
        rules=entitlement.parse("age >= 65 | " + " | ".join(texts("How old are you?").values())),
        channels=texts("Call."),
    ).result
    service_actions.set_standard.perform(
        hall.chair,
        service=service,
        names=texts("Soon"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
    )
    _applied_for(hall)
    minimum_standard = standard_actions.set_minimum_standard.perform(
        hall.chair,
        names=texts("No dark street"),
        measure="reported",
        threshold=Decimal(80),
        at_least=True,
        body=hall.body("parks"),
        unit=hall.unit("root"),
        service=service,
        category=hall.lamps,
    ).result
    standard_actions.report_value.perform(
        hall.parks,
        minimum_standard=minimum_standard,
        unit=hall.unit("north"),
        value=Decimal(70),
        **MEASURED,
    )


def _learned(hall: Hall) -> None:
    """A lesson in the hall's own words, and a path of its own whose lesson has no questions yet."""
    from tests.people import learning_kit

    learning_kit.adopted(hall)
    learning_kit.own_path(hall)
    learning_kit.own_lesson(hall, questions=1)


def _applied_for(hall: Hall) -> None:
    """A service applied for here: one application with a document waits, one was refused; a standard was measured."""
    from commonhall.law.instruments.models import Provision
    from commonhall.services.applications import actions as application_actions
    from commonhall.services.applications import deciding_actions
    from commonhall.services.standards import actions as course_actions
    from tests.actions.samples.applications import a_month
    from tests.services import kit

    service, ada = kit.applied_service(hall), kit.applicant(hall, "ada")
    deciding_actions.refuse_application.perform(
        hall.parks,
        application=kit.apply(ada, service),
        text="Not yet.",
        provision=Provision.objects.get(number="Article 21"),
    )
    waiting = kit.apply(ada, service)
    application_actions.add_document.perform(
        ada, application=waiting, file=ContentFile(b"%PDF-1.4", "income.pdf"), need="income"
    )
    standard = kit.standard(hall, service)
    for unit in ("root", "north"):
        row = course_actions.report_for_standard.perform(
            hall.parks,
            standard=standard,
            month=a_month(),
            unit=hall.unit(unit),
            value=Decimal(70),
            **MEASURED,
        ).result
    course_actions.confirm_measurement.perform(hall.chair, measurement=row, seen="I looked.")
    _waited_for(hall, service, ada)


def _waited_for(hall: Hall, service: Any, ada: Any) -> None:
    """A nursery by points: one with a proof and a claim that was looked at once has a place offered out of order; another
    was first, and an organisation waits for a plot."""
    from commonhall.services.waiting_lists import actions, offering_actions
    from tests.services import kit, waiting

    nursery = waiting.by_points(hall, service=service, texts=texts("Ten <b>beds</b>"))
    bob = kit.applicant(hall, "bobby")
    waiting.join(bob, nursery)
    entry = waiting.join(ada, nursery, claims=["alone", "sibling"], text=waiting.SECRET)
    actions.add_proof.perform(ada, entry, file=ContentFile(b"%PDF-1.4", "order.pdf"), need="alone")
    waiting.look(hall, entry)
    offering_actions.offer_out_of_order.perform(
        hall.parks, waiting.fresh(entry), reason="The house <i>burnt</i> down."
    )
    waiting.waiting_list(hall)


def _delivered(hall: Hall) -> None:
    """A project with a milestone and a payment, a call, a function handed over, a shift."""
    from datetime import timedelta

    from django.utils import timezone

    from commonhall.delivery.contracts import actions as contract_actions
    from commonhall.delivery.functions import actions as function_actions
    from commonhall.delivery.payments import actions as payment_actions
    from commonhall.delivery.plan import actions as plan_actions
    from commonhall.delivery.plan import milestone_actions
    from commonhall.delivery.shifts import actions as shift_actions
    from commonhall.people.actors import as_organisation
    from commonhall.people.residents.models import Person

    day = clock.today() + timedelta(days=30)
    item = plan_actions.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        texts=texts("Ten."),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=90000,
    ).result
    plan_actions.start_item.perform(hall.parks, item=item, due_on=day)
    milestone_actions.add_milestone.perform(hall.parks, item=item, names=texts("Poles"), due_on=day)
    payment_actions.record_payment.perform(
        hall.parks,
        item=item,
        amount=100,
        purpose="Poles",
        payee="Poles Ltd",
        invoice="A 1",
        invoiced_on=clock.today(),
    )
    contract_actions.publish_call.perform(
        hall.parks, names=texts("Poles"), unit=hall.unit("north"), closes_on=day, item=item
    )
    friends = Organisation.objects.order_by("pk")[0]
    if friends.state != "recognised":
        organisation_actions.recognise_organisation.perform(hall.clerk, organisation=friends)
        friends.refresh_from_db()
    _called_for_offers(hall)
    function_actions.transfer_function.perform(
        hall.chair,
        service=Service.objects.order_by("pk")[0],
        organisation=friends,
        names={},
        amount=5000,
        standards=texts("Within ten days."),
        starts=clock.today(),
        ends=day,
    )
    speaker = as_organisation(Person.objects.get(pk=hall.resident.person), friends)
    begins = timezone.now() + timedelta(days=3)
    shift_actions.offer_shift.perform(
        speaker,
        names=texts("Paint poles"),
        unit=hall.unit("north"),
        item=item,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        places=5,
    )


def _called_for_offers(hall: Hall) -> None:
    """A call with a document, a question and two offers, announced; another that is open."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from commonhall.delivery.calls import deciding_actions, preparing_actions, question_actions
    from tests.delivery import calls

    call = calls.draft(hall)
    file = SimpleUploadedFile("posts.pdf", b"%PDF-1.4 posts")
    preparing_actions.attach_document.perform(hall.parks, call=call, file=file)
    call = calls.started(hall, call)
    _asked_by_organisations(hall)
    question = question_actions.ask_about_call.perform(
        hall.resident, call=call, text="Which colour?"
    ).result
    question_actions.answer_question.perform(hall.parks, question=question, text="Green.")
    for name, price in (("Ash", 100_00), ("Birch", 80_00)):
        calls.hand_in(calls.organisation(hall, name), call, price)
    with clock.replay(call.closes_at + timedelta(hours=1)):
        calls.scored(hall, calls.open_it(call))
        deciding_actions.announce_result.perform(hall.parks, call=call)
    calls.is_open(hall, names=texts("A roof for the market"))


def _asked_by_organisations(hall: Hall) -> None:
    """One asks for a service, another to be paid on its contract."""
    from tests.actions.samples import carriers

    carriers.asked(hall, carriers.kit.organisation(hall, "Ash"))
    carriers.payment(hall)


def _measured(hall: Hall) -> None:
    """Rates, series, two frameworks; an edition of each, as the clock would publish it next."""
    from datetime import date, timedelta

    from commonhall.evaluation.editions import actions as edition_actions
    from commonhall.people.actors import system
    from tests.evaluation import kit

    kit.measured(hall)
    social = kit.framework(hall, "social-governance", every="month")
    twelve = kit.framework(hall, "twelve-principles")
    edition_actions.mark.perform(
        hall.clerk,
        framework=twelve,
        indicator="openness",
        value=3,
        text="**See.**",
        evidence="/record/",
    )
    first = clock.today().replace(day=1)
    for framework, starts in ((social, kit.last_month()), (twelve, date(first.year - 1, 1, 1))):
        ends = first if framework is social else starts.replace(year=starts.year + 1)
        with clock.replay(kit.noon(clock.today() + timedelta(days=1))):
            edition = edition_actions.publish_edition.perform(
                system(), framework=framework, starts=starts, ends=ends
            ).result
    edition_actions.reply.perform(hall.parks, edition=edition, text="We **will**.")


def _decided(hall: Hall) -> None:
    """A vote in preparation, one that runs, one that was counted, and a motion."""
    from commonhall.decisions.alternatives import actions as alternative_actions
    from commonhall.decisions.amendments import actions as amendment_actions
    from commonhall.decisions.motions import actions as motion_actions
    from commonhall.decisions.sittings import actions as sitting_actions
    from commonhall.decisions.themes import actions as theme_actions
    from tests.asking_kit import ask
    from tests.decisions.kit import budget, cast, count_it, open_it, question, voter

    election = open_it(hall, budget(hall))
    for number in range(6):
        cast(voter(hall, number), election, "a", "b")
    _without_vacuum(lambda: count_it(election))
    open_it(hall, question(hall))
    budget(hall)
    source = Source.objects.get()
    ask(hall, source.ref)
    motion = motion_actions.table_motion.perform(
        hall.chair,
        matter=source.ref,
        unit=hall.unit("north"),
        amount=5000,
        names=texts("New lamps"),
        texts=texts("Ten lamps."),
    ).result
    motion_actions.vote_on_motion.perform(
        hall.chair, motion=motion, choice="yes", reason="It is **dark**."
    )
    amendment_actions.amend_motion.perform(
        hall.chair, motion=motion, reasons="Ten are too few.", texts=texts("Twenty lamps.")
    )
    beside = [
        motion_actions.table_motion.perform(
            hall.chair,
            matter=source.ref,
            unit=hall.unit("north"),
            names=texts(name),
            texts=texts(f"{name}."),
        ).result
        for name in ("A new **cable**", "A lamp with a battery")
    ]
    alternatives = alternative_actions.put_alternatives.perform(
        hall.chair, names=texts("How is there light again?"), motions=beside, rule="irv"
    ).result
    alternative_actions.rank_alternatives.perform(
        hall.chair, alternatives=alternatives, order=beside[::-1]
    )
    theme_actions.open_theme_round.perform(
        hall.chair, names=texts("Theme of **March**"), unit=hall.unit("root")
    )
    sitting = sitting_actions.call_sitting.perform(
        hall.chair, starts_at=clock.now() + timedelta(days=9), where="Room 1"
    ).result
    sitting_actions.set_agenda.perform(hall.chair, sitting=sitting, motions=[motion])


def _proposed(hall: Hall) -> None:
    """A budget that collects ideas, one whose ballot is drawn, with a refusal, and one whose author offers to merge."""
    from commonhall.decisions.proposals import merging_actions, paper_actions
    from tests.actions.samples.cases import a_photo
    from tests.asking_kit import confirmed
    from tests.decisions import budgets
    from tests.law.kit import later

    ada, ben, cleo = confirmed(hall, 3)
    drawn = budgets.opened(hall, needed=0)
    no = budgets.proposed(hall, drawn, cleo, title="A <b>slide</b>", point=(1.5, 10.5))
    with later(budgets.SUPPORT):
        paper_actions.enter_supporters.perform(
            hall.clerk, proposal=no, number=3, evidence="Sheet <b>1</b>, room 4."
        )
    budgets.sifted()
    with later(budgets.CHECK):
        budgets.check(hall, no, None)
    budgets.on_ballot(hall, drawn, 60_000_00, 70_000_00)
    merging = budgets.opened(hall, needed=0)
    first = budgets.proposed(hall, merging, ada, title="Benches <i>and</i> bins")
    second = budgets.proposed(hall, merging, ben, title="Trees", name="Ben <b>Vale</b>")
    budgets.sifted()
    with later(budgets.CHECK):
        for one in (first, second):
            budgets.check(hall, one, 5_000_00)
    with later(budgets.MERGING):
        first.refresh_from_db()
        second.refresh_from_db()
        merging_actions.offer_merger.perform(ada, proposal=first, into=second, title="Both")
    running = budgets.opened(hall)
    budgets.proposed(
        hall, running, ada, title="A pond", image=a_photo(), image_words="A <b>pond</b>."
    )


def _written(hall: Hall) -> None:
    """A plan book with a second edition, and one in consultation with an amendment that is hidden."""
    from decimal import Decimal

    from commonhall.delivery.plan_books import (
        amending_actions,
        deciding_actions,
        moderation_actions,
    )
    from tests.asking_kit import confirmed
    from tests.delivery import books

    second, _first, _edition = books.revised(hall)
    made = books.BookIndicator.objects.filter(book=second)[0]
    deciding_actions.report_book_value.perform(
        hall.parks, indicator=made, value=Decimal(150), on=clock.today(), source="Table <b>3</b>"
    )
    _book, (homes, trees) = books.opened(hall)
    ada, ben = confirmed(hall, 2)
    asked = books.amended(hall, homes, ada, text="Homes with <b>gardens</b>.")
    amending_actions.propose_book_part.perform(
        ada,
        book=homes.book,
        kind="text",
        title="Noise <b>at night</b>",
        text="We sleep.",
        reason="It is loud.",
        after=homes,
    )
    books.support(ben, asked)
    hidden = books.amended(hall, trees, ben)
    moderation_actions.hide_book_amendment.perform(hall.parks, amendment=hidden, reason="private")


def _budgeted(hall: Hall) -> None:
    """A budget in force that is being amended, with a payment, a transfer and income; and a draft open for comments."""
    from commonhall.delivery.budget_book import actions, charging_actions, deciding_actions
    from commonhall.delivery.budget_book.models import BudgetLine
    from tests.actions.samples.delivery import running
    from tests.delivery import budget_books as books

    line = books.in_force(hall, names=texts("Lamps <b>and</b> poles"))
    target, came = books.other(line), BudgetLine.objects.select_related("book").get(kind="income")
    books.pay(hall, books.on_line(hall, running(hall), line), 120_00, "B 1")
    deciding_actions.move_budget_money.perform(
        hall.parks, line=line, target=target, amount=50_00, reason="A <i>storm</i>."
    )
    charging_actions.record_income.perform(
        hall.parks, line=came, amount=700_00, on=clock.today(), source="Statement <b>7</b>"
    )
    actions.amend_budget_book.perform(hall.parks, book=line.book, reason="The **river** rose.")
    values = {"names": target.names, "function": target.function, "unit": target.unit}
    target = books.fresh(target)
    actions.change_budget_line.perform(
        hall.parks, line=target, carrier=target.carrier, amount=900_00, **values
    )
    books.adopted(hall, line.book)
    draft = books.begun(hall, names=texts("Next <b>budget</b>"))
    books.line(hall, draft)
    books.opened(hall, draft)


def _owned(hall: Hall) -> None:
    """A pitch with hours that are taken, and a barn that an organisation holds."""
    from tests.asking_kit import confirmed
    from tests.delivery import assets

    pitch = assets.opened(hall)
    assets.book(confirmed(hall, 1)[0], pitch)
    assets.photo(hall, pitch, "Two goals, <i>no</i> fence.")
    barn = assets.pitch(hall, "B-1", kind="building", names=texts("Barn <b>two</b>"))
    friends = Organisation.objects.filter(state="recognised")[0]
    assets.let(hall, barn, organisation=friends, use="Tools <i>and</i> seeds")


def _run_by_residents(hall: Hall) -> None:
    """A project under way with money spent, and one that waits for the body."""
    from commonhall.delivery.projects.contradicting_actions import contradict_project
    from commonhall.delivery.projects.models import Project
    from tests.asking_kit import confirmed
    from tests.delivery import projects

    ada, ben = confirmed(hall, 2)
    one = projects.agreed(hall, ada, name="Ada <b>Brook</b>", steps=2, title="Beds <i>for</i> all")
    projects.finish(ada, one.steps.order_by("pk")[0])
    projects.spend(ada, one)
    contradict_project.perform(
        hall.parks,
        project=Project.objects.get(pk=one.pk),
        text="The beds are <i>shorter</i> than planned.",
        evidence="Measured on Monday",
        step=one.steps.order_by("pk")[0],
    )
    projects.asked(hall, ben)


def _mentored(hall: Hall) -> None:
    """A pair that ended, with what both say, one that begins, and one that a body suggests."""
    from commonhall.delivery.mentoring import pair_actions
    from tests.delivery import mentoring

    elder, by, pair = mentoring.running(hall)
    mentoring.met(by, pair, text="We opened the <b>first</b> book.")
    pair_actions.end_mentoring.perform(by, pair=pair)
    for one in (elder, by):
        mentoring.judged(one, pair, shows=True, word="It <i>helped</i>.")
    by, seeds = mentoring.learner(hall, 602, "Seeds <b>two</b>")
    mentoring.asked(by, seeds, pair.offer)
    _by, roots = mentoring.learner(hall, 603, "Roots")
    mentoring.suggested(hall, pair.offer, roots)


def _stands_for_election(hall: Hall) -> None:
    """A by-election of Roads, with somebody on its ballot."""
    from commonhall.decisions.seats import actions
    from commonhall.people.bodies import actions as body_actions
    from tests.asking_kit import confirmed
    from tests.decisions import seats

    body_actions.establish_office.perform(
        hall.chair, body=hall.body("roads"), code="roads-second", names=texts("Second desk")
    )
    election = actions.call_seat_vote.perform(
        hall.clerk,
        hall.body("roads"),
        kind="by-election",
        names=texts("Who takes the <b>second</b> desk?"),
        rule="irv",
        starts=clock.today() + timedelta(days=90),
        offices=["roads-second"],
    ).result
    (ada,) = confirmed(hall, 1)
    seats.stands(ada, election, "Ada <b>Brook</b>")


def _lists_stand(hall: Hall) -> None:
    """An election of a new body by lists: one is ready, the other lacks supporters."""
    from commonhall.decisions.seats import actions
    from commonhall.people.bodies import actions as body_actions
    from tests.decisions import lists, seats

    body = body_actions.establish_body.perform(
        hall.chair,
        code="greens",
        names=texts("Greens"),
        kind="agency",
        unit=hall.unit("root"),
        parent=hall.body("parks"),
    ).result
    for code in ("greens-trees", "greens-play"):
        body_actions.establish_office.perform(hall.chair, body=body, code=code, names=texts(code))
    election = actions.call_seat_vote.perform(
        hall.clerk,
        body,
        kind="election",
        names=texts("Who keeps the <b>greens</b>?"),
        rule="dhondt",
        starts=clock.today() + timedelta(days=90),
        ends=clock.today() + timedelta(days=400),
    ).result
    lists.ready(hall, election, "Oak <i>list</i>", candidates=2)
    lists.put_up(seats.resident(hall, "elm"), election, "Elm")


def _drawn(hall: Hall) -> None:
    """A panel with one seat passed on, places given by need, a lottery that takes applications."""
    from tests.decisions import lots

    panel = lots.panel(hall, about=Source.objects.get().ref, texts={"en": "**Lamps**"})
    people_ = lots.entrants(hall, panel, 12)
    lots.draw(panel)
    drawn = list(panel.tickets.filter(state="drawn").order_by("code"))
    lots.answer(people_[drawn[0].code], panel, yes=False)
    lots.answer(people_[drawn[1].code], panel, name="Ada <b>Brook</b>")
    lots.entrants(hall, lots.places(hall, "need"), 3, claims=["child"])


def _at_work(hall: Hall) -> None:
    """A panel with a material, a witness, an answered recommendation, one owed and a draft, and pay that is owed."""
    from commonhall.decisions.panels import answer_actions, work_actions
    from tests.decisions import panels

    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        work_actions.add_panel_material.perform(
            hall.chair,
            panel=panel,
            title="What lamps cost",
            text="Less than **you** think.",
            source="https://example.org/lamps",
        )
        work_actions.propose_witness.perform(
            hall.parks, panel=panel, name="Ada <b>Brook</b>", text="Knows lamps."
        )
        panels.met(hall, panel, *members[:2])
        answered = panels.voted(panels.drafted(panel, members[0]), members)
        panels.voted(panels.drafted(panel, members[1], "Fewer lamps"), members)
        panels.drafted(panel, members[2], "A draft of <i>ours</i>")
    answer_actions.answer_recommendation.perform(
        hall.chair, recommendation=answered, verdict="partly", answer="**Half** of it."
    )


def _surveyed_by_lot(hall: Hall) -> None:
    """Two waves of a survey by lot: one closed with an answer to its results, one that runs with an answer from paper."""
    from commonhall.consultations.surveys import result_actions
    from tests.decisions import by_lot
    from tests.decisions.test_paper_ballots import second

    sample, sent, listed = by_lot.ready(hall, series="safe")
    over = by_lot.closed(sample, sent[:34])
    result_actions.answer_results_of_survey.perform(
        hall.chair, survey=over, answer="Lamps burn **longer**."
    )
    again = by_lot.drawn(by_lot.opened(hall, series="safe", wave=2))
    with by_lot.later(again, 1):
        sent = by_lot.printed(hall, again, listed)
        for reader in (hall.clerk, second(hall)):
            by_lot.sheet(reader, again, sent[0])
        by_lot.answer(again, sent[1])


def _consulted(hall: Hall) -> None:
    """A conversation with its report, one that runs with a hidden statement, a draft, a table."""
    from commonhall.consultations.conversations import closing_actions
    from commonhall.consultations.drafts import actions as draft_actions
    from commonhall.consultations.meetings import minute_actions, speaking_actions
    from commonhall.consultations.moderation import actions as moderation_actions
    from commonhall.consultations.round_tables import actions as table_actions
    from commonhall.consultations.round_tables import commitment_actions
    from commonhall.consultations.statements import actions as statement_actions
    from commonhall.people import actors
    from tests.consultations import convened, kit

    closed = kit.opened(hall, about=Source.objects.get().ref)
    kit.two_camps(hall, closed)
    kit.close(hall, closed)
    first = Statement.objects.get(pk=closing_actions.ground_ids(closed)[0])
    closing_actions.respond.perform(
        hall.parks, conversation=closed, statement=first, verdict="taken_up", text="**Yes.**"
    )
    running = kit.opened(hall)
    said = statement_actions.write_statement.perform(
        hall.resident, conversation=running, text="It is <b>my</b> neighbour"
    ).result
    moderation_actions.moderate_statement.perform(hall.parks, statement=said, reason="private")
    kit.meeting(hall)
    draft = kit.draft(hall)
    paragraph = Paragraph.objects.filter(draft=draft)[0]
    draft_actions.comment.perform(hall.resident, paragraph=paragraph, text="Too **early**.")
    draft_actions.amend.perform(
        hall.resident, paragraph=paragraph, text="Lamps burn until dawn.", reason="Shifts."
    )
    made = Organisation.objects.order_by("pk")[0]
    if made.state != "recognised":
        organisation_actions.recognise_organisation.perform(hall.clerk, organisation=made)
        made.refresh_from_db()
    speaker = actors.Person.objects.get(pk=hall.resident.person)
    friends = actors.as_organisation(speaker, made)
    table = kit.table(hall, friends)
    item = AgendaItem.objects.filter(table=table)[0]
    table_actions.take_position.perform(friends, item=item, text="The town pays.")
    proposed = table_actions.propose.perform(friends, item=item, text="Half and half.").result
    met = convened.meeting(table, hall.parks, online="https://talk.example.org/lamps")
    with convened.begun(met):
        convened.come(met, friends, hall.parks)
        speaking_actions.ask_to_speak.perform(friends, meeting=met)
        minute_actions.write_line.perform(
            hall.parks, meeting=met, text="Both <b>agree</b>.", tied=proposed.ref
        )
    from tests.consultations import surveys

    surveys.closed(hall, surveys.survey(hall), 30)
    surveys.survey(hall, wave=2)
    _surveyed_by_lot(hall)
    day = table.at.date().replace(year=table.at.year + 1, day=1)
    commitment_actions.commit.perform(
        friends, agreement=proposed, text="We count lamps.", due_on=day
    )


def _asked_together(hall: Hall) -> None:
    """An initiative that collects, one that is hidden, one that was signed on paper, too, and answered."""
    from commonhall.consultations.conversations import models as conversation_models
    from commonhall.consultations.initiatives import actions as initiative_actions
    from commonhall.consultations.initiatives import answer_actions, paper_actions
    from commonhall.consultations.moderation import actions as moderation_actions
    from tests.asking_kit import confirmed
    from tests.consultations import initiatives

    first, second, third, who = confirmed(hall, 4)
    running = initiatives.begun(hall, first, title="A <b>slide</b> for the pool")
    initiatives.sign(second, running, "public", "Cleo <b>Vale</b>")
    hidden = initiatives.begun(hall, third, kind="motion")
    moderation_actions.hide_initiative.perform(hall.parks, initiative=hidden, reason="private")
    answered = initiatives.begun(hall, who, body=hall.body("parks"))
    initiative_actions.update_initiative.perform(who, initiative=answered, text="Half **way**.")
    sheet = paper_actions.enter_signatures.perform(
        hall.clerk, initiative=answered, number=9, evidence="Sheet 1, room 4."
    ).result
    paper_actions.enter_signatures.perform(
        hall.clerk, initiative=running, number=2, evidence="Sheet <b>2</b>."
    )
    paper_actions.confirm_signatures.perform(hall.chair, sheet, number=9)
    answer_actions.answer_initiative.perform(
        hall.parks,
        initiative=answered,
        outcome="asking",
        text="We **ask** everybody.",
        led_to=conversation_models.Conversation.objects.latest("pk").ref,
    )


def _called_back(hall: Hall) -> None:
    """This month’s finished cases are drawn, to be called back."""
    from tests.evaluation import call_backs

    call_backs.drawn(hall, call_backs.begun())


def _warned(hall: Hall) -> None:
    """More cases than usual came: one warning waits, one is answered."""
    from commonhall.cases.categories.queries import competent_body
    from commonhall.evaluation.signals.actions import answer_signal, raise_signal
    from commonhall.evaluation.signals.counting import last_week
    from commonhall.evaluation.signals.finding import Found
    from commonhall.people.actors import system

    monday = last_week(clock.today())
    for code in ("south", "north"):
        unit = hall.unit(code)
        body = competent_body(hall.lamps, unit)
        found = Found(
            "rise",
            unit,
            hall.lamps,
            body,
            (unit,),
            monday,
            monday + timedelta(days=6),
            9,
            Decimal("1.50"),
            5,
            0.0004,
            Decimal(6),
            ("sewer", "smell"),
        )
        signal = raise_signal.perform(system(), found=found).result
    answer_signal.perform(hall.parks, signal, answer="separate", text="A wrong switch, mended.")


def _felt(hall: Hall) -> None:
    """Those who took part in a conversation say how it was: one form is published, one is open."""
    from commonhall.consultations.feedback.actions import open_feedback, publish_feedback
    from commonhall.consultations.feedback.gatherings import Ended
    from commonhall.consultations.feedback.models import Feedback
    from commonhall.people.actors import system
    from tests.consultations import feedback, kit

    today = clock.today()
    for title in ("How many benches?", "How many trees?"):
        conversation = kit.opened(hall, title=title)
        people = kit.two_camps(hall, conversation, each=3)
        kit.join(conversation, hall.resident)
        kit.vote(hall.resident, list(conversation.statements.order_by("pk")), 1)
        ended = Ended(
            conversation.ref,
            "conversation",
            conversation.unit_id,
            conversation.body_id,
            today,
            today,
            clock.now(),
        )
        one: Feedback = open_feedback.perform(system(), ended=ended).result
        for who in people:
            feedback.give(who, one)
        if title == "How many benches?":
            with clock.replay(clock.now() + timedelta(days=20)):
                publish_feedback.perform(system(), feedback=one)


def _gamed(hall: Hall) -> None:
    """A count that chance rarely gives: one is public with what was found, one is with the reviewer."""
    from commonhall.evaluation.gaming.actions import (
        answer_gaming_signal,
        raise_gaming_signal,
        review_gaming_signal,
    )
    from commonhall.evaluation.gaming.finding import Found, last_month
    from commonhall.evaluation.gaming.models import Watch
    from commonhall.people.actors import system
    from tests.evaluation.kit import reviewer

    figures = {
        "observed": 20,
        "trials": 30,
        "expected": 300,
        "chance": 2,
        "level": 9000,
        "others": 36,
        "other_trials": 360,
    }
    month, parks = last_month(clock.today()), hall.body("parks").pk
    for watch in (Watch.PASSING_ON, Watch.DEADLINES):
        found = Found(watch, parks, month, figures, [])
        signal = raise_gaming_signal.perform(system(), found=found).result
        if watch is Watch.PASSING_ON:
            review_gaming_signal.perform(
                reviewer(hall), gaming_signal=signal, verdict="confirmed", reasons="A **batch**."
            )
            answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="A new desk.")


def _debated(hall: Hall) -> None:
    """Comments of every kind of subject on an initiative and a case; one hidden and appealed, one reported."""
    from commonhall.cases.cases.models import Case
    from commonhall.consultations.initiatives.models import Initiative
    from commonhall.consultations.moderation import (
        remark_actions,
        report_actions,
        withheld_actions,
    )
    from tests.asking_kit import confirmed
    from tests.consultations.debates import mark, reply, say
    from tests.consultations.translated import offer, stands

    running = Initiative.objects.filter(state="open", hidden_for="").latest("pk")
    first, second, third = confirmed(hall, 3)
    remark = say(first, running, "A slide <b>now</b>.")
    mark(second, remark)
    reply(hall.parks, remark, "The <i>pool</i> is closed until May.")
    dear = say(third, running, "It costs too much.", "against")
    stands(confirmed(hall, 3), remark, "<b>Zjeżdżalnia</b> teraz.")
    offer(second, dear, "Za <i>drogo</i>.")
    hidden = say(second, running, "Mister Grab lives at 14.", "against")
    remark_actions.hide_remark.perform(hall.parks, remark=hidden, reason="private")
    hidden.refresh_from_db()
    remark_actions.appeal_hidden_remark.perform(second, remark=hidden, text="He does <b>not</b>.")
    say(first, Case.objects.order_by("pk")[0], "At number 9, too.")
    report_actions.report_words.perform(third, about=remark.ref, reason="off-topic", note="Soap.")
    noise = hall.raise_case(first, title="Noise of <b>Grab</b>", text="He shouts.")
    part = withheld_actions.hide_case.perform(
        hall.roads, case=noise, what="text", reason="private"
    ).result
    withheld_actions.appeal_withheld.perform(first, part, text="A <i>dog</i> of that name.")


def _reviewed(hall: Hall) -> None:
    """An appeal that waits, a challenge with a signature, a petition; a rule with an end."""
    from datetime import timedelta

    from commonhall.law.appeals import actions as appeal_actions
    from commonhall.law.challenges import actions as challenge_actions
    from commonhall.law.challenges import system_actions
    from commonhall.law.recalls import actions as recall_actions
    from commonhall.law.reviews import actions as review_actions
    from commonhall.people.actors import system
    from tests.decisions.kit import voter
    from tests.law import kit

    asker, other = voter(hall, 90), voter(hall, 91)
    entry = kit.entry_of("cases.mark_done")
    appeal_actions.file_appeal.perform(asker, entry=entry, text="It is **dark** again.")
    day = clock.today() + timedelta(days=60)
    from tests.actions.samples.mandates import entered, proposed

    entered(hall, elected=[("council-chair", "elected@example.org")])
    proposed(hall, 4)
    provision = kit.rule(hall, review_on=day).provisions.get()
    review_actions.set_sunset.perform(hall.chair, provision=provision, ends=day, text="A trial.")
    challenge = challenge_actions.challenge_rule.perform(
        asker, provision=provision, text="Too *much*."
    )
    challenge_actions.support_challenge.perform(other, challenge=challenge.result)
    kept = challenge_actions.challenge_rule.perform(
        other, provision=kit.rule(hall, code="kept").provisions.get(), text="Why?"
    ).result
    challenge_actions.answer_challenge.perform(
        hall.chair,
        challenge=kept,
        verdict="kept",
        text="It is young.",
        review_on=clock.today() + timedelta(days=1),
    )
    with kit.later(2):
        system_actions.bring_back_challenge.perform(system(), challenge=kept)
    mandate = Mandate.objects.select_related("body__unit").get(body__code="roads")
    recall_actions.petition_recall.perform(asker, mandate=mandate, text="Nothing is mended.")


def _without_vacuum(work: Callable[[], Any]) -> None:
    """A test's transaction cannot VACUUM; that is tested where there is none."""
    from unittest import mock

    with mock.patch("commonhall.decisions.votes.destruction.envelopes", lambda _votes: []):
        work()

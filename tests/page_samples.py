"""Every page of the house, with a sample of what it shows: for the tests that walk them all.

An app adds its samples to `SAMPLES`: name of the address → its arguments, from a hall in which
something of everything has happened. A page without one fails `tests/test_every_page.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commonhall.actions import stopping
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.models import Category
from commonhall.cases.moving_in.models import CaseImport
from commonhall.cases.sources.models import Source
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.drafts.models import Amendment, Draft, Paragraph
from commonhall.consultations.feedback.models import Feedback
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.round_tables.models import (
    RoundTable,
)
from commonhall.consultations.surveys.models import Survey
from commonhall.decisions.alternatives.models import Alternatives
from commonhall.decisions.briefings.models import VoteArgument
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.panels.models import Panel, Wave
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.samples.models import Mailing
from commonhall.decisions.samples.models import Sample as SurveySample
from commonhall.decisions.seats.models import Candidacy, CandidateList
from commonhall.decisions.sittings.models import Sitting
from commonhall.decisions.themes.models import ThemeRound
from commonhall.decisions.votes.models import Election
from commonhall.delivery.assets.models import Asset
from commonhall.delivery.budget_book.models import BudgetBook, BudgetEdition, BudgetLine
from commonhall.delivery.calls.models import Call as OffersCall
from commonhall.delivery.calls.models import CallDocument, Offer
from commonhall.delivery.carriers.models import PaymentRequest
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.delivery.mentoring.models import MentorOffer, MentorPair
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookEdition
from commonhall.delivery.projects.models import Project
from commonhall.delivery.shifts.models import Shift
from commonhall.disputes.between_bodies.models import BodyDispute
from commonhall.disputes.disputes.models import Dispute
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.signals.models import Signal
from commonhall.law.amendments.models import CharterAmendment
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.promises.models import Promise
from commonhall.law.recalls.models import Recall
from commonhall.law.results.models import PeoplesResult
from commonhall.law.stand_ins.models import StandIn
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.deputies.models import Deputyship
from commonhall.people.learning.models import Lesson, LessonQuestion
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Verification
from commonhall.people.rolls.models import RollChange
from commonhall.places.models import NamedSpot, Unit
from commonhall.record.models import Entry
from commonhall.services.applications.models import Application
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services.models import Service
from commonhall.services.waiting_lists.models import WaitingEntry, WaitingList
from commonhall.ui.pages import Page

Arguments = dict[str, Any]
# Machine-readable parts of the record, tested in tests/record.
MACHINES = {
    "record:bundle",
    "record:tile",
    "record:consistency",
    "record:inclusion",
    "record:checkpoint",
    "record:checkpoints",
    "record:entry_json",
    "record:receipt_file",
    "record:keys",
    "record:status",
    "record:policy",
    "record:witnessed",
    "record:add_checkpoint",
    "record:cosigned",
    # Open311, tested in tests/open.
    "open_data:open311_services",
    "open_data:open311_definition",
    "open_data:open311_requests",
    "open_data:open311_request",
    "open_data:open311_token",
    "open_data:open311_discovery",
    # Sealed envelopes, for tellers of a closed vote; tested in tests/decisions/test_tellers.py.
    "decisions:envelopes",
    "decisions:whole_envelopes",
    # The same for openers of a call, tested in tests/attacks/test_sealed_offers.py.
    "delivery:call_envelopes",
    # A file that a motion holds, tested in tests/attacks/test_tabled_files.py.
    "decisions:tabled_file",
    # Its writer's alone, tested in tests/pages/test_drafts.py.
    "pages:draft",
    # A document that its applicant and the body open alone, tested in tests/services/test_applications.py.
    "services:application_document",
    # A proof that those who wait and the body open alone, tested in tests/services/test_waiting_lists.py.
    "services:entry_proof",
    # Leads to the instrument, tested in tests/attacks/test_law_above.py.
    "law:eli",
    # Lead to a provision, and to an instrument's text as a file, tested in tests/law/test_akoma_ntoso.py.
    "law:eli_provision",
    "law:text_file",
    # The logo's pictures, tested in tests/law/test_logo.py.
    "law:logo",
    "law:icon",
    # The ground as it is drawn, tested in tests/places.
    "places:ground",
    "places:cell",
    "places:picture",
    "places:tile",
    # The dump is made by the timer; see tests/open/test_dump.py.
    "open_data:dump",
}


@dataclass(frozen=True)
class Sample:
    """One page: its address's name, an address, what the view declares."""

    name: str
    address: str
    page: Page


def _of(model: Any, argument: str = "number") -> Callable[[], Arguments]:
    return lambda: {argument: model.objects.order_by("pk").values_list("pk", flat=True)[0]}


SAMPLES: dict[str, Callable[[], Arguments]] = {
    "pages:stop_letters": lambda: {
        "token": signing.dumps(
            [Account.objects.order_by("pk")[0].pk, Case.objects.order_by("pk")[0].ref],
            salt=stopping.SALT,
        )
    },
    "pages:sample_file": lambda: {"name": "bodies"},
    "pages:table_now": lambda: {"name": "bodies"},
    "pages:thread": lambda: {"ref": Case.objects.order_by("pk")[0].ref},
    "people:learn_path": lambda: {"path": "resident"},
    "people:learn_lesson": lambda: {"path": "resident", "lesson": "case"},
    "people:change_lesson": _of(Lesson),
    "people:end_lesson": _of(Lesson),
    "people:add_question": _of(Lesson),
    "people:change_question": _of(LessonQuestion),
    "people:body": lambda: {"number": Body.objects.get(code="parks").pk},
    "people:organisation": _of(Organisation),
    "people:official": lambda: {
        "number": OfficeTerm.objects.order_by("pk").values_list("pk", flat=True)[0]
    },
    "people:give_slip": _of(Verification),
    "people:roll_change": _of(RollChange),
    "people:deputyship": _of(Deputyship),
    "law:stand_in": _of(StandIn),
    "cases:case_import": _of(CaseImport),
    "evaluation:rates_of": lambda: {"of": "places", **_of(Unit)()},
    "evaluation:cases": lambda: {"of": "places", **_of(Unit)()},
    "evaluation:series": lambda: {"code": "air"},
    "evaluation:report_file": lambda: {"code": "air"},
    "evaluation:framework": lambda: {"code": "social-governance"},
    "evaluation:pack": lambda: {"code": "social-governance"},
    "evaluation:weigh": lambda: {"number": Framework.objects.get(code="social-governance").pk},
    "evaluation:mark": lambda: {"number": Framework.objects.get(code="twelve-principles").pk},
    "evaluation:mark_as_resident": lambda: {
        "number": Framework.objects.get(code="twelve-principles").pk
    },
    "evaluation:definition_proposal": _of(DefinitionProposal),
    "evaluation:call_back_round": _of(CallBackRound),
    "evaluation:call": _of(CallBack),
    "evaluation:signal": _of(Signal),
    "evaluation:gaming_signal": lambda: {
        "number": GamingSignal.objects.filter(state="public")[0].pk
    },
    "evaluation:edition": _of(Edition),
    "evaluation:inputs": _of(Edition),
    "evaluation:structure": _of(Edition),
    "evaluation:reply": _of(Edition),
    "evaluation:report": lambda: {**_of(Edition)(), "unit": Unit.objects.get(code="north").pk},
    "cases:case": _of(Case),
    "cases:source": _of(Source),
    "cases:category": _of(Category),
    "decisions:election": _of(Election),
    "decisions:vote_argument": _of(VoteArgument),
    "decisions:candidate_list": _of(CandidateList),
    "decisions:candidacy": _of(Candidacy),
    "decisions:cast_ballot": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:my_vote": _of(Election),
    "decisions:check_ballot": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:ballot_paper": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:alternatives": _of(Alternatives),
    "decisions:theme_round": _of(ThemeRound),
    "decisions:recount": _of(Election),
    "decisions:pabulib": _of(Election),
    "decisions:tellers": _of(Election),
    "decisions:name_teller": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:release_teller": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:step_down_as_teller": lambda: {
        "number": Election.objects.filter(state="draft")[0].pk
    },
    "decisions:join_as_teller": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:hand_in_parts": _of(Election),
    "decisions:sign_ballots": _of(Election),
    "decisions:load_options": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:take_copy": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:compare_copy": lambda: {"number": Election.objects.filter(state="counted")[0].pk},
    "decisions:confirm_copy_deleted": lambda: {
        "number": Election.objects.filter(state="counted")[0].pk
    },
    "decisions:mark_paper_voter": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:enter_paper_ballot": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:propose_voter": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:admit_voter": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decisions:add_option": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:open_election": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:withdraw_option": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decisions:motion": _of(Motion),
    "decisions:sitting": _of(Sitting),
    "decisions:sitting_calendar": _of(Sitting),
    "decisions:body_calendar": lambda: {"number": Body.objects.get(code="council").pk},
    "decisions:panel": _of(Panel),
    "decisions:panel_needs": _of(Panel),
    "decisions:recommendation": _of(Recommendation),
    "decisions:print_panel_letters": _of(Wave),
    "decisions:print_survey_letters": lambda: {"number": Mailing.objects.latest("pk").pk},
    "decisions:enter_answer_sheet": lambda: {"number": SurveySample.objects.latest("pk").pk},
    "decisions:lottery": _of(Lottery),
    "decisions:lottery_ticket": _of(Lottery),
    "decisions:lottery_again": _of(Lottery),
    "decisions:lottery_published": _of(Lottery),
    "decisions:apply_for_lottery": lambda: {"number": Lottery.objects.filter(state="open")[0].pk},
    "decisions:confirm_claims": lambda: {"number": Lottery.objects.filter(state="open")[0].pk},
    "consultations:conversation": _of(Conversation),
    "consultations:vote": lambda: {"number": Conversation.objects.filter(state="open")[0].pk},
    "consultations:mine": _of(Conversation),
    "consultations:results": _of(Conversation),
    "consultations:statements": _of(Conversation),
    "consultations:export": lambda: {**_of(Conversation)(), "form": "csv"},
    "consultations:leaves": _of(Conversation),
    "consultations:moderation": lambda: {"number": Conversation.objects.filter(state="open")[0].pk},
    "consultations:take_part": lambda: {"number": Conversation.objects.filter(state="open")[0].pk},
    "consultations:write_statement": lambda: {
        "number": Conversation.objects.filter(state="open")[0].pk
    },
    "consultations:statement": lambda: {"number": Statement.objects.filter(state="hidden")[0].pk},
    "consultations:appeal_moderation": lambda: {
        "number": Statement.objects.filter(state="hidden")[0].pk
    },
    "consultations:draft": _of(Draft),
    "consultations:paragraph": _of(Paragraph),
    "consultations:amendment": _of(Amendment),
    "consultations:table": _of(RoundTable),
    "consultations:meeting": _of(Meeting),
    "consultations:meeting_calendar": _of(Meeting),
    "consultations:initiative": lambda: {
        "number": Initiative.objects.exclude(led_to="").latest("pk").pk
    },
    "consultations:initiative_names": _of(Initiative),
    "consultations:debate": lambda: {"ref": Remark.objects.order_by("pk")[0].about},
    "consultations:debate_feed": lambda: {"ref": Remark.objects.order_by("pk")[0].about},
    "consultations:withheld": _of(Withheld),
    "consultations:remark": lambda: {"number": Remark.objects.exclude(hidden_for="")[0].pk},
    "consultations:feedback": _of(Feedback),
    "consultations:give_feedback": lambda: {"number": Feedback.objects.filter(state="open")[0].pk},
    "consultations:survey": _of(Survey),
    "consultations:answer_survey": lambda: {"number": Survey.objects.filter(state="open")[0].pk},
    "consultations:close_survey": lambda: {"number": Survey.objects.filter(state="open")[0].pk},
    "decisions:budget": _of(Budget),
    "decisions:proposals_feed": _of(Budget),
    "decisions:proposal_points": _of(Budget),
    "decisions:proposal": lambda: {"number": Proposal.objects.filter(state="refused")[0].pk},
    "pages:letter_kind": lambda: {"code": "cases.mark_done"},
    "cases:export": lambda: {"form": "csv"},
    "people:mine": lambda: {"code": "cases"},
    "open_data:table": lambda: {"name": "cases.cases", "form": "csv"},
    "delivery:item": lambda: {"number": Item.objects.filter(state="running")[0].pk},
    "delivery:asset": _of(Asset),
    "delivery:asset_calendar": _of(Asset),
    "delivery:budget_book": _of(BudgetBook),
    "delivery:budget_lines": _of(BudgetBook),
    "delivery:budget_transfers": _of(BudgetBook),
    "delivery:budget_package": _of(BudgetBook),
    "delivery:budget_package_lines": _of(BudgetBook),
    "delivery:budget_line": lambda: {
        "number": BudgetLine.objects.filter(payments__isnull=False)[0].pk
    },
    "delivery:budget_edition": lambda: {
        "number": BudgetEdition.objects.filter(number=2)[0].book_id,
        "edition": 2,
    },
    "delivery:plan_book": _of(Book),
    "delivery:book_progress": _of(Book),
    "delivery:book_edition": lambda: {
        "number": BookEdition.objects.filter(number=2)[0].book_id,
        "edition": 2,
    },
    "delivery:book_part": lambda: {"number": BookAmendment.objects.order_by("pk")[0].part_id},
    "delivery:book_amendment": _of(BookAmendment),
    "delivery:project": _of(Project),
    "delivery:mentor_offer": _of(MentorOffer),
    "delivery:mentor_pair": lambda: {"number": MentorPair.objects.filter(state="ended")[0].pk},
    "delivery:contract": _of(Contract),
    "delivery:call": _of(OffersCall),
    "delivery:call_document": _of(CallDocument),
    "delivery:offer": lambda: {"number": Offer.objects.filter(state="opened")[0].pk},
    "delivery:transfer": _of(Transfer),
    "delivery:function_request": _of(FunctionRequest),
    "delivery:payment_request": _of(PaymentRequest),
    "delivery:shift": _of(Shift),
    "disputes:dispute": _of(Dispute),
    "disputes:between_bodies": _of(BodyDispute),
    "services:service": _of(Service),
    "services:entitled": _of(Service),
    "services:minimum_standard": _of(MinimumStandard),
    "services:application": _of(Application),
    "services:waiting_list": _of(WaitingList),
    "services:waiting_entry": _of(WaitingEntry),
    "places:spot": _of(NamedSpot),
    "places:unit": lambda: {"number": Unit.objects.get(code="north").pk},
    "law:instrument": lambda: {"number": Instrument.objects.get(code="market").pk},
    "law:renew_instrument": lambda: {"number": Instrument.objects.get(code="market").pk},
    "law:review_instrument": lambda: {"number": Instrument.objects.get(code="market").pk},
    "law:rights": lambda: {"holder": "organisation"},
    "law:body": lambda: {"number": Body.objects.get(code="council").pk},
    "law:why": lambda: {
        "identity": Entry.objects.filter(action="decisions.table_motion").earliest("occurred_at").pk
    },
    "pages:action": lambda: {"code": "cases.answer_case"},
    "pages:topic": lambda: {"code": "votes"},
    "pages:tour": lambda: {"code": "resident"},
    "law:who": lambda: {"code": "decisions.table_motion"},
    "law:set_sunset": lambda: {"number": Provision.objects.get(instrument__code="market").pk},
    "law:renew_provision": lambda: {"number": Provision.objects.get(instrument__code="market").pk},
    "law:amend_provision": lambda: {"number": Provision.objects.get(instrument__code="market").pk},
    "law:challenge_rule": lambda: {"number": Provision.objects.get(number="Article 12").pk},
    "law:appeal": _of(Appeal),
    "law:challenge": _of(Challenge),
    "law:mandate": _of(Mandate),
    "law:promise": _of(Promise),
    "law:recall": _of(Recall),
    "law:result": _of(PeoplesResult),
    "law:amendment": _of(CharterAmendment),
    "record:entry": _of(Entry, "identity"),
    "record:entry_json": _of(Entry, "identity"),
}
# Pages that show nothing without something special, tested in their apps.
ELSEWHERE = {
    # Rules that wait for the reviewer, tested in tests/law/test_waiting_rules.py.
    "law:waiting_rule",
    "law:allow_waiting_rule",
    "law:object_to_waiting_rule",
    "cases:photo",
    "ui:gallery",
    "gallery:chapter",
    "people:invitation",
    "pages:hall_page",
    # A letter, and no page: tests/pages/test_letter_kinds.py.
    "pages:letter_html",
    "pages:stop_letters",
    # Before a hall is founded: tests/pages/test_set_up.py.
    "pages:set_up",
    "pages:set_up_step",
    "pages:set_up_file",
    "cases:picture",
    # The file of an offer: tests/attacks/test_sealed_offers.py.
    "delivery:attachment",
    # An image: tests/delivery/test_pictures.py.
    "delivery:asset_picture",
    "delivery:picture",
    # An image: tests/attacks/test_organisations_own.py.
    "people:organisation_photo",
    "cases:similar",
    # An image, and a part of a form: tests/decisions/test_budget_pages.py.
    "decisions:proposal_picture",
    "decisions:similar_proposals",
    # A part of a form, and an image: tests/cases/test_extra_questions.py, test_evidence.py.
    "cases:questions",
    "cases:evidence",
    # For strangers alone: tests/cases/test_written.py.
    "cases:write",
    "cases:written",
    "consultations:similar_initiatives",
    # Made for one person: tests/cases/test_by_letter.py.
    "cases:by_letter",
    # Made for one side, and for the office that posts it: tests/disputes/test_intake.py.
    "disputes:invitation",
    "disputes:letters",
    "disputes:paper_letter",
    # After a decision of the arbiter: tests/disputes/test_between_bodies.py.
    "disputes:report_duty",
    # Made for one message: tests/cases/test_mail_in.py.
    "cases:by_mail",
    "cases:by_mail_photo",
    # Leads on: tests/cases/test_desk_letters.py.
    "desk:case",
    "desk:chosen",
    "cases:templates_for_case",
    "desk:export",
    "desk:receipt",
}


def _of_action(view: Any) -> dict[str, Any]:
    """An action's page is opened with the first thing it can be done to."""
    action = getattr(view, "action", None)
    return _of(action.thing)() if action is not None and action.thing else {}


def every_page() -> Iterator[Sample]:
    """All pages that are read (GET), in the order of the addresses."""

    def walk(patterns: list[Any], spaces: list[str]) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                more = [pattern.namespace] if pattern.namespace else []
                yield from walk(pattern.url_patterns, [*spaces, *more])
            elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "page"):
                yield ":".join([*spaces, str(pattern.name)]), pattern.callback

    seen = set()
    for name, view in walk(get_resolver().url_patterns, []):
        page = view.page
        if "GET" not in page.methods or name in ELSEWHERE | MACHINES or name in seen:
            continue
        seen.add(name)
        given = SAMPLES[name]() if name in SAMPLES else _of_action(view)
        yield Sample(name, reverse(name, kwargs=given), page)

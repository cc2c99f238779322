"""Addresses of votes, motions and lotteries."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.decisions.agenda_order import views as order_views
from commonhall.decisions.alternatives import views as alternative_views
from commonhall.decisions.alternatives.models import Alternatives
from commonhall.decisions.amendments import views as amendment_views
from commonhall.decisions.amendments.models import MotionAmendment
from commonhall.decisions.briefings import views as briefing_views
from commonhall.decisions.briefings.models import VoteArgument
from commonhall.decisions.budgets import views as budget_views
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.lotteries import views as lottery_views
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.motions import views as motion_views
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.overview import views as overview_views
from commonhall.decisions.panels import letter_views as panel_letter_views
from commonhall.decisions.panels import views as panel_views
from commonhall.decisions.panels.models import Panel, Wave
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.decisions.proposals import feeds as proposal_feeds
from commonhall.decisions.proposals import similar
from commonhall.decisions.proposals import views as proposal_views
from commonhall.decisions.proposals.models import Merger, PaperSupport, Proposal
from commonhall.decisions.samples import views as sample_views
from commonhall.decisions.samples.models import Mailing, Sample
from commonhall.decisions.seats import views as seat_views
from commonhall.decisions.seats.models import Candidacy, CandidateList
from commonhall.decisions.sittings import calendar as sitting_calendar
from commonhall.decisions.sittings import views as sitting_views
from commonhall.decisions.sittings.models import Sitting
from commonhall.decisions.themes import views as theme_views
from commonhall.decisions.themes.models import ThemeRound
from commonhall.decisions.votes import teller_views, views
from commonhall.decisions.votes.models import Election

app_name = "decisions"
urlpatterns = [
    path("", views.election_list, name="list"),
    path("decided/", overview_views.decided, name="decided"),
    path("<int:number>/", views.election_page, name="election"),
    path("<int:number>/vote/", views.vote, name="cast_ballot"),
    path("<int:number>/check/", views.check_ballot, name="check_ballot"),
    path("<int:number>/ballot-paper.json", views.ballot_paper, name="ballot_paper"),
    path("check-offline.html", teller_views.check_offline, name="check_offline"),
    path("<int:number>/my-vote/", views.my_vote, name="my_vote"),
    path("<int:number>/recount/", views.recount, name="recount"),
    path("<int:number>/ballots.pb", views.pabulib, name="pabulib"),
    path("<int:number>/tellers/", teller_views.tellers, name="tellers"),
    path("<int:number>/tellers/envelopes.json", teller_views.envelopes, name="envelopes"),
    path(
        "<int:number>/tellers/whole-envelopes.json",
        teller_views.whole_envelopes,
        name="whole_envelopes",
    ),
    path("<int:number>/take-copy/", teller_views.take_a_copy, name="take_copy"),
    path("tellers/offline.html", teller_views.offline, name="tellers_offline"),
    *action_pages("commonhall.decisions.votes", ""),
    *action_pages(Election, "<int:number>/"),
    path("arguments/<int:number>/", briefing_views.argument_page, name="vote_argument"),
    *action_pages(VoteArgument, "arguments/<int:number>/"),
    path("candidacies/<int:number>/", seat_views.candidacy, name="candidacy"),
    *action_pages(Candidacy, "candidacies/<int:number>/"),
    path("lists/<int:number>/", seat_views.candidate_list, name="candidate_list"),
    *action_pages(CandidateList, "lists/<int:number>/"),
    path("motions/", motion_views.motion_list, name="motions"),
    path("motions/<int:number>/", motion_views.motion_page, name="motion"),
    path("motions/<int:number>/files/<slug:name>/", motion_views.tabled_file, name="tabled_file"),
    path("motions/<int:number>/amend/", amendment_views.amend, name="amend_motion"),
    path("alternatives/<int:number>/", alternative_views.alternatives_page, name="alternatives"),
    path("alternatives/<int:number>/rank/", alternative_views.rank, name="rank_alternatives"),
    *action_pages("commonhall.decisions.alternatives", "alternatives/"),
    *action_pages(Alternatives, "alternatives/<int:number>/"),
    path("themes/", theme_views.theme_list, name="themes"),
    path("themes/<int:number>/", theme_views.theme_round, name="theme_round"),
    path("themes/<int:number>/rank/", theme_views.rank, name="rank_themes"),
    *action_pages("commonhall.decisions.themes", "themes/"),
    *action_pages(ThemeRound, "themes/<int:number>/"),
    *action_pages(MotionAmendment, "motions/amendments/<int:number>/"),
    *action_pages("commonhall.decisions.motions", "motions/"),
    *action_pages(Motion, "motions/<int:number>/"),
    path("sittings/", sitting_views.sitting_list, name="sittings"),
    path("sittings/<int:number>/", sitting_views.sitting_page, name="sitting"),
    path("sittings/<int:number>/first/", order_views.rank, name="rank_agenda"),
    path("sittings/sittings.ics", sitting_calendar.all_sittings, name="sittings_calendar"),
    path("sittings/of/<int:number>.ics", sitting_calendar.of_body, name="body_calendar"),
    path("sittings/<int:number>/sitting.ics", sitting_calendar.sitting, name="sitting_calendar"),
    *action_pages("commonhall.decisions.sittings", "sittings/"),
    *action_pages(Sitting, "sittings/<int:number>/"),
    path("lotteries/", lottery_views.lottery_list, name="lotteries"),
    path("lotteries/<int:number>/", lottery_views.lottery_page, name="lottery"),
    path("lotteries/<int:number>/ticket/", lottery_views.ticket, name="lottery_ticket"),
    path("lotteries/<int:number>/again/", lottery_views.again, name="lottery_again"),
    path("lotteries/<int:number>/draw.json", lottery_views.published, name="lottery_published"),
    path(
        "lotteries/<int:number>/confirm-claims/",
        lottery_views.confirm_claims,
        name="confirm_claims",
    ),
    *action_pages("commonhall.decisions.lotteries", "lotteries/"),
    *action_pages(Lottery, "lotteries/<int:number>/"),
    path("panels/", panel_views.panel_list, name="panels"),
    path("panels/letter/", panel_letter_views.panel_letter, name="panel_letter"),
    path("panels/<int:number>/", panel_views.panel_page, name="panel"),
    path("panels/<int:number>/needs/", panel_letter_views.panel_needs, name="panel_needs"),
    path(
        "panels/waves/<int:number>/print/",
        panel_letter_views.print_panel_letters,
        name="print_panel_letters",
    ),
    path(
        "panels/recommendations/<int:number>/",
        panel_views.recommendation_page,
        name="recommendation",
    ),
    *action_pages("commonhall.decisions.panels", "panels/"),
    *action_pages(Panel, "panels/<int:number>/"),
    *action_pages(Wave, "panels/waves/<int:number>/"),
    *action_pages(Recommendation, "panels/recommendations/<int:number>/"),
    path("surveys/letter/", sample_views.survey_letter, name="survey_letter"),
    path(
        "surveys/letters/<int:number>/print/",
        sample_views.print_survey_letters,
        name="print_survey_letters",
    ),
    path(
        "surveys/<int:number>/enter-answer-sheet/",
        sample_views.enter_answer_sheet,
        name="enter_answer_sheet",
    ),
    *action_pages(Sample, "surveys/<int:number>/"),
    *action_pages(Mailing, "surveys/letters/<int:number>/"),
    path("budgets/", budget_views.budget_list, name="budgets"),
    path("budgets/<int:number>/", proposal_views.budget_page, name="budget"),
    path("budgets/<int:number>/feed.atom", proposal_feeds.proposals, name="proposals_feed"),
    path("budgets/<int:number>/points.json", proposal_views.points, name="proposal_points"),
    path("budgets/similar/", similar.similar_proposals, name="similar_proposals"),
    path("budgets/proposals/<int:number>/", proposal_views.proposal_page, name="proposal"),
    path(
        "budgets/proposals/<int:number>/photo.jpg",
        proposal_views.picture,
        name="proposal_picture",
    ),
    *action_pages("commonhall.decisions.budgets", "budgets/"),
    *action_pages(Budget, "budgets/<int:number>/"),
    *action_pages(Proposal, "budgets/proposals/<int:number>/"),
    *action_pages(PaperSupport, "budgets/paper/<int:number>/"),
    *action_pages(Merger, "budgets/mergers/<int:number>/"),
    path("feed.atom", motion_views.feed, name="feed"),
]

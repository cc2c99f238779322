"""Addresses of conversations, draft texts, round tables and surveys."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.consultations.comments import feeds as comment_feeds
from commonhall.consultations.comments import views as comment_views
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.conversations import exports, feeds, views
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.drafts import views as draft_views
from commonhall.consultations.drafts.models import Amendment, Comment, Draft, Paragraph
from commonhall.consultations.feedback import views as feedback_views
from commonhall.consultations.feedback.models import Feedback
from commonhall.consultations.initiatives import feeds as initiative_feeds
from commonhall.consultations.initiatives import similar
from commonhall.consultations.initiatives import views as initiative_views
from commonhall.consultations.initiatives.models import Initiative, PaperSheet
from commonhall.consultations.meetings import calendar as meeting_calendar
from commonhall.consultations.meetings import views as meeting_views
from commonhall.consultations.meetings.models import Meeting, MinuteLine
from commonhall.consultations.moderation import views as moderation_views
from commonhall.consultations.moderation.models import Withheld, WordsReport
from commonhall.consultations.round_tables import views as table_views
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Commitment,
    RoundTable,
)
from commonhall.consultations.surveys import views as survey_views
from commonhall.consultations.surveys.models import Survey
from commonhall.consultations.translations.models import Translation

app_name = "consultations"
urlpatterns = [
    path("", views.conversation_list, name="list"),
    path("feed.atom", feeds.conversations, name="feed"),
    path("statements/<int:number>/", moderation_views.statement_page, name="statement"),
    path("drafts/", draft_views.draft_list, name="drafts"),
    path("drafts/<int:number>/", draft_views.draft_page, name="draft"),
    path("paragraphs/<int:number>/", draft_views.paragraph_page, name="paragraph"),
    path("amendments/<int:number>/", draft_views.amendment_page, name="amendment"),
    path("tables/", table_views.table_list, name="tables"),
    path("tables/<int:number>/", table_views.table_page, name="table"),
    path("surveys/", survey_views.survey_list, name="surveys"),
    path("surveys/<int:number>/", survey_views.survey_page, name="survey"),
    path("surveys/<int:number>/answer/", survey_views.answer, name="answer_survey"),
    path("meetings/", meeting_views.meeting_list, name="meetings"),
    path("meetings/meetings.ics", meeting_calendar.all_meetings, name="meetings_calendar"),
    path("meetings/<int:number>/", meeting_views.meeting_page, name="meeting"),
    path("meetings/<int:number>/meeting.ics", meeting_calendar.meeting, name="meeting_calendar"),
    path("initiatives/", initiative_views.initiative_list, name="initiatives"),
    path("initiatives/feed.atom", initiative_feeds.initiatives, name="initiatives_feed"),
    path("initiatives/similar/", similar.similar_initiatives, name="similar_initiatives"),
    path("initiatives/<int:number>/", initiative_views.initiative_page, name="initiative"),
    path("initiatives/<int:number>/names/", initiative_views.name_list, name="initiative_names"),
    path("moderation/", moderation_views.log_of_all, name="moderation_of_all"),
    path("moderation/reports/", moderation_views.reported_words, name="reported_words"),
    *action_pages("commonhall.consultations.moderation", "moderation/"),
    path("moderation/hidden/<int:number>/", moderation_views.withheld_page, name="withheld"),
    *action_pages(Withheld, "moderation/hidden/<int:number>/"),
    *action_pages(WordsReport, "moderation/reports/<int:number>/"),
    path("debates/", comment_views.newest_comments, name="comments"),
    *action_pages("commonhall.consultations.comments", "debates/"),
    path("debates/<str:ref>/", comment_views.debate_page, name="debate"),
    path("debates/<str:ref>/feed.atom", comment_feeds.debate, name="debate_feed"),
    path("remarks/<int:number>/", comment_views.remark_page, name="remark"),
    path("feedback/", feedback_views.feedback_list, name="feedback_list"),
    path("feedback/<int:number>/", feedback_views.feedback_page, name="feedback"),
    path("feedback/<int:number>/give/", feedback_views.give, name="give_feedback"),
    *action_pages(Feedback, "feedback/<int:number>/"),
    path("<int:number>/", views.conversation_page, name="conversation"),
    path("<int:number>/vote/", views.vote, name="vote"),
    path("<int:number>/mine/", views.mine, name="mine"),
    path("<int:number>/results/", views.result_page, name="results"),
    path("<int:number>/statements/", views.statement_list, name="statements"),
    path("<int:number>/statements.<slug:form>", exports.statements_export, name="export"),
    path("<int:number>/leaves.txt", exports.leaves, name="leaves"),
    path("<int:number>/moderation/", moderation_views.moderation_log, name="moderation"),
    *action_pages("commonhall.consultations.askings", ""),
    *action_pages("commonhall.consultations.conversations", ""),
    *action_pages(Conversation, "<int:number>/"),
    *action_pages(Statement, "statements/<int:number>/"),
    *action_pages("commonhall.consultations.drafts", "drafts/"),
    *action_pages(Draft, "drafts/<int:number>/"),
    *action_pages(Paragraph, "paragraphs/<int:number>/"),
    *action_pages(Amendment, "amendments/<int:number>/"),
    *action_pages(Comment, "comments/<int:number>/"),
    *action_pages("commonhall.consultations.round_tables", "tables/"),
    *action_pages(RoundTable, "tables/<int:number>/"),
    *action_pages(AgendaItem, "items/<int:number>/"),
    *action_pages(Agreement, "agreements/<int:number>/"),
    *action_pages(Commitment, "commitments/<int:number>/"),
    *action_pages("commonhall.consultations.initiatives", "initiatives/"),
    *action_pages(Initiative, "initiatives/<int:number>/"),
    *action_pages(PaperSheet, "sheets/<int:number>/"),
    *action_pages(Remark, "remarks/<int:number>/"),
    *action_pages("commonhall.consultations.translations", "translations/"),
    *action_pages(Translation, "translations/<int:number>/"),
    *action_pages("commonhall.consultations.meetings", "meetings/"),
    *action_pages(Meeting, "meetings/<int:number>/"),
    *action_pages(MinuteLine, "lines/<int:number>/"),
    *action_pages("commonhall.consultations.surveys", "surveys/"),
    *action_pages(Survey, "surveys/<int:number>/"),
]

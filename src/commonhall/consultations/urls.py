"""Addresses of conversations, draft texts, round tables and surveys."""

from __future__ import annotations

from django.urls import path

from commonhall.consultations import exports
from commonhall.consultations.conversations import feeds, views
from commonhall.consultations.drafts import views as draft_views
from commonhall.consultations.moderation import views as moderation_views
from commonhall.consultations.round_tables import views as table_views
from commonhall.consultations.surveys import views as survey_views

app_name = "consultations"
urlpatterns = [
    path("", views.conversation_list, name="list"),
    path("open/", views.open_conversation, name="open"),
    path("feed.atom", feeds.conversations, name="feed"),
    path("statements/<int:number>/", moderation_views.statement_page, name="statement"),
    path(
        "statements/<int:number>/<slug:word>/", moderation_views.do_statement, name="do_statement"
    ),
    path("drafts/", draft_views.draft_list, name="drafts"),
    path("drafts/new/", draft_views.put_up, name="put_up"),
    path("drafts/<int:number>/", draft_views.draft_page, name="draft"),
    path("drafts/<int:number>/<slug:word>/", draft_views.do_draft, name="do_draft"),
    path("paragraphs/<int:number>/", draft_views.paragraph_page, name="paragraph"),
    path("paragraphs/<int:number>/<slug:word>/", draft_views.do_paragraph, name="do_paragraph"),
    path("amendments/<int:number>/", draft_views.amendment_page, name="amendment"),
    path("amendments/<int:number>/<slug:word>/", draft_views.do_amendment, name="do_amendment"),
    path("comments/<int:number>/<slug:word>/", moderation_views.do_comment, name="do_comment"),
    path("tables/", table_views.table_list, name="tables"),
    path("tables/new/", table_views.convene, name="convene"),
    path("tables/<int:number>/", table_views.table_page, name="table"),
    path("tables/<int:number>/<slug:word>/", table_views.do_table, name="do_table"),
    path("items/<int:number>/<slug:word>/", table_views.do_item, name="do_item"),
    path("agreements/<int:number>/<slug:word>/", table_views.do_agreement, name="do_agreement"),
    path("commitments/<int:number>/mark/", table_views.mark, name="mark"),
    path("surveys/", survey_views.survey_list, name="surveys"),
    path("surveys/new/", survey_views.open_survey, name="open_survey"),
    path("surveys/<int:number>/", survey_views.survey_page, name="survey"),
    path("surveys/<int:number>/answer/", survey_views.answer, name="answer_survey"),
    path("surveys/<int:number>/close/", survey_views.close, name="close_survey"),
    path("<int:number>/", views.conversation_page, name="conversation"),
    path("<int:number>/vote/", views.vote, name="vote"),
    path("<int:number>/mine/", views.mine, name="mine"),
    path("<int:number>/results/", views.result_page, name="results"),
    path("<int:number>/statements/", views.statement_list, name="statements"),
    path("<int:number>/statements.csv", exports.statements_csv, name="csv"),
    path("<int:number>/leaves.txt", exports.leaves, name="leaves"),
    path("<int:number>/moderation/", moderation_views.moderation_log, name="moderation"),
    path("<int:number>/respond/<int:statement>/", views.respond, name="respond"),
    path("<int:number>/<slug:word>/", views.do, name="do"),
]

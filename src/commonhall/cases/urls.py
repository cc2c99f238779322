"""Addresses of cases, sources and categories."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.cases.answer_templates import views as template_views
from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.cases.by_letter import views as by_letter_views
from commonhall.cases.cases import exports, feeds
from commonhall.cases.cases import views as case_views
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import views as category_views
from commonhall.cases.categories.models import Category, Question
from commonhall.cases.desk.models import Note
from commonhall.cases.duplicates import views as duplicate_views
from commonhall.cases.evidence import views as evidence_views
from commonhall.cases.evidence.models import Evidence
from commonhall.cases.mail_in import views as mail_views
from commonhall.cases.moving_in import views as import_views
from commonhall.cases.moving_in.models import CaseImport
from commonhall.cases.pictures import views as picture_views
from commonhall.cases.sources import views as source_views
from commonhall.cases.sources.models import Source
from commonhall.cases.written import views as written_views

app_name = "cases"
urlpatterns = [
    path("", case_views.case_list, name="list"),
    path("map/", case_views.case_map, name="map"),
    path("points.json", case_views.points, name="points"),
    path("nearby.json", case_views.nearby, name="nearby"),
    path("feed.atom", feeds.cases, name="feed"),
    path("export.<slug:form>", exports.export, name="export"),
    path("<int:number>/", case_views.case_page, name="case"),
    path("<int:number>/photo.jpg", case_views.photo, name="photo"),
    path(
        "<int:number>/by-letter/<slug:word>/<str:token>/",
        by_letter_views.by_letter,
        name="by_letter",
    ),
    path("by-mail/<str:token>/", mail_views.by_mail, name="by_mail"),
    path("by-mail/<str:token>/<int:number>.jpg", mail_views.photo, name="by_mail_photo"),
    path("sources/", source_views.source_list, name="sources"),
    path("sources/<int:number>/", source_views.source_page, name="source"),
    path("categories/", category_views.category_list, name="categories"),
    path("categories/<int:number>/", category_views.category_page, name="category"),
    path("raise/", written_views.raise_page, name="raise_case"),
    path("write/", written_views.write, name="write"),
    path("written/", written_views.written, name="written"),
    *action_pages("commonhall.cases.cases", ""),
    *action_pages(Case, "<int:number>/"),
    path("answer-templates/", template_views.template_list, name="answer_templates"),
    path("<int:number>/templates/", template_views.for_case, name="templates_for_case"),
    *action_pages("commonhall.cases.answer_templates", "answer-templates/"),
    *action_pages(AnswerTemplate, "answer-templates/<int:number>/"),
    path("questions/", category_views.questions, name="questions"),
    path("similar/", duplicate_views.similar_cases, name="similar"),
    path("pictures/<int:number>.jpg", picture_views.picture, name="picture"),
    path("evidence/<int:number>.jpg", evidence_views.evidence, name="evidence"),
    *action_pages(Evidence, "evidence/<int:number>/"),
    *action_pages(Question, "questions/<int:number>/"),
    *action_pages("commonhall.cases.desk", ""),
    *action_pages("commonhall.cases.intake", ""),
    path("imports/", import_views.import_list, name="case_imports"),
    path("imports/<int:number>/", import_views.import_page, name="case_import"),
    *action_pages("commonhall.cases.moving_in", "imports/"),
    *action_pages(CaseImport, "imports/<int:number>/"),
    *action_pages(Note, "notes/<int:number>/"),
    *action_pages("commonhall.cases.sources", "sources/"),
    *action_pages(Source, "sources/<int:number>/"),
    *action_pages("commonhall.cases.categories", "categories/"),
    *action_pages(Category, "categories/<int:number>/"),
]

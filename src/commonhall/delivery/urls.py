"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.delivery.assets import calendar as asset_calendar
from commonhall.delivery.assets import views as asset_views
from commonhall.delivery.assets.models import Asset, Booking
from commonhall.delivery.budget_book import feeds as budget_feeds
from commonhall.delivery.budget_book import fiscal_package
from commonhall.delivery.budget_book import views as budget_views
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine, BudgetReceipt
from commonhall.delivery.calls import feeds as call_feeds
from commonhall.delivery.calls import views as call_views
from commonhall.delivery.calls.models import Call, CallQuestion, Offer
from commonhall.delivery.carriers import views as carrier_views
from commonhall.delivery.carriers.models import PaymentRequest
from commonhall.delivery.contracts import ocds
from commonhall.delivery.contracts import views as contract_views
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions import views as function_views
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.delivery.mentoring import views as mentoring_views
from commonhall.delivery.mentoring.models import (
    MentorMeeting,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)
from commonhall.delivery.pictures import views as picture_views
from commonhall.delivery.pictures.models import AssetPicture
from commonhall.delivery.plan import calendar as plan_calendar
from commonhall.delivery.plan import feeds, views
from commonhall.delivery.plan.models import Item, Milestone
from commonhall.delivery.plan_books import feeds as book_feeds
from commonhall.delivery.plan_books import views as book_views
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookIndicator, BookPart
from commonhall.delivery.projects import feeds as project_feeds
from commonhall.delivery.projects import views as project_views
from commonhall.delivery.projects.models import (
    Project,
    ProjectContradiction,
    ProjectSpending,
    ProjectStep,
)
from commonhall.delivery.shifts import views as shift_views
from commonhall.delivery.shifts.models import Shift
from commonhall.delivery.spending import views as spending_views

app_name = "delivery"
urlpatterns = [
    path("feed.atom", feeds.plan, name="feed"),
    path("", views.plan, name="plan"),
    path("money/", spending_views.money, name="money"),
    path("dates.ics", plan_calendar.calendar, name="calendar"),
    path("<int:number>/", views.item_page, name="item"),
    path("pictures/<int:number>.jpg", picture_views.picture, name="picture"),
    path("assets/pictures/<int:number>.jpg", picture_views.asset_picture, name="asset_picture"),
    path("contracts/", contract_views.contract_list, name="contracts"),
    path("contracts/ocds.json", ocds.package, name="ocds"),
    path("contracts/<int:number>/", contract_views.contract_page, name="contract"),
    path("calls/", call_views.call_list, name="calls"),
    path("calls/feed.atom", call_feeds.calls, name="calls_feed"),
    path("calls/<int:number>/", call_views.call_page, name="call"),
    path("calls/<int:number>/envelopes.json", call_views.envelopes, name="call_envelopes"),
    path("calls/documents/<int:number>/", call_views.document, name="call_document"),
    path("calls/offers/<int:number>/", call_views.offer_page, name="offer"),
    path("calls/offers/<int:number>/attachment/", call_views.attachment, name="attachment"),
    path("functions/", function_views.transfer_list, name="transfers"),
    path("functions/open/", function_views.open_functions, name="open_functions"),
    path("functions/requests/", function_views.request_list, name="function_requests"),
    path(
        "functions/requests/<int:number>/",
        function_views.request_page,
        name="function_request",
    ),
    path("carrier/", carrier_views.desk, name="carrier"),
    path("payments/asked/<int:number>/", carrier_views.payment_request, name="payment_request"),
    path("functions/<int:number>/", function_views.transfer_page, name="transfer"),
    path("shifts/", shift_views.shift_list, name="shifts"),
    path("shifts/<int:number>/", shift_views.shift_page, name="shift"),
    path("assets/", asset_views.asset_list, name="assets"),
    path("assets/<int:number>/", asset_views.asset_page, name="asset"),
    path("assets/<int:number>/booked.ics", asset_calendar.calendar, name="asset_calendar"),
    path("budget/", budget_views.overview, name="budget"),
    path("budget/books/", budget_views.book_list, name="budget_books"),
    path("budget/feed.atom", budget_feeds.budget_books, name="budget_feed"),
    path("budget/<int:number>/", budget_views.book_page, name="budget_book"),
    path("budget/<int:number>/lines/", budget_views.line_list, name="budget_lines"),
    path("budget/<int:number>/transfers/", budget_views.transfer_list, name="budget_transfers"),
    path(
        "budget/<int:number>/editions/<int:edition>/",
        budget_views.edition,
        name="budget_edition",
    ),
    path("budget/<int:number>/datapackage.json", fiscal_package.package, name="budget_package"),
    path("budget/<int:number>/lines.csv", fiscal_package.lines, name="budget_package_lines"),
    path("budget/lines/<int:number>/", budget_views.line_page, name="budget_line"),
    path("books/", book_views.book_list, name="plan_books"),
    path("books/feed.atom", book_feeds.plan_books, name="plan_books_feed"),
    path("books/<int:number>/", book_views.book_page, name="plan_book"),
    path("books/<int:number>/progress/", book_views.progress, name="book_progress"),
    path("books/<int:number>/editions/<int:edition>/", book_views.edition, name="book_edition"),
    path("books/parts/<int:number>/", book_views.part_page, name="book_part"),
    path("books/amendments/<int:number>/", book_views.amendment_page, name="book_amendment"),
    path("projects/", project_views.project_list, name="projects"),
    path("projects/feed.atom", project_feeds.projects, name="projects_feed"),
    path("projects/<int:number>/", project_views.project_page, name="project"),
    path("mentoring/", mentoring_views.offer_list, name="mentoring"),
    path("mentoring/<int:number>/", mentoring_views.offer_page, name="mentor_offer"),
    path("mentoring/pairs/<int:number>/", mentoring_views.pair_page, name="mentor_pair"),
    *action_pages("commonhall.delivery.plan", ""),
    *action_pages(Item, "<int:number>/"),
    *action_pages(Milestone, "milestones/<int:number>/"),
    *action_pages("commonhall.delivery.plan_books", "books/"),
    *action_pages(Book, "books/<int:number>/"),
    *action_pages(BookPart, "books/parts/<int:number>/"),
    *action_pages(BookIndicator, "books/indicators/<int:number>/"),
    *action_pages(BookAmendment, "books/amendments/<int:number>/"),
    *action_pages("commonhall.delivery.assets", "assets/"),
    *action_pages(Asset, "assets/<int:number>/"),
    *action_pages(Booking, "assets/bookings/<int:number>/"),
    *action_pages(AssetPicture, "assets/pictures/<int:number>/"),
    *action_pages("commonhall.delivery.budget_book", "budget/"),
    *action_pages(BudgetBook, "budget/<int:number>/"),
    *action_pages(BudgetLine, "budget/lines/<int:number>/"),
    *action_pages(BudgetReceipt, "budget/receipts/<int:number>/"),
    *action_pages("commonhall.delivery.projects", "projects/"),
    *action_pages(Project, "projects/<int:number>/"),
    *action_pages(ProjectStep, "projects/steps/<int:number>/"),
    *action_pages(ProjectSpending, "projects/spendings/<int:number>/"),
    *action_pages(ProjectContradiction, "projects/contradictions/<int:number>/"),
    *action_pages("commonhall.delivery.contracts", "contracts/"),
    *action_pages(Contract, "contracts/<int:number>/"),
    *action_pages("commonhall.delivery.calls", "calls/"),
    *action_pages(Call, "calls/<int:number>/"),
    *action_pages(Offer, "calls/offers/<int:number>/"),
    *action_pages(CallQuestion, "calls/questions/<int:number>/"),
    # Handing a function over is done to a service: its page stands among the services.
    *action_pages(Transfer, "functions/<int:number>/"),
    *action_pages(FunctionRequest, "functions/requests/<int:number>/"),
    *action_pages(PaymentRequest, "payments/asked/<int:number>/"),
    *action_pages("commonhall.delivery.mentoring", "mentoring/"),
    *action_pages(MentorOffer, "mentoring/<int:number>/"),
    *action_pages(MentorPair, "mentoring/pairs/<int:number>/"),
    *action_pages(MentorMeeting, "mentoring/meetings/<int:number>/"),
    *action_pages(MentorSuggestion, "mentoring/suggestions/<int:number>/"),
    *action_pages("commonhall.delivery.shifts", "shifts/"),
    *action_pages(Shift, "shifts/<int:number>/"),
]

"""Manifest of delivery."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui.navigation import Entry


class DeliveryApp(App):
    name = "commonhall.delivery"
    verbose_name = _("Plan")
    promises = (
        Kind("plan-item", _("parts of the plan")),
        Kind("milestone", _("milestones")),
        Kind("function-request", _("answers to requests for functions")),
        Kind("plan-amendment", _("answers to amendments of plan books")),
        Kind("asset-holding", _("what comes after assets were let")),
        Kind("project-answer", _("answers to projects of residents")),
    )
    features = (
        "plan",
        "plan_books",
        "projects",
        "pictures",
        "contracts",
        "calls",
        "payments",
        "budget_book",
        "functions",
        "carriers",
        "mentoring",
        "shifts",
        "spending",
        "assets",
    )
    navigation = (
        Entry(
            _("Plan"),
            "delivery:plan",
            order=40,
            section="decisions",
            about=_("Goals, measures and projects: who does what, by when, and what it costs."),
        ),
        Entry(
            _("Plan books"),
            "delivery:plan_books",
            order=45,
            section="decisions",
            about=_("Plans for years ahead: propose other words, and see how far each one is."),
        ),
        Entry(
            _("The budget"),
            "delivery:budget",
            order=47,
            section="decisions",
            about=_(
                "Where public money comes from and goes: line by line, by place and for each person."
            ),
        ),
        Entry(
            _("Where the money goes"),
            "delivery:money",
            order=50,
            section="decisions",
            about=_(
                "The plan's money as a picture, who was paid, and what each district has a head."
            ),
        ),
        Entry(
            _("Contracts and grants"),
            "delivery:contracts",
            order=60,
            section="decisions",
            about=_("What is bought, from whom, for how much, and what has been paid."),
        ),
        Entry(
            _("Calls for offers"),
            "delivery:calls",
            order=65,
            section="decisions",
            about=_(
                "What the public bodies want to buy, until when organisations can offer, and who won."
            ),
        ),
        Entry(
            _("What the public owns"),
            "delivery:assets",
            order=67,
            section="decisions",
            about=_(
                "Land, buildings, pitches and rooms: who holds them, and when you can book them."
            ),
        ),
        Entry(
            _("Functions carried by organisations"),
            "delivery:transfers",
            order=70,
            section="decisions",
            about=_("Public tasks that organisations carry out, with their standards."),
        ),
        Entry(
            _("Projects run by residents"),
            "delivery:projects",
            order=45,
            section="take-part",
            about=_("Found a project with others, or join one, and carry it out yourselves."),
        ),
        Entry(
            _("Mentoring between organisations"),
            "delivery:mentoring",
            order=55,
            section="take-part",
            about=_(
                "Organisations with experience help younger and smaller ones. One asks, the other agrees, and nobody orders it."
            ),
        ),
        Entry(
            _("Volunteers needed"),
            "delivery:shifts",
            order=50,
            section="take-part",
            about=_("Shifts for which volunteers are needed."),
        ),
    )

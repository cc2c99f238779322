"""The six questions, in words of our own, and the five answers. What they follow: docs/methods/deliberation.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

QUESTIONS = {
    "heard": _("I could say what mattered to me, and it was listened to."),
    "understood": _("I understood what it was about before I made up my mind."),
    "views": _("Views other than mine were presented fairly."),
    "fair": _("It was run without favouring one side."),
    "learned": _("I learned something that I did not know before."),
    "answer": _("I expect the body to give a real answer to what was said."),
}
SHORT = {
    "heard": _("Heard"),
    "understood": _("Understood the matter"),
    "views": _("Other views shown fairly"),
    "fair": _("Run fairly"),
    "learned": _("Learned something"),
    "answer": _("Expect an answer"),
}
STEPS = {
    "1": _("Not at all"),
    "2": _("Rather not"),
    "3": _("Partly"),
    "4": _("Mostly"),
    "5": _("Fully"),
}

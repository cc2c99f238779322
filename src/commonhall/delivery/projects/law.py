"""What the law is asked about projects that residents run: powers, rights, days and numbers, by their codes."""

from __future__ import annotations

# The right to found one, to join one and to run it; the power to agree to one.
RUN, AGREE = "run-projects", "agree-projects"
# Days until the body that was asked answers; how many residents must be in the group when it asks.
ANSWER, GROUP = "answer-projects", "resident-project"
# The kind of promise by which the answer is owed.
PROMISE = "project-answer"

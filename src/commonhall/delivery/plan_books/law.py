"""What the law is asked about plan books: powers, rights and days, by their codes."""

from __future__ import annotations

# Powers: to write a book and answer amendments; to adopt it.
WRITE, ADOPT = "write-plan-books", "adopt-plan-books"
# Rights: to propose other words; to support them.
AMEND, SUPPORT = "amend-plan-books", "support-plan-books"
# Days: the least for which people are asked; the most until each amendment is answered.
CONSULT, ANSWER = "consult-plan-book", "answer-plan-amendments"
# The kind of promise by which an answer is owed.
PROMISE = "plan-amendment"

"""What the law is asked about budget books: powers and days, by their codes."""

from __future__ import annotations

# Powers: to write a book; to adopt, amend and close it; to move money between lines, up to a ceiling.
WRITE, ADOPT, MOVE = "write-budget-books", "adopt-budget-books", "move-budget-money"
# The least days for which people read and discuss a draft before it is adopted.
CONSULT = "consult-budget-book"

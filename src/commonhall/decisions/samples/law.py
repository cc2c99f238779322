"""What the law is asked about surveys by lot: powers by their codes (articles 66 and 67)."""

from __future__ import annotations

# To draw, remind and take answers; to print letters and note those that came back; to enter answer sheets.
RUN, PRINT, ENTER = "run-samples", "print-survey-letters", "enter-answer-sheets"

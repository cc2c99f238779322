"""What the law is asked about mentoring: rights and powers by their codes."""

from __future__ import annotations

# The right to offer mentoring, to ask for it and to run a pair; the power to suggest one.
MENTOR, SUGGEST = "mentor-organisations", "suggest-mentors"

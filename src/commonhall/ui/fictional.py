"""What stands on every page of a made-up town, for whoever needs the words before the settings are read."""

from __future__ import annotations


def gettext_noop(words: str) -> str:
    """Marks words for the catalogues, as Django's own does, which reads the settings when it is called."""
    return words


# In the reader's language where it is shown.
FICTIONAL = gettext_noop(
    "Millbrook is a fictional town: every person, organisation and case here is made up."
)

"""Cases are also tested in a real browser."""

from tests.browser_kit import chromium, open_page  # noqa: F401

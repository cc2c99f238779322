"""What the law is asked about the register of assets: a power and a right, by their codes."""

from __future__ import annotations

KEEP, BOOK = "keep-assets", "book-assets"
# The kind of promise: what comes after an asset was held by somebody is settled by its last day.
PROMISE = "asset-holding"

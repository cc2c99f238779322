"""These tests run in the peers' own environment; anywhere else they are passed over."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("pabutools") is None:
    collect_ignore_glob = ["test_*.py"]

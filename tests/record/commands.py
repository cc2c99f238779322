"""Running a command's module as the terminal does."""

from __future__ import annotations

import argparse
from typing import Any


def told(module: Any, *words: str) -> int:
    """What the command answers with."""
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args(list(words)))
    return code

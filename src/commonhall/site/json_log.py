"""The log for machines: one JSON object a line, a request's id in all it caused, nothing personal in it.

Kept out: addresses and words of people, query strings, the path (it may hold a link made for one person; the
route's name says what was asked for), messages of exceptions (a database quotes the values it refuses).
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

# The request that is being answered, or "".
request_id: ContextVar[str] = ContextVar("commonhall_request", default="")


class Json(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": self._words(record),
        }
        if number := request_id.get():
            line["request"] = number
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)

    @staticmethod
    def _words(record: logging.LogRecord) -> str:
        """Our own sentences whole; of other people's loggers the sentence without what is filled in."""
        if record.name.startswith("commonhall"):
            return record.getMessage()
        return str(record.msg)

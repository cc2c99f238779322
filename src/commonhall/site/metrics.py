"""Figures for Prometheus: requests as they are answered, and how the hall stands when it is asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from commonhall import __version__
from commonhall.core import condition

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Every web process writes its figures into a file there, so that whichever is asked can tell the sum.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_own = CollectorRegistry()
_requests = Counter(
    "commonhall_requests",
    "Requests answered",
    ("method", "route", "status"),
    registry=_own,
)
_seconds = Histogram(
    "commonhall_request_seconds",
    "Time from request to answer",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_own,
)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request; routes are names of ours, so their number is bounded."""
    _requests.labels(method if method in METHODS else "other", route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def page() -> bytes:
    """Everything, in Prometheus' text format."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        told = generate_latest(registry)
    else:
        told = generate_latest(_own)
    standing = CollectorRegistry()
    standing.register(Standing())
    return told + generate_latest(standing)


class Standing(Collector):
    """How the hall stands: one figure a check, and the figures each check has."""

    def collect(self) -> Iterator[Metric]:
        about = GaugeMetricFamily("commonhall_version", "The version that runs", labels=["version"])
        about.add_metric([__version__], 1)
        yield about
        found = condition.measures()
        well = GaugeMetricFamily("commonhall_well", "1: this is as it should be", labels=["check"])
        for one in found:
            well.add_metric([one.name], float(one.well))
        yield well
        for one in found:
            for name, value in one.figures.items():
                label = re.sub(r"\W", "_", f"commonhall_{one.name}_{name}")
                yield GaugeMetricFamily(label, f"{one.name}: {name}", value=float(value))

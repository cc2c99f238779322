"""`commonhall web`: the web processes alone, for machines that run nothing else."""

from __future__ import annotations

import argparse
import os
import tempfile
from typing import Any

from commonhall.core import starting
from commonhall.site import supervision
from commonhall.site.commands.migrate import refuse_unmigrated

HELP = "serve pages only: for further web machines, or one service each"
NEEDS_DJANGO = True
THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="web processes")


def run(args: argparse.Namespace) -> int:
    """Serve until asked to end. A web process that dies is started again; connections wait for it."""
    from django.db import connections

    supervision.refuse_port_in_use(args.host, args.port)
    refuse_unmigrated()
    os.environ[supervision.PARENT] = str(os.getpid())
    with tempfile.TemporaryDirectory(prefix="commonhall-metrics-") as folder:
        # Every web process writes its figures there; /metrics tells the sum.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        starting.load_pages()
        # The processes are forked from this one: none may inherit a connection, each ends with this one.
        connections.close_all()
        _serve(args)
    return 0


def _serve(args: argparse.Namespace) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import MPServer

    class OneSocket(MPServer):
        """All web processes take connections from one socket, which this process holds.

        Granian gives each a socket of its own on Linux: with a process that dies go the connections
        that wait for it, and with the only one all that come until it is back.
        """

        _ssp: Any
        _shd: Any
        _sfd: Any

        def _init_shared_socket(self) -> None:
            super()._init_shared_socket()  # type: ignore[no-untyped-call]
            if self._ssp is not None and not self.bind_uds:
                self._shd = self._ssp.build()
                self._sfd = self._shd.get_fd()
                self._ssp = None

    OneSocket(
        "commonhall.site.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=supervision.GRACE_SECONDS - 2,
    ).serve()

"""Full acts per second: all stages, version rows, seals, entry; one writer, durable commits.

python -m benchmarks.acts [COUNT]        (DATABASE_URL chooses the database)
"""

from __future__ import annotations

import os
import sys
import tempfile
import time


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory(prefix="commonhall-bench-") as home:
        os.environ["COMMONHALL_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
        import django

        django.setup()
        from django.conf import settings
        from django.db import connection

        from commonhall.site.commands.migrate import prepare
        from tests.kit import found_hall

        settings.RATE_LIMITS = {}
        prepare()
        hall = found_hall()
        started = time.perf_counter()
        cases = [hall.raise_case(title=f"Case {number}") for number in range(count)]
        raised = time.perf_counter() - started
        from commonhall.hear import acts as hear

        started = time.perf_counter()
        for case in cases:
            hear.mark_done.perform(hall.parks, case=case, text="Done.")
        done = time.perf_counter() - started
        connection.close()
    print(f"{connection.vendor}: hear.raise_case {count / raised:,.0f}/s")
    print(f"{connection.vendor}: hear.mark_done  {count / done:,.0f}/s (public power)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

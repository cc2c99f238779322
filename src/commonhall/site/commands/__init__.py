"""One module per `commonhall` command; see `site/cli.py`."""

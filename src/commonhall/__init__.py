"""Commonhall: a place's government, organisations and residents govern together, on the record."""

__version__ = "0.1.0"

"""Sittings: when and where a body meets, and in which order it votes."""

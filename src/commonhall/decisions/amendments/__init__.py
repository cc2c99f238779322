"""Amendments: what members want changed in a motion before the body votes on it."""

"""Persons, organisations, bodies and their offices; who is verified; what interests are declared."""

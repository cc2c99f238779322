"""Statements and comments in other languages: people translate what people wrote."""

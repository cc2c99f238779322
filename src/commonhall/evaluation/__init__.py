"""Evaluating: rates by dated definitions, frameworks, editions on a timer, and what follows from them."""

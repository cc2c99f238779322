"""E-mail that comes in: a new case once its sender confirms it, a reply, a word about the result, a bounce."""

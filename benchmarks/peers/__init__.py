"""Ours beside the peers, in one run; see `make bench-peers`."""

"""The whole loop, walked once."""

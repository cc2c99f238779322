"""Its shape."""

"""Files of law that stands above the hall."""

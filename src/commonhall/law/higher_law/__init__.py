"""Law that stands above the hall: entered from files with its source, and what it bars."""

"""Gaming watch: counts of a body that look as if numbers were made to look good, first to the reviewer, then public."""

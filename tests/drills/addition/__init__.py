"""What the next version of the upgrade's drill brings: one table."""

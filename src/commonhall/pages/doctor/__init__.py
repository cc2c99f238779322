"""What does not work yet, and what will stop: for those in office."""

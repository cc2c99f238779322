"""What members say on a motion before they vote."""

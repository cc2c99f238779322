"""What the hall has settled for itself: its languages."""

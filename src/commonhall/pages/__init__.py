"""Pages that belong to no single app: home, the thread, notifications."""

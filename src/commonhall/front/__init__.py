"""Pages that belong to no single room: home, the thread, notifications."""

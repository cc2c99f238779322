"""How taking part was: an anonymous form after conversations, round tables, meetings and panels, beside what the record says."""

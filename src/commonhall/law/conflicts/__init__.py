"""Where the law contradicts itself or leaves a gap: found by reading what is in force."""

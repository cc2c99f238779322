"""Stand-ins: who acts in an office for its holder, who is away, for stated days."""

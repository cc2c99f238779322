"""The fictional town of the demo, made only by calling actions."""

# Base 32, as an authenticator app takes it. Public on purpose: it opens a fictional town only.
SECOND_FACTOR = "MILLBROOKMILLBROOKMILLBROOKMILLB"

"""Hear: what people need, told as a case, answered by a named body, confirmed by who raised it."""

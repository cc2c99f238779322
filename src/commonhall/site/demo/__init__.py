"""The fictional town of the demo, made only by calling actions."""

"""The ground a map stands on: streets, water, green, rail, buildings and names, read, drawn and sent."""

"""The gate: the one door through which anything is done that others must be able to rely on."""

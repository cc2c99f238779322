"""Setting a hall up: one file or a guided set-up says everything, one founding act writes it."""

"""Who must be asked first: rules with numbers, set by provisions, that the gate holds actions to."""

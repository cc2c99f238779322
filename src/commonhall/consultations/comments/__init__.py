"""Comments on anything that is debated: for, against, questions, one level of reply."""

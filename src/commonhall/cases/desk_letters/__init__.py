"""Letters to those who hold an office: what is new at their desk, what comes back, what is due."""

"""Words that nobody reads without the hall's key: sealed before they reach the database."""

"""Law: instruments and provisions, and what they grant: competences, mandates, rights, deadlines."""

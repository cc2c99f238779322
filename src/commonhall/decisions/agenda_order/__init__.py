"""The order of an agenda by ranking: members say what they want to decide first, the chair takes the counted order."""

"""Administration: everything of the hall that those in office look after, each with its page."""

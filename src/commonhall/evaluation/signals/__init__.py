"""Early warning: where and when more cases come than is usual, and what the body responsible does about it."""

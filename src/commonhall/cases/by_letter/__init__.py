"""What whoever raised a case says by a link in a letter, without signing in."""

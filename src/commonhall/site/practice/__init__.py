"""The practice town as a program: its settings, its home, how it is made, kept and made anew (docs/practice.md)."""

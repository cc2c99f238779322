"""Rules that touch a protected right wait for the reviewer: in force with leave, or when nobody objected in time."""

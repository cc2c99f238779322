"""Services: what is promised to whom, the floors nothing compensates, and the alarm when one breaks."""

"""Tables that people bring along: which column is what, how its cells are written, and the activity that a row is."""

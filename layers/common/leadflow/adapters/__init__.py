"""The outside world, one file per foreign thing."""

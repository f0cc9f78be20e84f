"""A stand-in for Pipedrive: the second version of its API, and of the first what the second does not have."""

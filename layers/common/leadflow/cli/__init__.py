"""The `leadflow` command."""

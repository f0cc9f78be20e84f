"""The lead model's YAML grammar, its checks, and its compiled form."""

"""The sentences of the lead model, by what they ask about."""

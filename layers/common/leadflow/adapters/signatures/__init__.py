"""How senders prove who they are: one module a family of schemes."""

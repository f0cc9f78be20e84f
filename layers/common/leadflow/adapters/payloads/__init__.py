"""What stands in webhooks, read: what several kinds of source share, or what one of them has too much of."""

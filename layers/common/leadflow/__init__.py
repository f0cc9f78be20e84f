"""Leadflow: webhooks in, leads evaluated, sales told why."""

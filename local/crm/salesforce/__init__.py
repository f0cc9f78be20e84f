"""A stand-in for Salesforce: its REST interface, as far as leads, contacts and their like need it."""

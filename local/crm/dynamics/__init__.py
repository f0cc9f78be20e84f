"""A stand-in for Dynamics 365 Sales: Dataverse's Web API, and the tokens that it wants."""

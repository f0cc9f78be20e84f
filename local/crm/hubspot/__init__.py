"""The stand-in for HubSpot: what its CRM API documents of people, firms, deals and what ties them."""

"""HubSpot: its records as activities, page by page or asked for one by one, and its properties."""

from leadflow.adapters.crm.hubspot.pull import PULLED, page, paged
from leadflow.adapters.crm.hubspot.schema import create, created, fields, schema

__all__ = ["PULLED", "create", "created", "fields", "page", "paged", "schema"]

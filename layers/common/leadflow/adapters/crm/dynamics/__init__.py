"""Dynamics 365, read as a whole through Dataverse's Web API: its rows page by page, its columns, and new ones.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview
"""

from leadflow.adapters.crm.dynamics.pull import PULLED, page, paged
from leadflow.adapters.crm.dynamics.schema import create, created, fields, schema
from leadflow.adapters.crm.dynamics.tokens import grant, granted

__all__ = ["PULLED", "create", "created", "fields", "grant", "granted", "page", "paged", "schema"]

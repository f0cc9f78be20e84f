"""Pipedrive, read as a whole: its records page by page, the fields that it has, and new ones.

https://developers.pipedrive.com/docs/api/v1
https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide
"""

from leadflow.adapters.crm.pipedrive.pull import PULLED, page, paged
from leadflow.adapters.crm.pipedrive.schema import create, created, fields, schema

__all__ = ["PULLED", "create", "created", "fields", "page", "paged", "schema"]

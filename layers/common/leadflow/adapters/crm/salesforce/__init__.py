"""Salesforce: its records as activities, its fields, and how its interface is called."""

from leadflow.adapters.crm.salesforce.grants import grant, granted
from leadflow.adapters.crm.salesforce.pull import PULLED, page, paged
from leadflow.adapters.crm.salesforce.schema import create, created, fields, schema

__all__ = ["PULLED", "create", "created", "fields", "grant", "granted", "page", "paged", "schema"]

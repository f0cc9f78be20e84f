"""The DynamoDB tables: the only files that know a key, an index or a DynamoDB error code."""

"""`/api/v1`: one table of operations drives routes, validation and the OpenAPI document."""

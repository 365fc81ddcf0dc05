"""Bodies of requests and answers over HTTP, one file a resource.

Every struct is closed (an unknown field is refused) and every field has bounds; a test walks the OpenAPI document to keep it so.
"""

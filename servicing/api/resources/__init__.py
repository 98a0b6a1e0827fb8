"""What the API reads and changes, a module a noun. Each says its fields, its views, and who may."""

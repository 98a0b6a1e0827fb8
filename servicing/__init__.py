"""The house the book and the post live in: settings, people and their roles, the workspace."""

from tests.servicing.workspace.conftest import agent, book, people, plain_static_files

__all__ = ["agent", "book", "people", "plain_static_files"]

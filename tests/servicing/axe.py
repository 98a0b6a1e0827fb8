"""What axe finds wrong with a page in the browser."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What passes is not looked into, nor style sheets loaded a second time.
_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}


def violations(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """The rule and the elements of each fault; by these rules only where some are named."""
    only = {"runOnly": list(rules)} if rules else {}
    found = Axe().run(page, options=_OPTIONS | only).response["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]

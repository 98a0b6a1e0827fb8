"""What axe finds wrong with a page in the browser."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Fault = tuple[str, list[str]]

# What passes is not looked into, nor style sheets loaded a second time.
_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
CONTRAST = "color-contrast"

# The first text of each kind that is new, a kind being its colour and size and every ground behind it.
_NEW_KINDS = """known => {
  const kinds = new Map()
  for (const element of document.body.querySelectorAll("*")) {
    const written = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    if (!(written || element.matches("input, select, textarea")) || element.closest(":disabled")) continue
    if (!element.checkVisibility({visibilityProperty: true})) continue
    const style = getComputedStyle(element), kind = [style.color, style.fontSize, style.fontWeight]
    for (let behind = element; behind; behind = behind.parentElement) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(behind)
      const ground = [backgroundColor, backgroundImage, opacity].join(" ")
      if (ground !== "rgba(0, 0, 0, 0) none 1") kind.push(ground)
    }
    if (!kinds.has(kind.join(" "))) kinds.set(kind.join(" "), element)
  }
  const fresh = [...kinds].filter(([kind]) => !known.includes(kind))
  window.ofNewKinds = fresh.map(([_, element]) => element)
  return fresh.map(([kind, _]) => kind)
}"""


def ready(page: Page) -> Page:
    """The page with axe in whatever is opened in it."""
    page.add_init_script(script=Axe().axe_script)
    return page


def violations(page: Page) -> list[Fault]:
    """The rule and the elements of each fault. Axe need not be in the page."""
    page.evaluate(Axe().axe_script)
    return _faults(page, {})


def violations_of(page: Page, *rules: str) -> list[Fault]:
    """Faults by these rules. For a page that is ``ready``, as what follows."""
    return _faults(page, {"runOnly": list(rules)})


def violations_beside_contrast(page: Page) -> list[Fault]:
    """Faults by every rule that asks no colour."""
    return _faults(page, {"rules": {CONTRAST: {"enabled": False}}})


def contrast_violations(page: Page, known: set[str]) -> list[Fault]:
    """Texts that are hard to read, each kind looked at once among pages that share ``known``.

    To measure every text takes most of the time that axe needs.
    """
    fresh = page.evaluate(_NEW_KINDS, list(known))
    known.update(fresh)
    return _faults(page, {"runOnly": [CONTRAST]}, "{include: window.ofNewKinds}") if fresh else []


def _faults(page: Page, options: dict[str, Any], context: str = "document") -> list[Fault]:
    found = page.evaluate(
        f"""options => axe.run({context}, options).then(found => found.violations.map(
            fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 200))]))""",
        _OPTIONS | options,
    )
    return [(rule, elements) for rule, elements in found]

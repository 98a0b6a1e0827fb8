"use strict";

// One key for each act: whatever carries data-key is pressed, opened or gone to. Works beside links and forms,
// never instead of them. No key is taken while somebody types, but Ctrl+Enter, which saves and goes on.
const typing = (target) => target.closest("input, select, textarea, [contenteditable]");

const open = (part) => {
  part.open = true;
  part.scrollIntoView({ block: "nearest" });
  const first = part.querySelector("form input:not([type=hidden]), form select, form textarea");
  if (!first) return;
  first.focus();
  if (first.matches("input")) first.select(); // what was refused is typed over; a text that was begun goes on
};

const use = (carrier) => {
  if (carrier.matches("details")) return open(carrier);
  const part = carrier.hash && carrier.pathname === location.pathname && document.querySelector(carrier.hash);
  return part && part.matches("details") ? open(part) : carrier.click();
};

const step = (by) => {
  const rows = [...document.querySelectorAll("main tr[data-account] th a, main tr[data-queue] th a")];
  const here = rows.indexOf(document.activeElement);
  const next = rows[here < 0 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)];
  if (next) next.focus();
};

const take = () => {
  const row = document.activeElement.closest("tr[data-account]");
  const button = row && row.querySelector("[data-take]");
  if (button) button.click();
  return Boolean(button);
};

const keys = {
  j: () => step(1),
  k: () => step(-1),
  "?": () => {
    const list = document.querySelector("[data-keys]");
    if (!list) return;
    list.open = !list.open;
    if (list.open) list.querySelector("summary").focus();
  },
};

const saveAndGoOn = (target) => {
  const form = target.closest("form");
  if (form && form.method === "post") form.requestSubmit(form.querySelector("[data-next]"));
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    saveAndGoOn(event.target);
    return;
  }
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (event.ctrlKey || event.metaKey || typing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "Enter" && event.target !== document.body && event.target.id !== "content") return;
  if (key === "c" && take()) return event.preventDefault();
  const carrier = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!carrier && !keys[key]) return;
  event.preventDefault();
  if (carrier) use(carrier);
  else keys[key]();
});

// A link to a part of this page that is folded opens it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-key][href^='#']");
  const part = link && document.querySelector(link.hash);
  if (part && part.matches("details")) {
    event.preventDefault();
    open(part);
  }
});

// Whoever uses the page keeps the person: said at most twice a minute.
let told = 0;
for (const sign of ["keydown", "pointerdown", "scroll", "input"]) {
  document.addEventListener(sign, () => {
    if (Date.now() - told < 30000 || !document.querySelector("[data-person], [data-at-hand]")) return;
    told = Date.now();
    document.body.dispatchEvent(new Event("worked"));
  }, { passive: true, capture: true });
}

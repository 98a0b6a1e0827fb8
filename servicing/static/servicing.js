"use strict";

// "/" goes to the search box, unless something is being typed.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  const box = document.querySelector("[data-find]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// A part of a page that could not be fetched says so, in place of nothing happening.
const trouble = (shown) => {
  const notice = document.getElementById("trouble");
  notice.textContent = shown ? notice.dataset.text : "";
  notice.hidden = !shown;
};
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => trouble(true));
}
document.addEventListener("htmx:afterOnLoad", () => trouble(false));

// The box in a table's head ticks every row of the page.
for (const head of document.querySelectorAll("[data-tick-all]")) {
  const boxes = () => head.closest("table").querySelectorAll("tbody .tick input");
  head.hidden = false;
  head.addEventListener("change", () => boxes().forEach((box) => (box.checked = head.checked)));
}

// A telephone system opens /caller/#NUMBER: the number is searched for, and leaves the address at once.
const caller = document.querySelector("[data-caller]");
const number = decodeURIComponent(location.hash.slice(1));
if (caller && /^[+\d][\d ().-]{4,30}$/.test(number)) {
  history.replaceState(null, "", location.pathname);
  caller.elements.q.value = number;
  caller.submit();
}

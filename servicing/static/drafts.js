"use strict";

// What is typed into a form of the desk is kept on the server after a moment, and comes back after a lost
// session, a closed window or a refusal. Whoever sends a form that is accepted finds no draft again.
const words = document.getElementById("drafts");
const TYPED = "textarea, input:not([type]), input[type=text], input[type=date], input[type=tel], "
  + "input[type=email], input[type=number], input[type=datetime-local], select, input[type=checkbox], input[type=radio]";
const forms = [...document.querySelectorAll("main form[method=post]:not([role=search], [data-no-draft])")].filter(
  (form) => form.querySelector("textarea, input:not([type]), input[type=text]") && !form.querySelector("[type=password]"),
);
const addressOf = (form) => new URL(form.action, location.href).pathname;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

const fieldsOf = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name && !field.disabled);
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

const say = (form, text, act) => {
  let note = form.querySelector(":scope > .draft-note");
  if (!note) {
    note = document.createElement("p");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    form.prepend(note);
  }
  note.textContent = text;
  if (!act) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = words.dataset.discard;
  button.addEventListener("click", act);
  note.append(" ", button);
};

const send = (path, body) => fetch(path, {
  method: "POST", body, keepalive: true, redirect: "manual", headers: { "X-CSRFToken": token() },
});

const keep = async (form) => {
  form.dataset.dirty = "";
  const body = new FormData();
  body.set("address", addressOf(form));
  for (const field of fieldsOf(form)) {
    if (isTicked(field) && !field.checked) continue;
    body.set(`field-${field.name}`, field.value);
  }
  const answer = await send(words.dataset.keep, body).catch(() => null);
  if (answer && answer.status === 204) say(form, words.dataset.saved);
  else if (answer && answer.type === "opaqueredirect") sessionIsOver(form);
};

const sessionIsOver = (form) => {
  say(form, words.dataset.over);
  const link = document.createElement("a");
  link.href = `${words.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  link.target = "_blank";
  link.textContent = words.dataset.signInText;
  form.querySelector(":scope > .draft-note").append(" ", link);
};

const restore = (form, fields) => {
  const before = fieldsOf(form).map((field) => [field, field.value, field.checked]);
  let changed = false;
  for (const field of fieldsOf(form)) {
    if (!(field.name in fields)) continue;
    if (isTicked(field)) {
      const ticked = field.value === fields[field.name];
      changed ||= field.checked !== ticked;
      field.checked = ticked;
    } else if (field.value !== fields[field.name]) {
      field.value = fields[field.name];
      changed = true;
    }
  }
  if (!changed) return;
  for (let part = form.parentElement; part; part = part.parentElement) if (part.matches("details")) part.open = true;
  say(form, words.dataset.restored, async () => {
    for (const [field, value, checked] of before) [field.value, field.checked] = [value, checked];
    const body = new FormData();
    body.set("address", addressOf(form));
    await send(words.dataset.drop, body);
    form.querySelector(":scope > .draft-note").remove();
  });
};

if (words && forms.length) {
  for (const form of forms) {
    let timer = 0;
    form.addEventListener("input", () => {
      form.dataset.dirty = "1";
      clearTimeout(timer);
      timer = setTimeout(() => keep(form), 1500);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      form.dataset.dirty = "";
    });
  }
  addEventListener("pagehide", () => forms.forEach((form) => form.dataset.dirty && keep(form)));
  const asked = new URLSearchParams(forms.map((form) => ["of", addressOf(form)]));
  fetch(`${words.dataset.kept}?${asked}`, { redirect: "manual" })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((found) => forms.forEach((form) => found[addressOf(form)] && restore(form, found[addressOf(form)])))
    .catch(() => {});
}

// A session that is about to end says so while there is time to save.
const ends = words && Number(words.dataset.ends) * 1000;
if (ends) {
  const note = document.getElementById("session");
  setTimeout(() => { note.hidden = false; }, Math.max(0, Math.min(ends - Date.now() - 300000, 2147483647)));
}

// An act that can be undone offers it for ten seconds.
for (const undo of document.querySelectorAll("[data-undo]")) setTimeout(() => undo.remove(), Number(undo.dataset.undo));

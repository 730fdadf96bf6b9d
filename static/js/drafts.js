// Keeps what is typed into form[data-draft="key"] on this device until the server says that it was saved.
//
// A draft goes when the page after its form says so with a success message. Any other page (an error, the sign-in page
// after a lost session, a broken connection) leaves it, and the form shows it again. Signing out deletes the drafts (app.js).
import { isChanged } from "./changed.js";

const learner = document.body.dataset.learner;
const prefix = `draft:${learner}:`;
const DAYS_KEPT = 30;
const restored = new WeakSet();
// Which tab sent a form: its next page tells what became of that, and no other tab's.
const tab = storageIsOpen() && (sessionStorage.tab ??= `${Date.now()} ${Math.random()}`);
let waiting = 0;
let typed = null; // the form whose latest keys are not kept yet

const storageKey = (form) => prefix + form.dataset.draft;
const read = (key) => JSON.parse(localStorage.getItem(key));
const keysThatStartWith = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));

function storageIsOpen() {
  try {
    return Boolean(window.localStorage);
  } catch {
    return false; // The browser forbids it to this site: forms work, they only forget.
  }
}

function fields(form) {
  const never = ["password", "hidden", "file", "submit", "button"];
  return [...form.elements].filter((field) => field.name && !never.includes(field.type) && field.type !== "fieldset");
}

const ticks = (field) => field.type === "checkbox" || field.type === "radio";

function values(form) {
  return fields(form).map((field) => [field.name, ticks(field) ? field.checked : field.value]);
}

function fill(form, saved) {
  fields(form).forEach((field, index) => {
    const [name, value] = saved[index] ?? [];
    if (name !== field.name) return;
    if (ticks(field)) field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function keep(form, sent = false) {
  clearTimeout(waiting);
  typed = null;
  try {
    localStorage.setItem(storageKey(form), JSON.stringify({ values: values(form), at: Date.now(), sent: sent && tab }));
  } catch (error) {
    // Storage is full: say it once a page, the form itself still works.
    if (!restored.has(document)) console.warn("What you type here is not kept on this device.", error);
    restored.add(document);
  }
}

function offer(form, said, label, act) {
  const notice = document.createElement("p");
  const button = document.createElement("button");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  notice.append(said, button);
  button.type = "button";
  button.className = "button small";
  button.textContent = label;
  button.addEventListener("click", () => {
    act();
    notice.remove();
    fields(form)[0]?.focus();
  });
  form.prepend(notice);
}

function discard(form, shown) {
  fill(form, shown);
  clearTimeout(waiting);
  typed = null;
  localStorage.removeItem(storageKey(form));
}

function restore(form) {
  if (restored.has(form)) return;
  restored.add(form);
  const draft = read(storageKey(form));
  const shown = values(form);
  // Keys that were quicker than this file; or even the form was, which waiting.js has marked.
  if (!draft && fields(form).some(isChanged)) keep(form, "sent" in form.dataset);
  if (!draft || JSON.stringify(draft.values) === JSON.stringify(shown)) return;
  // This file may come after the first keys: what is being typed is never written over.
  if (fields(form).some(isChanged)) {
    offer(form, "There is an older draft of this.", "Bring it back", () => fill(form, draft.values));
    return;
  }
  fill(form, draft.values);
  offer(form, "Restored what you had typed.", "Discard", () => discard(form, shown));
}

function settleSentDrafts() {
  // The sign-in page has messages of its own: without a learner none of them is about a form.
  const saved = learner && document.querySelector("#messages .success");
  for (const key of keysThatStartWith(learner ? prefix : "draft:")) {
    const draft = read(key);
    const tooOld = Date.now() - draft.at > DAYS_KEPT * 86_400_000;
    if (tooOld || (draft.sent === tab && saved)) localStorage.removeItem(key);
    else if (draft.sent === tab) localStorage.setItem(key, JSON.stringify({ ...draft, sent: false }));
  }
}

function start() {
  document.querySelectorAll("form[data-draft]").forEach(restore);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.draft || !event.isTrusted) return;
    clearTimeout(waiting);
    typed = form;
    waiting = setTimeout(() => keep(form), 300);
  });
  addEventListener("pagehide", () => { if (typed) keep(typed); });
  // Before keeping.js sends it and forgets it here; and a phone may end a page that is no longer seen.
  document.addEventListener("visibilitychange", () => { if (typed && document.hidden) keep(typed); });
  document.addEventListener("click", ({ target }) => { if (typed && target.closest("[data-cancel]")) keep(typed); });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.draft) keep(event.target, true);
  });
  document.addEventListener("htmx:after:request", ({ target, detail }) => {
    const { status } = detail.ctx.response;
    // The form itself was sent: what a part of it asks for (a preview, a count, a hint) saves nothing.
    // A redirect is judged by the page it leads to: it may be the sign-in page.
    if (target.dataset?.draft && status < 300 && !detail.ctx.hx.redirect) localStorage.removeItem(storageKey(target));
  });
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("form[data-draft]").forEach(restore));
}

if (storageIsOpen()) {
  settleSentDrafts();
  if (learner) start();
}

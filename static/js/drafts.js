// Keeps what is typed into form[data-draft="key"] on this device until the server says that it was saved.
//
// A draft goes when the page after its form says so with a success message. Any other page (an error, the sign-in page
// after a lost session, a broken connection) leaves it, and the form shows it again. Signing out deletes the drafts (app.js).
//
// Two tabs may show one form: the newest keys are its draft, and what the other tab had is laid beside it and offered.
//
// Where the same may be written in either of two forms, data-other is the address of the other one: what was typed there
// is brought back there.
import { isChanged } from "./changed.js";
import "./writing.js";

const learner = document.body.dataset.learner;
const prefix = `draft:${learner}:`;
const DAYS_KEPT = 30;
const page = `${Date.now()} ${Math.random()}`;
const restored = new WeakMap(); // forms, and of which page the draft is that each goes on with
// Which tab sent a form: its next page tells what became of that, and no other tab's.
const tab = storageIsOpen() && (sessionStorage.tab ??= `${Date.now()} ${Math.random()}`);
let waiting = 0;
let isFull = false;
let typed = null; // the form whose latest keys are not kept yet

const storageKey = (form) => prefix + form.dataset.draft;
const otherKey = (form) => `${storageKey(form)} other`;
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
  const { version, writer } = form.elements;
  const draft = { values: values(form), at: Date.now(), sent: sent && tab, page, version: version?.value, writer: writer?.value };
  try {
    if (!isOwn(form)) localStorage.setItem(otherKey(form), JSON.stringify({ ...read(storageKey(form)), sent: false }));
    else if (read(otherKey(form))?.page === page) localStorage.removeItem(otherKey(form));
    localStorage.setItem(storageKey(form), JSON.stringify(draft));
  } catch (error) {
    // Storage is full: say it once a page, the form itself still works.
    if (!isFull) console.warn("What you type here is not kept on this device.", error);
    isFull = true;
  }
}

// Whether the draft is this page's, or the one it goes on with: not what another tab has typed.
function isOwn(form) {
  const draft = read(storageKey(form));
  return !draft || [page, restored.get(form)].includes(draft.page);
}

// The server has what this page typed.
export function forget(form) {
  if (storageIsOpen() && isOwn(form)) localStorage.removeItem(storageKey(form));
}

function offer(form, said, acts) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  notice.append(said);
  for (const [label, act] of Object.entries(acts)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      notice.remove();
      fields(form)[0]?.focus();
    });
    notice.append(button);
  }
  form.prepend(notice);
}

function discard(form, shown) {
  fill(form, shown);
  clearTimeout(waiting);
  typed = null;
  forget(form);
}

// Whether the form shows what was written elsewhere since the draft began.
function isOvertaken(draft, form) {
  return draft.version !== form.elements.version?.value && !(draft.writer && draft.writer === form.dataset.writer);
}

const isOfOther = (form, saved) => form.dataset.other && !form.elements.namedItem(saved.values[0]?.[0]);

function restore(form) {
  if (restored.has(form)) return;
  const draft = read(storageKey(form));
  const shown = values(form);
  const isEqual = draft && JSON.stringify(draft.values) === JSON.stringify(shown);
  const isTyped = fields(form).some(isChanged); // keys that were quicker than this file
  restored.set(form, isEqual ? draft.page : page);
  if (draft && !isTyped && isOfOther(form, draft)) return location.replace(form.dataset.other);
  offerOther(form);
  if (!draft && isTyped) keep(form, "sent" in form.dataset); // or even the form was, which waiting.js has marked
  if (!draft || isEqual) return;
  // What is being typed is never written over.
  if (isTyped) offerText(form, draft, "There is an older draft of this.");
  else if (isOvertaken(draft, form)) offerText(form, draft, "This went on in another tab or on another device. Here you had typed another text.");
  else {
    restored.set(form, draft.page);
    fill(form, draft.values);
    offer(form, "Restored what you had typed.", { Discard: () => discard(form, shown) });
  }
}

function offerOther(form) {
  const other = read(otherKey(form));
  if (!other) return;
  if (JSON.stringify(other.values) === JSON.stringify(values(form))) localStorage.removeItem(otherKey(form));
  else offerText(form, other, "This device has another text of this.");
}

// What it is exchanged for is laid aside, of no page, until the form is saved.
function offerText(form, saved, said) {
  const keys = [storageKey(form), otherKey(form)];
  const drop = () => keys.filter((key) => read(key)?.at === saved.at).forEach((key) => localStorage.removeItem(key));
  offer(form, said, {
    "Bring it back": () => {
      const before = { values: values(form), at: Date.now() };
      drop();
      const isElsewhere = isOfOther(form, saved);
      if (isElsewhere) keepForOther(form, saved);
      else {
        fill(form, saved.values);
        keep(form);
      }
      localStorage.setItem(otherKey(form), JSON.stringify(before));
      if (isElsewhere) location.replace(form.dataset.other);
      else offerOther(form);
    },
    Discard: drop,
  });
}

// Of no page: keys that come before the other form does are not typed over it.
function keepForOther(form, { values }) {
  const { version, writer } = form.elements;
  clearTimeout(waiting);
  typed = null;
  localStorage.setItem(storageKey(form), JSON.stringify({ values, at: Date.now(), version: version?.value, writer: writer?.value }));
}

function settle(key) {
  localStorage.removeItem(key);
  if (!read(`${key} other`)?.page) localStorage.removeItem(`${key} other`);
}

function settleSentDrafts() {
  // The sign-in page has messages of its own: without a learner none of them is about a form.
  const saved = learner && document.querySelector("#messages .success");
  for (const key of keysThatStartWith(learner ? prefix : "draft:")) {
    const draft = read(key);
    if (!draft) continue; // it went with the one it lay beside
    const tooOld = Date.now() - draft.at > DAYS_KEPT * 86_400_000;
    if (tooOld) localStorage.removeItem(key);
    else if (draft.sent === tab && saved) settle(key);
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
    if (target.dataset?.draft && status < 300 && !detail.ctx.hx.redirect && isOwn(target)) settle(storageKey(target));
  });
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("form[data-draft]").forEach(restore));
}

if (storageIsOpen()) {
  settleSentDrafts();
  if (learner) start();
}

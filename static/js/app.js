// What every page does. A behaviour is a module of its own, started by a data- attribute or a class in the page.
import "./menu.js";
import "./notices.js";
import "./waiting.js";

// What forms need comes with the first of them, or with a draft that waits to be settled.
let drafting;
let isDrafting = false;
function readyForms() {
  if (!document.querySelector("form[data-draft]")) return;
  drafting ??= import("./drafts.js").catch(() => {}).then(() => { isDrafting = true; });
  import("./writing.js");
}

// A hand may be quicker than that file: a form is sent once this device keeps what is sent, which a lost session returns.
addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (isDrafting || !form.dataset.draft) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  readyForms();
  await drafting;
  form.requestSubmit(submitter);
}, true);

function drafts() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
  } catch {
    return []; // the browser forbids storage to this site
  }
}

readyForms();
if (document.querySelector("[hx-trigger]")) import("./early.js");
if (drafts().length) import("./drafts.js");
document.addEventListener("htmx:after:swap", readyForms);
document.addEventListener("submit", ({ target }) => {
  if (!("signOut" in target.dataset)) return;
  for (const key of drafts()) if (key.startsWith(`draft:${document.body.dataset.learner}:`)) localStorage.removeItem(key);
});

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-themes]")) return;
  event.preventDefault();
  (await import("./theme.js")).choose(event.target, event.submitter);
});

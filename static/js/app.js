// What every page does. A behaviour is a module of its own, started by what is in the page.
import "./menu.js";
import "./notices.js";
import "./waiting.js";

// What forms need comes with the first of them, or with a draft that waits to be settled.
let keeping; // then true
function readyForms() {
  if (!document.querySelector("form[data-draft]")) return;
  const ready = () => { keeping = true; };
  keeping ??= import("./drafts.js").then(ready, ready);
}

function drafts(of = "") {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`draft:${of}`));
  } catch {
    return []; // the browser forbids storage to this site
  }
}

readyForms();
if (document.querySelector("[hx-trigger]")) import("./early.js");
if (drafts().length) import("./drafts.js");
document.addEventListener("htmx:after:swap", readyForms);

// A hand may be quicker than that: no form is sent before this device keeps what is sent.
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (keeping === true || !target.dataset.draft) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  readyForms();
  await keeping;
  target.requestSubmit(submitter);
}, true);

let themes; // two imports may be answered in any order
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if ("signOut" in target.dataset) drafts(`${document.body.dataset.learner}:`).forEach((key) => localStorage.removeItem(key));
  if (!target.matches("[data-themes]")) return;
  event.preventDefault();
  themes ??= import("./theme.js");
  (await themes).choose(target, submitter);
});

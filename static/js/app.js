// Every page's. A behaviour is a module, started by what is in the page.
import "./menu.js";
import "./notices.js";
import "./waiting.js";

// What forms need comes with the first, or with a draft that waits.
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
    return []; // no storage here
  }
}

readyForms();
if (document.querySelector("[hx-trigger]")) import("./early.js");
if (drafts().length) import("./drafts.js");
document.addEventListener("htmx:after:swap", readyForms);

// A hand may be quicker: no form is sent before this device keeps it.
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (keeping === true || !target.dataset.draft) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  readyForms();
  await keeping;
  target.requestSubmit(submitter);
}, true);

let themes; // imports may answer in any order
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if ("signOut" in target.dataset) drafts(`${document.body.dataset.learner}:`).forEach((key) => localStorage.removeItem(key));
  if (!target.matches("[data-themes]")) return;
  event.preventDefault();
  themes ??= import("./theme.js");
  (await themes).choose(target, submitter);
});

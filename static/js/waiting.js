// Says at once that something was pressed, takes no second press of a form that is on its way, and shows a bar when the
// answer needs half a second: for what htmx asks, and for pages that come in place of this one.
const PATIENCE = 500;
const AT_WORK = 3_000;
const LONGEST = 20_000; // then whatever it was may be pressed again; htmx gives up after as long
const marked = new Set();
const asked = new Set(); // what is waited for: requests, and the page that is to come
const bar = document.createElement("div");
let timers = [];
let pressed;
bar.className = "waiting";
bar.setAttribute("role", "progressbar");
bar.setAttribute("aria-label", "Waiting for an answer");

function begin(what, element) {
  asked.add(what);
  if (element?.matches("a, button")) {
    element.setAttribute("aria-disabled", "true");
    marked.add(element);
  }
  if (!timers.length) timers = [setTimeout(() => document.body.append(bar), PATIENCE), setTimeout(rest, LONGEST)];
}

// The answer to something else, a preview or a count, ends nothing.
function end(what) {
  if (asked.delete(what) && !asked.size) rest();
}

function rest() {
  asked.clear();
  timers.forEach(clearTimeout);
  timers = [];
  bar.remove();
  for (const element of marked) {
    element.removeAttribute("aria-disabled");
    delete element.form?.dataset.sent;
  }
  marked.clear();
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement.hidden) begin(ctx, ctx.request.submitter ?? ctx.sourceElement);
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => { if (!ctx.hx?.redirect) end(ctx); });

// On the window, where it is known whether somebody else has taken the event.
addEventListener("click", ({ target }) => { pressed = target.closest("a, button"); });
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method === "dialog") return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  // A file comes beside the page, which stays; not every browser tells that nothing else is to be waited for.
  if ("download" in form.dataset) setTimeout(rest, AT_WORK);
  pressed = submitter;
});
addEventListener("beforeunload", () => begin(window, pressed));
addEventListener("pageshow", rest);
window.navigation?.addEventListener("navigateerror", rest); // stopped, or it was a download

// Shows the chosen colours at once, and has them stored. Not by htmx: a review goes on as if nothing had been asked.
import { announce } from "./notices.js";

const PAPER = { light: "#faf9f6", dark: "#141416" };

let sent = Promise.resolve(); // one after the other, so that the last choice is the one that stays

export async function choose(form, choice) {
  show(choice.value);
  for (const button of form.elements.theme) button.setAttribute("aria-pressed", button === choice);
  const body = new FormData(form, choice);
  const send = () => fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  sent = sent.then(send);
  if (!(await sent)?.ok) announce("prep could not keep these colours: they last until the next page. Try again in a moment.");
}

function show(theme) {
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]").content = theme in PAPER ? theme : "light dark";
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
    meta.content = PAPER[theme] ?? PAPER[meta.media.includes("dark") ? "dark" : "light"];
  }
}

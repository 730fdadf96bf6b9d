// What was typed, chosen or ticked before htmx was there is told to it now: else a count or a list that follows a form would
// stay as it was until the next key.
import { isChanged } from "./changed.js";

function tell(asker) {
  const [, sign, place] = asker.getAttribute("hx-trigger").match(/\b(input|change)\b(?: from:(\S+))?/) ?? [];
  const followed = place ? document.querySelector(place) : asker;
  const fields = followed?.elements ?? [followed];
  if (sign && followed) [...fields].find(isChanged)?.dispatchEvent(new Event(sign, { bubbles: true }));
}

// In a task of its own, as htmx takes over the page in one.
setTimeout(() => document.querySelectorAll("[hx-trigger]").forEach(tell));

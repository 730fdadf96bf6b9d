// ↓ and ↑ go from the search field through what it found, and back; Enter follows the link, as everywhere.
const found = () => [...document.querySelectorAll("#found .ask")].filter((link) => link.checkVisibility());

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const stops = [document.getElementById("q"), ...found()];
  const here = stops.indexOf(document.activeElement);
  if (here < 0 || !stops[here + step]) return;
  event.preventDefault();
  stops[here + step].focus();
});

// An answer to the last letter that was typed may come when the focus is among the results already: it stays there.
// On the same card, or where that is no longer found, in the same place.
let place = -1;
let address;
document.addEventListener("htmx:before:swap", () => {
  place = found().indexOf(document.activeElement);
  address = document.activeElement.href;
});
document.addEventListener("htmx:after:swap", () => {
  if (place >= 0) (found().find((link) => link.href === address) ?? found()[place])?.focus();
});

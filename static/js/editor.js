// The card editor: "Make a gap" wraps the selection as {{cN::…}}; with Alt held it takes the last number once more.
// The form may come later, in a card's place, so what is pressed and typed is listened for in the whole page.
const section = (place) => place.closest("[data-kinds]:has([data-make-gap])");

function makeGap(place, sameNumber) {
  const field = section(place).querySelector("textarea");
  const numbers = [...field.value.matchAll(/\{\{c(\d+)::/g)].map((found) => Number(found[1]));
  const last = Math.max(0, ...numbers);
  const number = sameNumber && last ? last : last + 1;
  const { selectionStart: start, selectionEnd: end } = field;
  const chosen = field.value.slice(start, end);
  const gap = `{{c${number}::${chosen}}}`;
  field.focus();
  // As if typed: Ctrl+Z takes it back, the draft keeps it, the preview follows.
  if (!document.execCommand("insertText", false, gap)) field.setRangeText(gap, start, end, "end");
  if (!chosen) field.setSelectionRange(start + gap.length - 2, start + gap.length - 2);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-make-gap]");
  if (button) makeGap(button, event.altKey);
});
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyC" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
  if (!event.target.matches("textarea") || !section(event.target)) return;
  event.preventDefault();
  makeGap(event.target, event.altKey);
});

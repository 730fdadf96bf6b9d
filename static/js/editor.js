// The card editor: "Make a gap" wraps the selection as {{cN::…}}; with Alt held it takes the last number once more.
const button = document.querySelector("[data-make-gap]");
const field = button?.closest("[data-kinds]").querySelector("textarea");

function makeGap(sameNumber) {
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

button?.addEventListener("click", (event) => makeGap(event.altKey));
field?.addEventListener("keydown", (event) => {
  if (event.code !== "KeyC" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  makeGap(event.altKey);
});

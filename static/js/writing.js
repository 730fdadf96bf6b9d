// Forms for writing, the note and the editor: Ctrl or Cmd with Enter saves; in review they come in the card's place.
import "./editor.js";

document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || !form?.dataset.draft) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".primary"));
});

if (!CSS.supports("field-sizing: content")) import("./growing.js");

// Once for each form: its preview is swapped too, while somebody types.
export function begin(place) {
  if (!place || "begun" in place.dataset) return; // this file may come when it was cancelled already
  place.dataset.begun = "";
  const texts = [...place.querySelectorAll("textarea")];
  const field = place.querySelector("[aria-invalid=true]") ?? texts.find((text) => text.offsetParent);
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "nearest" });
}

const page = document.querySelector("main > [data-in-place]");
if (page && document.activeElement === document.body) begin(page);

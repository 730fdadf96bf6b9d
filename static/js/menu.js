// Closes an open details.menu on Escape, on a click elsewhere and when the focus leaves it. Opening is the browser's.
// / goes to the page's own search field, else to the header's, and where that is folded away to the search page.
// And ? follows the link to the page of keys, but for the review page, whose dialog of keys keeps the card where it is.
const openMenus = () => document.querySelectorAll("details.menu[open]");

function closeMenusWithout(target) {
  for (const menu of openMenus()) {
    if (!menu.contains(target)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenusWithout(event.target));
document.addEventListener("focusin", (event) => closeMenusWithout(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !document.getElementById("shortcuts")) {
    if (!event.target.closest("input, textarea, select, [contenteditable]")) document.querySelector("[data-keys]").click();
  }
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) {
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const fields = ["main", ".find"].map((place) => document.querySelector(`${place} [type=search]`));
    const field = fields.find((one) => one?.offsetParent);
    const way = field ?? document.querySelector(".find button");
    if (way) event.preventDefault();
    if (!field) return way?.click();
    field.focus();
    field.select();
    return;
  }
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

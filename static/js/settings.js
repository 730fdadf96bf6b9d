// Offers the browser’s time zone, where it is one to choose from and another one is chosen.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const button of document.querySelectorAll("[data-use-zone]")) {
  const list = document.getElementById(button.dataset.useZone);
  const isOffered = [...list.options].some((option) => option.value === zone);
  const update = () => { button.hidden = !isOffered || list.value === zone; };
  button.querySelector("span").textContent = zone;
  button.addEventListener("click", () => {
    list.value = zone;
    list.dispatchEvent(new Event("input", { bubbles: true }));
    list.focus();
  });
  list.addEventListener("input", update);
  update();
}

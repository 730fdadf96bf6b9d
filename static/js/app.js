// What every page does. A behaviour is a module of its own, started by a data- attribute or a class in the page.
import "./drafts.js";
import "./menu.js";
import "./notices.js";
import "./timezone.js";

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-themes]")) return;
  event.preventDefault();
  (await import("./theme.js")).choose(event.target, event.submitter);
});

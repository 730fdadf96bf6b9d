// Says in the page's live region that a request of htmx failed. What the learner typed is still in the page.
const region = document.getElementById("messages");

export function announce(text) {
  const notice = document.createElement("p");
  notice.className = "notice error";
  notice.dataset.notice = "";
  notice.textContent = text;
  region.querySelector("[data-notice]")?.remove();
  region.append(notice);
}

function reason(status) {
  if (status === 429) return "That was too many requests in a short time. Wait a minute, then try again.";
  if (status === 413) return "That is more than prep takes at once. Nothing was stored; shorten it, then try again.";
  if (status === 404) return "That is not there any more. Reload the page to go on.";
  if (status === 403) return "This page is out of date. Reload it, then try again.";
  return "prep could not do that just now. Nothing was lost; try again in a moment.";
}

document.addEventListener("htmx:response:error", ({ detail }) => {
  const { status } = detail.ctx.response;
  if ([400, 403, 404, 413, 429].includes(status) || status >= 500) announce(reason(status));
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx) announce("prep could not be reached. Check your connection, then try again.");
});
document.addEventListener("htmx:before:request", () => region.querySelector("[data-notice]")?.remove());

// The clock of a practice: [data-clock] shows what [data-spent] will send.
// Time counts while the page can be seen; whoever speaks for half an hour without a key or a touch is away.
const IDLE = 1_800_000;
const HIDDEN_CLOCK = "practice:clock-hidden";
const pad = (number) => String(number).padStart(2, "0");
const text = (seconds) => `${Math.floor(seconds / 60)}:${pad(Math.floor(seconds % 60))}`;

export function startClock(form) {
  const field = form.querySelector("[data-spent]");
  const clock = form.querySelector("[data-clock]");
  const hide = form.querySelector("[data-hide-clock]");
  const limit = Number(clock.dataset.minutes) * 60;
  const left = `clock:${form.dataset.draft ?? form.getAttribute("action")}`; // an answer's own draft, not the next one's
  let spent = Math.max(Number(field.dataset.before), before());
  let since = performance.now();
  let active = since;

  // A page that comes before the time of the one that was left has arrived, as a reload does, goes on from this tab's own.
  function before() {
    try {
      const known = JSON.parse(sessionStorage.getItem(left));
      sessionStorage.removeItem(left);
      return known.before <= Number(field.dataset.before) ? known.spent : 0; // else it began anew
    } catch { return 0; }
  }
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("pagehide", () => {
    if (sent) return;
    tally();
    try { sessionStorage.setItem(left, JSON.stringify({ before: Number(field.dataset.before), spent })); } catch { /* the server has it */ }
  });

  function tally() {
    const now = performance.now();
    if (!document.hidden && now - active < IDLE) spent += (now - since) / 1000;
    since = now;
    field.value = Math.round(spent);
    clock.textContent = text(spent);
    clock.classList.toggle("over", spent > limit);
  }
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => { tally(); active = performance.now(); }, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden) tally(); else since = active = performance.now(); });
  setInterval(tally, 1000);
  tally();

  function show(isHidden) {
    clock.parentElement.classList.toggle("hushed", isHidden);
    hide.setAttribute("aria-pressed", isHidden);
    hide.textContent = isHidden ? "Show the clock" : "Hide the clock";
  }
  hide.addEventListener("click", () => {
    const isHidden = hide.getAttribute("aria-pressed") !== "true";
    try { localStorage.setItem(HIDDEN_CLOCK, isHidden ? "on" : ""); } catch { /* it is hidden on this page alone */ }
    show(isHidden);
  });
  try { show(localStorage.getItem(HIDDEN_CLOCK) === "on"); } catch { show(false); }
  return tally;
}

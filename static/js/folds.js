// What a learner folds or unfolds (details[data-fold], by its name) stays so in this browser.
function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // the browser keeps nothing
  }
}

const kept = store();
const key = (fold) => `fold:${fold.dataset.fold}`;

for (const fold of kept ? document.querySelectorAll("details[data-fold]") : []) {
  const drawn = fold.open;
  const before = kept.getItem(key(fold));
  if (before) fold.open = before === "open";
  const keep = () => {
    if (fold.open === drawn) kept.removeItem(key(fold));
    else kept.setItem(key(fold), fold.open ? "open" : "closed");
  };
  fold.addEventListener("toggle", keep);
  addEventListener("pagehide", keep); // which may come before the other
}

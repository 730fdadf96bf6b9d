// Fields that grow with what is written in them, for browsers that know no field-sizing (Safari before 26.2). They never
// shrink: a field that a learner has drawn larger stays so.
function fit(field) {
  const edges = field.offsetHeight - field.clientHeight;
  if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + edges}px`;
}

const fitAll = () => document.querySelectorAll("textarea").forEach(fit);

// A field that was folded away has no height: it is fitted when it gets the focus.
for (const sign of ["input", "focusin"]) document.addEventListener(sign, ({ target }) => { if (target.matches("textarea")) fit(target); });
document.addEventListener("htmx:after:swap", fitAll);
fitAll();

// The list of tests as they run: what failed says what was expected and what came, and where.
const SIGNS = { passed: "✓", failed: "✗", error: "✗", waiting: "·", running: "…" };
const SPOKEN = { passed: "Passed", failed: "Failed", error: "Failed", waiting: "Not run yet", running: "Running" };

export const spoken = (name) => name.replace(/^test_/, "").replaceAll("_", " ");

function element(tag, options = {}, ...children) {
  const made = Object.assign(document.createElement(tag), options);
  made.append(...children);
  return made;
}

// Lines that the other text has not are marked.
function compared(text, other) {
  const others = new Set(other.split("\n"));
  const isLong = text.includes("\n") || other.includes("\n");
  const lines = text.split("\n").map((line) => (isLong && !others.has(line) ? element("mark", { textContent: line }) : line));
  const pre = element("pre");
  lines.forEach((line, at) => pre.append(...(at ? ["\n", line] : [line])));
  return pre;
}

export function startResults(room, { isThere, goTo }) {
  const list = room.querySelector("[data-results]");
  const printed = room.querySelector("[data-printed]");
  const items = new Map();

  function sign(item, outcome) {
    item.className = outcome === "error" ? "failed" : outcome;
    item.querySelector("[data-sign]").textContent = SIGNS[outcome];
    item.querySelector("[data-spoken]").textContent = `${SPOKEN[outcome]}: `;
  }

  function add(test) {
    const item = element(
      "li", {}, element("span", { ariaHidden: "true" }), element("span", { className: "visually-hidden" }),
      element("span", { className: "name", textContent: spoken(test.name) }),
    );
    item.children[0].dataset.sign = item.children[1].dataset.spoken = "";
    items.set(test.id, item);
    sign(item, "waiting");
    list.append(item);
    return item;
  }

  function place({ file, line, text }) {
    const where = isThere(file)
      ? element("button", { type: "button", className: "where", textContent: `${file}:${line}`, onclick: () => goTo(file, line) })
      : element("span", { textContent: `${file}:${line}` });
    return element("li", {}, where, " ", element("code", { textContent: text.trim() }));
  }

  function details({ message, traceback, got, expected, output }) {
    const made = element("div", { className: "why" });
    if (got !== undefined) {
      made.append(element("dl", { className: "compare" },
        element("dt", { textContent: "expected" }), element("dd", {}, compared(expected, got)),
        element("dt", { textContent: "got" }), element("dd", {}, compared(got, expected))));
    }
    // Of a comparison the assertion itself stands below, as the line of the test.
    const left = got === undefined ? message : message.replace(/(^|\n)assert [^]*$/, "");
    if (left) made.append(element("pre", { className: "message", textContent: left }));
    if (traceback.length) made.append(element("ol", { className: "traceback" }, ...traceback.map(place)));
    if (output) made.append(element("p", { className: "label", textContent: "printed" }), element("pre", { textContent: output }));
    return made;
  }

  return {
    clear() { list.replaceChildren(); items.clear(); printed.hidden = true; },
    heading(text) { list.append(element("li", { className: "group", textContent: text })); },
    found(tests) { for (const test of tests) if (!items.has(test.id)) add(test); },
    started(id) { const item = items.get(id); if (item) sign(item, "running"); },
    told(result, { isHidden }) {
      const item = items.get(result.id) ?? add(result);
      sign(item, result.outcome);
      if (isHidden || (result.outcome === "passed" && !result.output)) return;
      if (result.outcome === "passed") {
        item.append(element("details", {}, element("summary", { textContent: "printed" }), element("pre", { textContent: result.output })));
      } else item.append(details(result));
    },
    printed(text, error) {
      printed.hidden = false;
      printed.open = true;
      printed.querySelector("pre").textContent = text || (error ? "" : "(nothing)");
      printed.querySelector(".why")?.remove();
      if (error) printed.append(details({ ...error, output: "" }));
    },
  };
}

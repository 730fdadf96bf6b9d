// The files of a drill: tabs for those that are open, a tree where there are many, and what the learner adds. The visible
// tests and what is simulated can be read too, and nobody writes into them.
import { openEditor } from "./editor.js";

const PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;
const NOT_THEIRS = /^(lib|tests|hidden)(\/|$)/;
const FEW = 3;
const FIRST_TEST = "# Your own tests: they run with the others, and are not graded.\n\n\ndef test_mine():\n    assert True\n";

export const within = (folder, tree) => Object.fromEntries(Object.entries(tree).map(([path, text]) => [`${folder}/${path}`, text]));

export function openFiles(room, data, { onEdit, onRun, onSubmit, onDenied }) {
  const files = { ...data.files };
  const library = within("lib", data.library);
  const tests = within("tests", data.tests);
  const given = { ...library, ...tests };
  const tabs = room.querySelector("[data-tabs]");
  const tree = room.querySelector("[data-tree]");
  const hasTree = Object.keys(data.starter).length > FEW;
  const failing = new Set();
  const editor = openEditor(room.querySelector("[data-editor]"), {
    onEdit(path, text) { files[path] = text; onEdit(); mark(); },
    onRun,
    onSubmit,
  });
  let locked = false;
  let active = first();
  let open = hasTree ? [active] : Object.keys(files).sort();

  function first() {
    const code = Object.keys(files).filter((path) => path.endsWith(".py") && !path.endsWith("__init__.py")).sort();
    return code[0] ?? Object.keys(files).sort()[0];
  }
  const isChanged = (path) => path in files && files[path] !== data.starter[path];
  const isThere = (path) => path in files || path in given;

  function show(path, { focus = false } = {}) {
    if (!isThere(path)) return;
    active = path;
    if (!open.includes(path)) open.push(path);
    editor.show(path, files[path] ?? given[path]);
    editor.lock(locked || !(path in files));
    draw();
    if (focus) editor.focus();
  }

  function button(path, label, role) {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.path = path;
    made.textContent = label;
    if (role) made.setAttribute("role", role);
    made.addEventListener("click", () => show(path));
    return made;
  }

  function draw() {
    tabs.replaceChildren(...open.map((path) => {
      const tab = button(path, path, "tab");
      tab.setAttribute("aria-selected", path === active);
      tab.tabIndex = path === active ? 0 : -1;
      return tab;
    }));
    if (hasTree) drawTree();
    adder.hidden = false;
    mark();
  }

  function drawTree() {
    const list = document.createElement("ul");
    let folder = "";
    const shown = { ...files, ...(data.counts.length > 1 ? library : given) }; // those of parts that are not open stay unseen
    for (const path of Object.keys(shown).sort((a, b) => (b.includes("/") - a.includes("/")) || (a < b ? -1 : 1))) {
      const cut = path.lastIndexOf("/") + 1;
      if (path.slice(0, cut) !== folder) {
        folder = path.slice(0, cut);
        if (folder) list.append(Object.assign(document.createElement("li"), { className: "folder", textContent: folder }));
      }
      const item = document.createElement("li");
      const made = button(path, path.slice(cut));
      if (folder) item.className = "inside";
      if (path === active) made.setAttribute("aria-current", "true");
      item.append(made);
      list.append(item);
    }
    tree.hidden = false;
    tree.querySelector("ul")?.remove();
    tree.prepend(list);
  }

  // Which files differ from the starter, and in which a test failed.
  function mark() {
    for (const made of room.querySelectorAll("[data-path]")) {
      made.classList.toggle("changed", isChanged(made.dataset.path));
      made.classList.toggle("fails", failing.has(made.dataset.path));
    }
    remove.hidden = active in data.starter || !(active in files);
  }

  // Own files: tests, a scratch file.
  const adder = document.createElement("form");
  adder.className = "adder";
  adder.innerHTML = `<label class="visually-hidden" for="new-file">Name of a new file</label>
    <input id="new-file" placeholder="test_mine.py" maxlength="100" autocomplete="off" spellcheck="false" autocapitalize="off">
    <button class="button small">Add a file</button>
    <button class="button small quiet" type="button" hidden>Remove it</button>`;
  const [name, remove] = [adder.querySelector("input"), adder.querySelector("[type=button]")];
  adder.addEventListener("submit", (event) => {
    event.preventDefault();
    const path = name.value.trim() || name.placeholder;
    name.setCustomValidity(PATH.test(path) && !NOT_THEIRS.test(path) ? "" : "Letters, digits, “_”, “.”, “-” and “/” only; not lib, tests or hidden, nor in them.");
    if (!name.reportValidity()) return;
    if (!(path in files)) {
      files[path] = /^test_\w+\.py$/.test(path) ? FIRST_TEST : "";
      onEdit();
    }
    name.value = "";
    show(path, { focus: true });
  });
  name.addEventListener("input", () => name.setCustomValidity(""));
  remove.addEventListener("click", () => {
    const path = active;
    delete files[path];
    editor.forget(path);
    open = open.filter((each) => each !== path);
    onEdit();
    show(open[0] ?? first());
  });
  (hasTree ? tree : tabs.parentElement.querySelector("[data-editor]")).after(adder);
  if (hasTree) tree.append(adder);

  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (open.indexOf(active) + step + open.length) % open.length;
    show(open[at]);
    tabs.children[at].focus();
  });
  room.querySelector("[data-editor]").addEventListener("keydown", (event) => {
    if (!locked || event.key.length > 1 || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // or it would be the first letter of the hypothesis
    onDenied();
  });
  show(active);
  return {
    get active() { return active; },
    all: () => ({ ...files }),
    isOwn: (path) => path in files,
    isThere,
    library: Object.keys(library),
    lock(isLocked) { locked = isLocked; editor.lock(isLocked || !(active in files)); },
    read: (path) => show(path, { focus: true }),
    goTo(path, line) { show(path); editor.goTo(line); },
    replace(others) {
      for (const path of Object.keys(files)) delete files[path];
      Object.assign(files, others);
      open = open.filter(isThere);
      show(active in files ? active : first());
    },
    fail(paths) { failing.clear(); for (const path of paths) failing.add(path); mark(); },
  };
}

// The editor of the drill page. It lives in a shadow root: there CodeMirror adopts its style sheets, which the page's
// policy would not let it insert. Colours come from the page's tokens, which reach inside.
import {
  bracketMatching, closeBrackets, closeBracketsKeymap, Compartment, Decoration, defaultKeymap, drawSelection, EditorState,
  EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSelectionMatches, highlightSpecialChars, HighlightStyle,
  history, historyKeymap, indentOnInput, indentUnit, indentWithTab, keymap, lineNumbers, python, search, searchKeymap,
  StateEffect, StateField, syntaxHighlighting, tags,
} from "../../vendor/codemirror-6.js";

const theme = EditorView.theme({
  "&": { height: "100%", background: "transparent", color: "var(--ink)", fontSize: ".875rem" },
  "&.cm-focused": { outline: "0" },
  "&.cm-focused::after": { // over the line numbers
    content: '""', position: "absolute", inset: "0", zIndex: "300", outline: "2px solid var(--accent)", outlineOffset: "-2px", pointerEvents: "none",
  },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: ".75rem 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 1rem 0 .5rem" },
  ".cm-gutters": { background: "var(--sunk)", border: "0", color: "var(--muted)" }, // lines are scrolled below them
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 .25rem 0 1rem", minWidth: "2.75rem" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "var(--surface)" },
  ".cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in oklab, transparent, var(--accent) 24%)",
  },
  ".cm-matchingBracket, .cm-selectionMatch": { background: "color-mix(in oklab, transparent, var(--accent) 18%)" },
  ".cm-nonmatchingBracket": { color: "var(--again)" },
  ".cm-searchMatch": { background: "color-mix(in oklab, transparent, var(--hard) 30%)" },
  ".cm-pointed": { background: "color-mix(in oklab, transparent, var(--again) 16%)" },
  ".cm-panels": { background: "var(--surface)", color: "var(--ink)", borderColor: "var(--line)", fontFamily: "var(--sans)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": {
    background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "6px", fontSize: ".875rem",
  },
  ".cm-button": {
    background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", fontSize: ".875rem",
  },
});

const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--hard)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--easy)" },
  { tag: [tags.meta, tags.annotation], color: "var(--hard)" },
]));

// A line that a traceback points to.
const point = StateEffect.define();
const pointed = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    const told = change.effects.find((effect) => effect.is(point));
    if (told) return told.value === null ? Decoration.none : Decoration.set(Decoration.line({ class: "cm-pointed" }).range(told.value));
    return change.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function openEditor(parent, { onEdit, onRun, onSubmit }) {
  const readOnly = new Compartment();
  const states = new Map(); // of each file, with its history and its selection, and where it was scrolled to
  let path = null;
  let isReadOnly = false;

  function fresh(name, text) {
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), highlightSpecialChars(), drawSelection(), history(),
        indentOnInput(), bracketMatching(), closeBrackets(), highlightSelectionMatches(), search(), pointed, colours, theme,
        indentUnit.of("    "), EditorState.tabSize.of(4),
        name.endsWith(".py") ? python() : [],
        name.endsWith(".py") ? [] : EditorView.lineWrapping,
        readOnly.of(EditorState.readOnly.of(isReadOnly)),
        EditorView.contentAttributes.of({
          "aria-label": `Code of ${name}. Escape, then Tab, leaves the editor.`, spellcheck: "false", autocapitalize: "off", tabindex: "0",
        }),
        keymap.of([
          { key: "Mod-Enter", run: () => { onRun(); return true; } },
          { key: "Shift-Mod-Enter", run: () => { onSubmit(); return true; } },
          ...closeBracketsKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
        ]),
        EditorView.updateListener.of((update) => { if (update.docChanged) onEdit(path, update.state.doc.toString()); }),
      ],
    });
  }

  const root = parent.attachShadow({ mode: "open" });
  const frame = document.createElement("div");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { display: block; } :host > div { height: 100%; }");
  root.adoptedStyleSheets = [sheet];
  root.append(frame);
  const view = new EditorView({ state: EditorState.create(), parent: frame, root });

  return {
    // The file's own state comes back, unless its text was changed from elsewhere.
    show(name, text) {
      if (path !== null) states.set(path, { state: view.state, place: view.scrollSnapshot() });
      const known = states.get(name);
      const isKnown = known?.state.doc.toString() === text;
      path = name;
      view.setState(isKnown ? known.state : fresh(name, text));
      const place = isKnown ? known.place : EditorView.scrollIntoView(0);
      view.dispatch({ effects: [readOnly.reconfigure(EditorState.readOnly.of(isReadOnly)), place] });
    },
    forget(name) {
      states.delete(name);
      if (path === name) path = null;
    },
    lock(isLocked) {
      isReadOnly = isLocked;
      view.dispatch({ effects: readOnly.reconfigure(EditorState.readOnly.of(isReadOnly)) });
    },
    goTo(number) {
      const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: line.from }, effects: [point.of(line.from), EditorView.scrollIntoView(line.from, { y: "center" })],
      });
      view.focus();
    },
    focus: () => view.focus(),
  };
}

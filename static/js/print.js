// Opens the browser's own dialogue for printing.
document.querySelector("[data-print]").addEventListener("click", () => print());

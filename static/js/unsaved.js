// Asks before leaving a form marked data-unsaved with answers that were not sent.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const warn = (event) => event.preventDefault();
  form.addEventListener("input", () => addEventListener("beforeunload", warn), { once: true });
  form.addEventListener("submit", () => removeEventListener("beforeunload", warn));
}

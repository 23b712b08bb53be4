// Results change in place: links among them (pages, chips, sorting) ask as the form does. The
// server answers with the address to show. Reading goes on at the number of results.
const ready = (results) => {
  for (const each of results.querySelectorAll('a[href^="?"]')) {
    each.setAttribute("hx-get", location.pathname + each.getAttribute("href"));
    each.setAttribute("hx-target", "#results");
    each.setAttribute("hx-swap", "outerHTML");
  }
  htmx.process(results);
};

const filters = () => document.querySelector(".filters");
const isWide = () => matchMedia(`(min-width: ${filters().dataset.wide})`).matches;

// A town that nobody knows: the field stays in sight.
const wrong = () => filters().querySelector("[aria-invalid=true]");

const again = () => {
  ready(document.getElementById("results"));
  filters().open = isWide() || Boolean(wrong());
};
again();
document.addEventListener("htmx:historyRestore", again);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "results") return;
  const results = document.getElementById("results");
  ready(results);
  document.getElementById("words").value = results.dataset.words;
  if (wrong()) return wrong().focus();
  if (!isWide()) filters().open = false;
  // Who typed words goes on typing; everybody else reads what was found.
  if (isWide() && document.activeElement.id === "words") return;
  const found = document.getElementById("found");
  found.focus({ preventScroll: true });
  const { top, bottom } = found.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) found.scrollIntoView({ block: "start" });
});

// Results change in place: links among them (pages, chips, sorting) ask as the form does.
// Reading goes on at the number of results, which the page also says aloud.
const link = (results) => {
  for (const each of results.querySelectorAll('a[href^="?"]')) {
    each.setAttribute("hx-get", location.pathname + each.getAttribute("href"));
    each.setAttribute("hx-target", "#results");
    each.setAttribute("hx-swap", "outerHTML");
    each.setAttribute("hx-push-url", "true");
  }
  htmx.process(results);
};

const relink = () => link(document.getElementById("results"));
relink();
document.addEventListener("htmx:historyRestore", relink);

document.addEventListener("htmx:afterSettle", (event) => {
  const results = document.getElementById("results");
  if (!results || event.target.id !== "results") return;
  link(results);

  const filters = document.querySelector(".filters");
  const narrow = !matchMedia(`(min-width: ${filters.dataset.wide})`).matches;
  const turned = event.detail.requestConfig?.elt?.closest?.(".pager");
  if (narrow) filters.open = false;
  if (narrow || turned || document.activeElement === document.body) {
    const found = document.getElementById("found");
    found.focus({ preventScroll: !narrow && !turned });
    if (turned) found.scrollIntoView({ block: "start" });
  }
});

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

// On a wide screen a choice shows at once what it finds. Where the filters cover the results, and
// for words, there is a button: it submits by itself, so its request has a submitter.
document.addEventListener("change", ({ target }) => {
  if (target.form?.id === "filter" && target.id !== "words" && isWide()) target.form.requestSubmit();
});
const wasChosen = ({ requestConfig }) => requestConfig?.triggeringEvent?.submitter === null;

// The filters come anew, too: one goes on at the choice where one was, with what one is typing,
// and it stays where it stood.
const few = () => filters().querySelector("details");
const same = (one, other) => one.name === other.name
  && (!["checkbox", "radio"].includes(one.type) || one.value === other.value);

let before = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "results") return;
  const at = document.activeElement;
  const within = wasChosen(detail) && document.getElementById("facets").contains(at);
  before = { at: within ? at : null, top: at.getBoundingClientRect().top, more: few()?.open };
});
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "results" || !before) return;
  const { at, top, more } = before;
  before = null;
  if (more) few().open = true;
  const controls = [...document.getElementById("filter").elements];
  const there = at?.matches("summary") ? few().querySelector("summary")
    : at && (controls.find((each) => same(each, at)) ?? controls.find(({ name }) => name === at.name));
  if (!there) return;
  if (there.type === "text") {
    there.value = at.value;
    there.setSelectionRange(at.selectionStart, at.selectionEnd);
  }
  there.focus({ preventScroll: true });
  scrollBy(0, there.getBoundingClientRect().top - top);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "results") return;
  const results = document.getElementById("results");
  ready(results);
  // What was found is said in #said.
  if (wasChosen(event.detail)) return;
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

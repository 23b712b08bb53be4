// Asks before leaving a form marked data-unsaved with answers that were not sent; with
// data-unsaved="now" it came back with answers that are not stored.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const warn = (event) => event.preventDefault();
  if (form.dataset.unsaved === "now") addEventListener("beforeunload", warn);
  form.addEventListener("input", () => addEventListener("beforeunload", warn));
  for (const over of ["submit", "saved"]) form.addEventListener(over, () => removeEventListener("beforeunload", warn));
}

// What was typed outlives a session that ended before it was sent: kept in this tab when a form is
// sent, put back when its page is opened again by the same person, forgotten when it was not needed.
const KEPT = "typed";
const LOST = "typed-lost";
const viewer = document.querySelector("[data-viewer]")?.dataset.viewer;
const here = () => location.pathname + location.search;
// Never a tick: what somebody agreed to is asked again. No passwords, codes, files or hidden fields.
const TYPED = "textarea, select, input:is(:not([type]), [type=text], [type=url], [type=email], [type=number], [type=date], [type=time], [type=tel], [type=search])";
const forms = () => [...document.querySelectorAll("main form[method=post]")]
  .filter((form) => !form.querySelector("[type=password], [autocomplete=one-time-code], [name=code]"));
const fields = () => forms().flatMap((form) => [...form.querySelectorAll(TYPED)]).filter((field) => field.name);
const values = () => fields().map((field) => [field.name, field.value]);

const fill = (kept) => {
  const rest = fields();
  for (const [name, value] of kept) {
    const at = rest.findIndex((field) => field.name === name);
    if (at < 0) continue;
    const [field] = rest.splice(at, 1);
    if (field.value === value) continue;
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
};

const putBack = (kept) => {
  const before = values();
  if (JSON.stringify(before) === JSON.stringify(kept)) return;
  fill(kept);
  const notice = document.getElementById("put-back").content.firstElementChild.cloneNode(true);
  notice.querySelector("button").addEventListener("click", () => {
    fill(before);
    notice.remove();
  });
  forms().find((form) => form.querySelector(TYPED)).before(notice);
};

const remember = () => {
  const told = document.querySelector("[data-not-saved]");
  if (told) sessionStorage.setItem(LOST, "1");
  const lost = sessionStorage.getItem(LOST);
  const { page, who, kept } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  const back = page === here() && fields().length;
  // Signing in, a second factor on the way, or the page that says what happened.
  if (lost && (!viewer || (!back && (told || who === viewer)))) return;
  const put = lost && back && who === viewer;
  sessionStorage.removeItem(KEPT);
  sessionStorage.removeItem(LOST);
  if (put) putBack(kept);
};

// A browser that keeps nothing for us loses what was typed, and nothing else.
try {
  remember();
  for (const form of viewer ? forms() : []) {
    form.addEventListener("submit", () => {
      const kept = JSON.stringify({ page: here(), who: viewer, kept: values() });
      try { sessionStorage.setItem(KEPT, kept); } catch { /* full */ }
    });
  }
} catch { /* switched off */ }

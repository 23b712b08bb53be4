// Parts of a page that change in place: a [data-region] with an id is taken anew out of the whole
// page that the server answers with. Within it every link to this page and every form that asks
// changes it, and what has [data-swap] does so by a POST. Without this file all of them are links
// and forms. What was done is said in #said; focus goes on where it was.
const outerRegion = (element) => element.closest("[data-region]");

const give = (element, region, verb, address) => {
  element.setAttribute(`hx-${verb}`, address);
  element.setAttribute("hx-target", `#${region.id}`);
  element.setAttribute("hx-select", `#${region.id}`);
  element.setAttribute("hx-swap", "outerHTML");
  if (verb === "get") element.setAttribute("hx-push-url", "true");
};

const ready = (region) => {
  for (const each of region.querySelectorAll('a[href^="?"]')) {
    give(each, region, "get", location.pathname + each.getAttribute("href"));
  }
  for (const each of region.querySelectorAll("form[method=get]")) {
    give(each, region, "get", location.pathname);
  }
  for (const each of region.querySelectorAll("[data-swap]")) {
    give(each, region, "post", (each.form ?? each).action);
  }
  htmx.process(region);
};

const all = () => document.querySelectorAll("[data-region]").forEach(ready);
all();
document.addEventListener("htmx:historyRestore", all);

// Focus stays on the button. When it took its row away, the next one stands where it was.
const same = (button) => button.form?.action + button.textContent;
const buttons = (region) => [...region.querySelectorAll("button[data-swap], [data-swap] button")];

let before = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const region = outerRegion(event.target);
  if (!region) return;
  const ticked = [...region.querySelectorAll("[type=checkbox][name=a]:checked")];
  before = {
    asked: event.detail.requestConfig.verb === "get",
    at: buttons(region).indexOf(document.activeElement),
    on: same(document.activeElement),
    ticked: ticked.map((each) => each.value),
  };
});

const say = (page) => {
  const said = document.getElementById("said");
  const told = [...page.querySelectorAll(".messages .notice")].map((each) => {
    const notice = document.createElement("p");
    notice.className = each.className;
    notice.textContent = each.textContent.trim();
    return notice;
  });
  const found = page.querySelector("[data-region] [data-said]");
  if (!told.length && found && before?.asked) {
    const words = document.createElement("p");
    words.className = "hidden";
    words.textContent = found.dataset.said;
    told.push(words);
  }
  said.replaceChildren(...told);
};

// What is not this page, such as the one to sign in on, is shown whole: nothing is sent twice.
document.addEventListener("htmx:beforeSwap", (event) => {
  const region = event.detail.target;
  if (!region?.matches?.("[data-region]")) return;
  const { xhr } = event.detail;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  if (xhr.status < 400 && page.getElementById(region.id)) return say(page);
  event.detail.shouldSwap = false;
  document.documentElement.replaceWith(document.adoptNode(page.documentElement));
});

const visible = (each) => each?.checkVisibility();

document.addEventListener("htmx:afterSettle", (event) => {
  const region = document.getElementById(event.target.id);
  if (!region?.matches("[data-region]") || !before) return;
  const { asked, at, on, ticked } = before;
  before = null;
  ready(region);
  for (const each of region.querySelectorAll("[type=checkbox][name=a]")) {
    each.checked ||= ticked.includes(each.value);
  }
  if (visible(document.activeElement) && region.contains(document.activeElement)) return;
  const left = buttons(region);
  const wrong = region.querySelector("[aria-invalid=true]");
  const again = left.find((each) => same(each) === on) ?? left[Math.min(at, left.length - 1)];
  const next = asked || at < 0 ? null : again;
  const places = [wrong, next, ...region.querySelectorAll("[data-here]")];
  places.find(visible)?.focus({ preventScroll: !asked });
});

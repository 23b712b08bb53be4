// Offers words while one types in an input with data-suggest, the address that answers ?q= with
// {"found": [{"value", "note"}]}. With data-suggest-several the words have commas between them, and
// the one at the cursor is completed. The input stays what it is: a list to choose from, by arrow
// keys, mouse or finger, and never a choice that nobody made.
let lists = 0;

const offer = (input) => {
  const several = "suggestSeveral" in input.dataset;
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let at = -1, last, pause;

  list.id = `suggest-${lists += 1}`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  said.className = "hidden";
  said.setAttribute("role", "status");
  input.after(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  // From where to where the word at the cursor stands.
  const word = () => {
    if (!several) return [0, input.value.length];
    const cursor = input.selectionStart ?? input.value.length;
    const end = input.value.indexOf(",", cursor);
    return [input.value.lastIndexOf(",", cursor - 1) + 1, end < 0 ? input.value.length : end];
  };
  const typed = () => input.value.slice(...word()).trim();

  const point = (to) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = to;
    const option = list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    clearTimeout(pause);
    last?.abort();
    point(-1);
    list.hidden = true;
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
  };

  const choose = (value) => {
    const [from, to] = word();
    const before = input.value.slice(0, from) + (from ? " " : "");
    const after = input.value.slice(to).replace(/^,?\s*/, "");
    const put = several ? `${before}${value}, ` : value;
    input.value = put + (several ? after : "");
    input.setSelectionRange(put.length, put.length);
    close();
    for (const kind of ["input", "change"]) input.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: "chosen" }));
  };

  const show = (found) => {
    const have = several ? input.value.split(",").map((each) => each.trim().toLowerCase()) : [];
    const now = typed().toLowerCase();
    const fresh = found.filter(({ value }) => value.toLowerCase() === now ? !several : !have.includes(value.toLowerCase()));
    list.replaceChildren(...fresh.map(({ value, note }, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.className = "suggest__option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = value;
      if (note) {
        const small = document.createElement("small");
        small.textContent = note;
        option.append(" ", small);
      }
      option.addEventListener("click", () => choose(value));
      return option;
    }));
    at = -1;
    if (!fresh.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    said.textContent = input.dataset.suggestFound.replace("{n}", fresh.length);
  };

  const ask = async () => {
    last?.abort();
    last = new AbortController();
    const query = new URLSearchParams({ q: typed() });
    const within = input.form?.elements.namedItem(input.dataset.suggestWithin);
    if (within?.value) query.set(within.name.replace(/_\d+$/, ""), within.value);
    if (!query.get("q")) return close();
    try {
      const answer = await fetch(`${input.dataset.suggest}?${query}`, { signal: last.signal });
      if (answer.ok && !answer.redirected && document.activeElement === input) show((await answer.json()).found);
    } catch { /* Offline, or overtaken by the next letter. */ }
  };

  input.addEventListener("input", (event) => {
    if (event.detail === "chosen") return;
    clearTimeout(pause);
    pause = setTimeout(ask, 120);
  });
  // The list is below the input: to touch it must not take the cursor away first.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && list.hidden) {
      if (typed()) event.preventDefault(), ask();
    } else if (step) {
      event.preventDefault();
      const places = list.children.length + 1;
      point((at + 1 + step + places) % places - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      list.children[at].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
};

// What htmx puts in is new each time.
const all = () => document.querySelectorAll("input[data-suggest]:not([role])").forEach(offer);
all();
document.addEventListener("htmx:afterSettle", all);
document.addEventListener("htmx:historyRestore", all);

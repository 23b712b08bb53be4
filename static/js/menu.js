// Menus and filters are <details>: they open without this. It closes menus on Escape and on a
// press elsewhere, and keeps lists that a wide page always shows open for assistive software too.
// What a link on the page leads to is opened first; what was sent open stays so on a phone.
const menus = () => document.querySelectorAll(".menu:not([data-wide])[open], .menu[data-wide][open]");
const wide = [...document.querySelectorAll("details[data-wide]")].map((details) => ({
  details,
  query: matchMedia(`(min-width: ${details.dataset.wide})`),
}));

for (const { details, query } of wide) {
  const sent = details.open;
  const follow = () => { details.open = query.matches || sent; };
  query.addEventListener("change", follow);
  follow();
}

const reveal = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!target) return;
  const around = target.closest("details[data-wide]");
  for (const details of [around, ...target.querySelectorAll("details[data-wide]")]) {
    if (details) details.open = true;
  }
  if (around) target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

const shut = (menu) => {
  const held = wide.find((each) => each.details === menu);
  if (!held?.query.matches) menu.open = false;
};

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) shut(menu);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const inside = menu.contains(document.activeElement);
    shut(menu);
    if (inside && !menu.open) menu.querySelector("summary").focus();
  }
});

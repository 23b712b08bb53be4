// Menus and filters are <details>: they open without this. It closes menus on Escape and on a
// press elsewhere, and keeps lists that a wide page always shows open for assistive software too.
const menus = () => document.querySelectorAll(".menu:not([data-wide])[open], .menu[data-wide][open]");
const wide = [...document.querySelectorAll("details[data-wide]")].map((details) => ({
  details,
  query: matchMedia(`(min-width: ${details.dataset.wide})`),
}));

for (const { details, query } of wide) {
  const follow = () => { details.open = query.matches; };
  query.addEventListener("change", follow);
  follow();
}

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

// Single keys for who decides many listings: the list on the page says which, and what each does.
// Off until turned on (WCAG 2.1.4), and never while one types. Without this, Tab and Enter do it all.
const keyList = document.querySelector("[data-keys]");

if (keyList) {
  const name = "foothold-keys";
  const kept = () => { try { return localStorage.getItem(name) === "on"; } catch { return false; } };
  const keep = () => { try { localStorage.setItem(name, on ? "on" : "off"); } catch { /* this page only */ } };
  let on = kept();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  const show = () => {
    button.textContent = on ? keyList.dataset.off : keyList.dataset.on;
    keyList.toggleAttribute("data-works", on);
  };
  button.addEventListener("click", () => { on = !on; keep(); show(); });
  show();
  keyList.append(button);

  const rows = () => [...document.querySelectorAll("[data-row]")];
  const at = () => rows().findIndex((row) => row.contains(document.activeElement));
  const move = (by) => {
    const all = rows();
    const next = Math.min(Math.max(at() < 0 && by < 0 ? 0 : at() + by, 0), all.length - 1);
    all[next]?.querySelector("a")?.focus();
  };
  const typing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select");

  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = keyList.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!key) return;
    event.preventDefault();
    if (key.dataset.move) move(Number(key.dataset.move));
    if ("tick" in key.dataset) rows()[at()]?.querySelector("[type=checkbox]")?.click();
    document.querySelector(key.dataset.focus || key.dataset.press || ":not(*)")?.focus();
    if (key.dataset.press) document.querySelector(key.dataset.press)?.click();
  });
}

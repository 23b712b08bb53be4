// Keeps a form marked data-autosave as a draft while it is typed; its button does the same without.
// The server answers { said, url }: words for [data-autosaved], and the draft's own address.
const PAUSE = 3000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosaved]");
  let pause, saving = false, again = false;

  const body = () => {
    const typed = new FormData(form);
    typed.set("action", "autosave");
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    return new URLSearchParams(typed);
  };
  let kept = body().toString();

  const save = async () => {
    if (saving) { again = true; return; }
    const typed = body();
    if (typed.toString() === kept) return;
    saving = true;
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: typed, redirect: "error" });
      const { said: words, url, version } = await answer.json();
      said.textContent = words;
      if (answer.ok) {
        kept = typed.toString();
        form.dispatchEvent(new Event("saved"));
        if (version) form.elements.namedItem("version").value = version;
        if (url && url !== location.pathname) {
          history.replaceState(null, "", url);
          form.setAttribute("action", url);
        }
      }
    } catch {
      said.textContent = said.dataset.failed;
    }
    saving = false;
    if (again) { again = false; save(); }
  };

  const later = () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(pause));
}

// Keeps a form marked data-autosave as a draft while it is typed; its button does the same without.
// The server answers { said, url, version }: words for [data-autosaved], the draft's own address,
// and what is stored now. Everything that is sent has a number, so that what arrives late is known.
const PAUSE = 3000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosaved]");
  const first = (name) => form.elements.namedItem(name).value;
  let version = first("version"), nth = Number(first("nth"));
  let pause, saving = false, again = false;

  // Also when the form sends itself. The fields stay as they came: a browser would bring old
  // values back into a new page.
  form.addEventListener("formdata", ({ formData }) => {
    formData.set("version", version);
    formData.set("nth", nth);
  });
  const typed = () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    for (const name of ["version", "nth"]) body.delete(name);
    return new URLSearchParams(body).toString();
  };
  let kept = typed();

  // A page that came back with problems has saved its draft: from now on it is at that address.
  const address = form.getAttribute("action");
  if (address && address !== location.pathname) history.replaceState(null, "", address);

  const send = (leaving = false) => {
    nth += 1;
    const body = new URLSearchParams(typed());
    for (const [name, value] of Object.entries({ version, nth, action: "autosave" })) body.set(name, value);
    return fetch(form.getAttribute("action") || location.href, { method: "POST", body, redirect: "error", keepalive: leaving });
  };

  const save = async () => {
    if (saving) { again = true; return; }
    const now = typed();
    if (now === kept) return;
    saving = true;
    try {
      const answer = await send();
      const { said: words, url, version: stored } = await answer.json();
      said.textContent = words;
      if (answer.ok) {
        [kept, version] = [now, stored];
        if (typed() === now) form.dispatchEvent(new Event("saved"));
        if (url !== location.pathname) {
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
  // Who goes on at once leaves nothing behind that was typed.
  let sent = false;
  addEventListener("pagehide", () => {
    if (!sent && typed() !== kept) send(true).catch(() => {});
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(pause);
    [again, nth, kept] = [false, nth + 1, typed()];
  });
  // Come back to as it was left: another page may have saved since.
  addEventListener("pageshow", ({ persisted }) => {
    sent = false;
    if (persisted && typed() === kept) location.reload();
  });
}

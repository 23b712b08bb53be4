// What the employer pays, our fee and what the student receives, while the price is typed.
// The server does the sum: the form's data-quote-url answers with a fragment for [data-quote].
for (const form of document.querySelectorAll("form[data-quote-url]")) {
  const place = form.querySelector("[data-quote]");
  let pause, last;

  const ask = async () => {
    last?.abort();
    last = new AbortController();
    const query = new URLSearchParams();
    for (const name of ["pay", "currency", "total_hours", "openings"]) {
      const field = form.elements.namedItem(name);
      if (field) query.set(name, field.value);
    }
    try {
      const answer = await fetch(`${form.dataset.quoteUrl}?${query}`, { signal: last.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch { /* Offline or overtaken by the next figure: what stands there stays. */ }
  };

  form.addEventListener("input", (event) => {
    if (!["pay", "currency", "total_hours", "openings"].includes(event.target.name)) return;
    clearTimeout(pause);
    pause = setTimeout(ask, 250);
  });
}

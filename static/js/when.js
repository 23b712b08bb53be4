// Parts of a form that only some answers ask for: [data-when] names the question, data-is the
// answers. Without this file all of them show, or what the stored answer asks for; with it, what the
// answer that is given now asks for.
// What is hidden is still sent, so that nothing is lost by looking at another answer.
for (const form of document.querySelectorAll("form:has([data-when])")) {
  const follow = () => {
    const given = new FormData(form);
    for (const part of form.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.is.split(" ").includes(given.get(part.dataset.when) ?? "");
    }
  };
  follow();
  form.addEventListener("change", (event) => {
    if (form.querySelector(`[data-when="${event.target.name}"]`)) follow();
  });
}

// One more row of a kind: the next one that is hidden. When none is left the server draws another.
for (const button of document.querySelectorAll("button[data-more]")) {
  button.addEventListener("click", (event) => {
    const row = document.querySelector(`#${button.dataset.more} > [hidden]`);
    if (!row) return;
    event.preventDefault();
    row.hidden = false;
    row.querySelector("select, input, textarea").focus();
  });
}

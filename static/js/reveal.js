// A button beside each password that shows what was typed; hidden again before it is sent.
for (const secret of document.querySelectorAll("[data-show]")) {
  const input = secret.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button field__reveal";

  const set = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? secret.dataset.hideShort : secret.dataset.showShort;
    button.setAttribute("aria-label", shown ? secret.dataset.hide : secret.dataset.show);
  };
  button.addEventListener("click", () => set(input.type === "password"));
  input.form?.addEventListener("submit", () => set(false));
  set(false);
  secret.append(button);
}

// Files that are too large together are said to be so before they are sent: what is refused
// unread would lose the text beside them. The server still checks.
for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  const said = document.createElement("p");
  said.className = "field__error";
  said.setAttribute("role", "alert");
  said.hidden = true;
  input.after(said);

  const look = () => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const over = size > Number(input.dataset.most);
    said.textContent = over ? input.dataset.tooMuch : "";
    said.hidden = !over;
    return over;
  };
  input.addEventListener("change", look);
  input.form?.addEventListener("submit", (event) => {
    if (!look()) return;
    event.preventDefault();
    input.focus();
  });
}

// After a form came back with errors, the summary is where reading starts.
document.querySelector("[data-problems]")?.focus();

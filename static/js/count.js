// Characters left, under a text area with a limit, also in one that arrives later. No browser's own
// limit: it cuts what is pasted without a word. The server still checks.
const counted = new WeakSet();

const startCount = (count) => {
  const area = count.parentElement.querySelector("textarea");
  const most = Number(area?.dataset.most);
  if (!most || counted.has(count)) return;
  counted.add(count);

  const spoken = document.createElement("span");
  spoken.className = "hidden";
  spoken.setAttribute("aria-live", "polite");
  count.after(spoken);

  let pause;
  const show = () => {
    const left = most - [...area.value.replaceAll("\n", "\r\n")].length;
    const words = left < 0 ? count.dataset.over : count.dataset.left;
    count.textContent = `${words} ${Math.abs(left).toLocaleString(document.documentElement.lang)}`;
    count.classList.toggle("field__count--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = area === document.activeElement ? count.textContent : ""; }, 1000);
  };
  area.addEventListener("input", show);
  show();
};

const countAll = () => document.querySelectorAll(".field__count").forEach(startCount);
countAll();
document.addEventListener("htmx:afterSettle", countAll);

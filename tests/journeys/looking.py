"""What a machine can see of a page: on a phone and on a desk, by day and by night.

The page is loaded once. The window and the colours change under it, and then only the rules of
axe are asked that can answer differently from the first time.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Error, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is hidden, moved or resized on a phone; and what depends on colour alone.
COLOUR = ["color-contrast", "link-in-text-block"]
LAYOUT = [
    "aria-hidden-focus",
    "button-name",
    "empty-heading",
    "heading-order",
    "label",
    "landmark-one-main",
    "landmark-unique",
    "link-name",
    "page-has-heading-one",
    "region",
    "scrollable-region-focusable",
    "skip-link",
    "target-size",
]
Look = tuple[int, str, dict[str, object]]
# Each width and each scheme once; every rule in one of them.
LOOKS: list[Look] = [
    (1280, "dark", {"type": "tag", "values": TAGS}),
    (390, "light", {"type": "rule", "values": COLOUR + LAYOUT}),
]
# Colours again, where the other of the two is another: with `--all-looks`.
CROSSED: list[Look] = [
    (1280, "light", {"type": "rule", "values": COLOUR}),
    (390, "dark", {"type": "rule", "values": COLOUR}),
]
# The rule of WCAG 2.2 about the size of targets is not on by itself.
ASK = """async ([only]) => {
  const answer = await axe.run({
    runOnly: only, rules: {"target-size": {enabled: true}},
    resultTypes: ["violations"], preload: false,
  });
  return answer.violations.flatMap(wrong => wrong.nodes.slice(0, 3).map(
    node => `${wrong.id} at ${node.target.join(" ")}: ${node.html.slice(0, 160)}`));
}"""
# What one can press or write in, and the Tab key passes by, or comes to out of turn.
PASSED_BY = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled)
  .filter(e => e.tabIndex > 0 || (e.tabIndex < 0 && !e.closest("[aria-hidden=true]")
    && e.matches("a, button, input, select, textarea, summary")))
  .map(e => e.outerHTML.slice(0, 160))"""
WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const all = [...document.querySelectorAll("body *")];
  const out = all.filter(e => e.getBoundingClientRect().right > root.clientWidth + 1);
  return (out.at(-1) || root).outerHTML.slice(0, 160);
}"""


@dataclass
class Looker:
    """Looks at what is open in `page`; `found` is all that is wrong so far, a line each."""

    page: Page
    who: str
    found: list[str] = field(default_factory=list)
    crossed: ClassVar[bool] = False
    _said: list[str] = field(default_factory=list)
    _linked_on: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self._said.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        # An answer of 4xx is looked at by whoever opened the page.
        if message.type == "error" and "responded with a status" not in message.text:
            self._said.append(message.text)

    def open(self, address: str) -> bool:
        """False where the answer is a file, which is not looked at."""
        self._said.clear()
        try:
            answer = self.page.goto(address)
        except Error as error:
            if "Download is starting" in error.message:
                return False
            raise
        if answer is None or not answer.ok:
            came = self._linked_on.get(address, "nothing")
            self._wrong("", f"{address} linked on {came} answers {answer and answer.status}")
        return answer is not None and "html" in answer.headers.get("content-type", "")

    def links(self) -> list[str]:
        """Addresses of this site that the open page leads to, without their fragments."""
        found: list[str] = self.page.locator("a[href^='/']").evaluate_all(
            "all => [...new Set(all.map(a => a.getAttribute('href').split('#')[0]))]"
        )
        for address in found:
            self._linked_on.setdefault(address, self.page.url)
        for said in self._said:
            self._wrong("", f"the console says: {said}")
        return found

    def look(self) -> None:
        """Everything that is wrong with the open page, in each of the looks."""
        headings = self.page.locator("h1").count()
        if headings != 1:
            self._wrong("", f"{headings} headings of the first level")
        for element in self.page.evaluate(PASSED_BY):
            self._wrong("", f"not reached by the Tab key: {element}")
        self.page.evaluate(AXE_SCRIPT)
        for width, scheme, rules in LOOKS + (CROSSED if self.crossed else []):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            seen = f" at {width} {scheme}"
            for line in self.page.evaluate(ASK, [rules]):
                self._wrong(seen, line)
            if element := self.page.evaluate(WIDE):
                self._wrong(seen, f"scrolls sideways: {element}")

    def path(self) -> str:
        """Of the open page, which an address may have led to by a detour."""
        return "/" + self.page.url.split("/", 3)[-1]

    def _wrong(self, seen: str, what: Any) -> None:
        self.found.append(f"{self.path()} as {self.who}{seen}: {what}")

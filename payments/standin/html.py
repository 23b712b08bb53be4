"""Pages from templates: `$name` is filled in, and escaped unless it is Html already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

PAGES = Path(__file__).parent / "pages"


class Html(str):
    """Text that is markup."""

    __slots__ = ()


@dataclass
class Page:
    status: int
    body: Html = field(default_factory=Html)
    location: str = ""
    # Where forms on this page may lead. Browsers hold redirects after a form to the same list.
    leads_to: list[str] = field(default_factory=list)


@cache
def template(name: str) -> Template:
    return Template((PAGES / f"{name}.html").read_text())


def render(template_name: str, /, **values: object) -> Html:
    return Html(
        template(template_name).substitute({key: safe(each) for key, each in values.items()})
    )


def safe(value: object) -> str:
    return value if isinstance(value, Html) else escape(str(value))


def join(parts: list[Html]) -> Html:
    return Html("\n".join(parts))


def page(
    title: str, name: str, status: int = 200, leads_to: list[str] | None = None, **values: object
) -> Page:
    """`title` is also what a form with mistakes says first."""
    wrong = "Error: " if status == 422 else ""
    body = render(name, **values)
    return Page(status, render("layout", title=wrong + title, body=body), "", leads_to or [])


def notice(heading: str, text: str, label: str = "", url: str = "", status: int = 200) -> Page:
    link = Html(f"<p>{render('link', url=url, label=label)}</p>") if url else ""
    return page(heading, "notice", status, heading=heading, text=text, link=link)


def redirect(location: str) -> Page:
    return Page(303, location=location)


def origin(url: str | None) -> list[str]:
    """For the list of where forms may lead."""
    parts = urlsplit(url or "")
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def attributes(values: Mapping[str, str]) -> Html:
    return Html("".join(f' {name}="{escape(value)}"' for name, value in values.items()))


def text_field(
    name: str,
    label: str,
    value: str = "",
    error: str = "",
    hint: str = "",
    **more: str,
) -> Html:
    """A label, its hint, its mistake and its input, tied together for every reader."""
    described = [f"{name}-{part}" for part, told in (("hint", hint), ("error", error)) if told]
    extra = {key.replace("_", "-"): each for key, each in more.items()}
    if described:
        extra["aria-describedby"] = " ".join(described)
    if error:
        extra["aria-invalid"] = "true"
    return render(
        "field",
        name=name,
        label=label,
        hint=render("hint", id=f"{name}-hint", text=hint) if hint else "",
        error=render("error", id=f"{name}-error", text=error) if error else "",
        input=Html(
            f'<input class="input" id="{name}" name="{name}" value="{escape(value)}"'
            f"{attributes(extra)}>"
        ),
    )


def select_field(name: str, label: str, options: Mapping[str, str], chosen: str) -> Html:
    made = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(text)}</option>"
        for value, text in options.items()
    )
    control = Html(f'<select class="input" id="{name}" name="{name}">{made}</select>')
    return render("field", name=name, label=label, hint="", error="", input=control)


def error_summary(errors: Mapping[str, str]) -> Html:
    if not errors:
        return Html()
    items = [render("error_item", name=name, text=text) for name, text in errors.items()]
    return render("error_summary", items=join(items))


def table(caption: str, heads: list[str], rows: list[list[object]], empty: str = "") -> Html:
    """With `empty`, which is said instead of no rows, the table stands under its own heading."""
    if not rows:
        return render("empty", caption=caption, text=empty)
    head = join([Html(f'<th scope="col">{safe(each)}</th>') for each in heads])
    body = join([table_row(heads, row) for row in rows])
    look = "unseen" if empty else ""
    stack = "stack" if empty else ""
    return render("table", caption=caption, look=look, stack=stack, head=head, body=body)


def table_row(heads: list[str], row: list[object]) -> Html:
    """Each cell knows its head: on a phone it stands before the cell."""
    cells = zip(heads, row, strict=True)
    made = "".join(f'<td data-head="{escape(head)}">{safe(cell)}</td>' for head, cell in cells)
    return Html(f"<tr>{made}</tr>")

"""Every mail there is, filled with what is invented: whole, light, in plain words, alike twice."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from notifications.kinds import KINDS
from notifications.samples import samples
from notifications.writing import OURS, inlined, main_link, render

MAILS = Path(settings.BASE_DIR) / "templates" / "emails"
SAMPLES = samples()
# What a template that names something that is not there writes.
NOTHING = "~nothing~"


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", NOTHING)


def test_every_mail_has_a_sample_and_every_sample_a_mail():
    written = {str(p.relative_to(MAILS).with_suffix("")) for p in MAILS.glob("*/*.txt")}
    written = {name for name in written if "/_" not in name}

    assert {key.partition("#")[0] for key in SAMPLES} == written


@pytest.mark.parametrize("key", SAMPLES)
def test_every_mail_is_whole_without_a_database(key, strict):
    context = SAMPLES[key]()
    reader = context.get("reader") or context.get("person")

    template = key.partition("#")[0]
    subject, text, html = render(reader or "", template, {**context, "reader": reader}, OURS)

    assert 8 < len(subject) <= 60, subject
    assert len(inlined(html).encode()) < 100_000
    assert '<html lang="en" dir="ltr">' in html
    for part in (subject, text, html):
        assert not re.search(rf"{NOTHING}|{{{{|{{%|None|—|&amp;amp;|<Mock", part), part
    assert "\n\n\n" not in text
    assert "&amp;" not in text
    # Nothing is fetched from elsewhere, and no style waits to be put in.
    assert not re.search(r"<img|url\(|@import|<link|<script", html)
    links = set(re.findall(r"https?://[^\s<>\"]+", text))
    own = set(re.findall(r'href="([^"#]+)"', html)) - {f"{settings.SITE_URL}/"}
    assert links or settings.SUPPORT_EMAIL in text or "code" in text
    assert links <= {link.replace("&amp;", "&") for link in own}, links - own


def test_what_stands_in_the_bell_leads_where_its_button_does():
    without = set()
    for name, kind in KINDS.items():
        if kind.on_site and kind.to and not name.startswith("account/"):
            made = SAMPLES[name]()
            html = render(made.get("reader") or made.get("person") or "", name, made, OURS)[2]
            without |= set() if main_link(html) else {name}
    # Who is refused goes to their organisation.
    assert without == {"accounts/organisation_refused"}

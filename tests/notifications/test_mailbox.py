import pytest
from django.conf import settings as site_settings
from django.urls import reverse

from notifications.models import Email
from tests import make

pytestmark = pytest.mark.skipif(
    not (site_settings.DEBUG or site_settings.DEMO), reason="mounted with DEBUG or DEMO only"
)


def test_mails_are_listed_newest_first(db, client):
    older, newer = make.email(), make.email()

    page = client.get(reverse("mailbox"))

    assert list(page.context["page"]) == [newer, older]
    assert page.text.index(newer.subject) < page.text.index(older.subject)


def test_an_empty_mailbox_says_so(db, client):
    assert "No mail yet" in client.get(reverse("mailbox")).text


def test_one_reader_s_mails_can_be_kept(db, client):
    mine = make.email(to="asha@example.org")
    make.email(to="ruth@example.org")

    page = client.get(reverse("mailbox"), {"to": "asha@example.org"})

    assert list(page.context["page"]) == [mine]
    assert page.context["readers"] == ["asha@example.org", "ruth@example.org"]


@pytest.mark.parametrize("query", [{"to": "nobody"}, {"page": "x"}, {"page": "99"}, {"to": "\x00"}])
def test_whatever_is_asked_for_gets_a_page(db, client, query):
    make.email()

    assert client.get(reverse("mailbox"), query).status_code == 200


def test_reading_one_shows_its_words_and_its_links(db, client):
    email = make.email(body="Open this:\n\nhttp://localhost:8000/work/\n\n<b>not bold</b>")

    page = client.get(reverse("mailbox_mail", args=[email.pk]))

    assert email.subject in page.text
    assert 'href="http://localhost:8000/work/"' in page.text
    assert "<b>not bold" not in page.text


def test_the_coloured_part_may_have_styles_and_nothing_else(db, client):
    email = make.email(html='<p style="color: red">Hello</p><script>alert(1)</script>')

    page = client.get(reverse("mailbox_html", args=[email.pk]))

    policy = page["Content-Security-Policy"]
    assert email.html in page.text
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox allow-popups" in policy
    assert "script" not in policy


def test_other_pages_keep_the_strict_policy(db, client):
    assert "unsafe-inline" not in client.get(reverse("mailbox"))["Content-Security-Policy"]


@pytest.mark.parametrize("cards", [1, 20])
def test_the_list_asks_as_little_for_many_mails_as_for_one(
    db, client, cards, django_assert_num_queries
):
    for _ in range(cards):
        make.email()

    with django_assert_num_queries(3):  # the readers, the count, the page
        client.get(reverse("mailbox"))


@pytest.mark.parametrize("name", ["mailbox_mail", "mailbox_html"])
def test_a_mail_that_is_not_there_is_a_404(db, client, name):
    assert client.get(reverse(name, args=[99])).status_code == 404


def test_staff_read_mails_in_the_admin_but_no_codes_and_change_none(db, sign_in):
    browser = sign_in(make.platform())
    secret = make.email(secret=True, subject="X7K is your code", body="X7K", html="X7K")
    plain = make.email()

    listed = browser.get(reverse("admin:notifications_email_changelist"))
    hidden = browser.get(reverse("admin:notifications_email_change", args=[secret.pk]))
    shown = browser.get(reverse("admin:notifications_email_change", args=[plain.pk]))
    changed = browser.post(
        reverse("admin:notifications_email_change", args=[plain.pk]), {"subject": "Other"}
    )

    assert plain.subject in listed.text
    assert "X7K" not in listed.text + hidden.text
    assert plain.body.strip() in shown.text
    assert changed.status_code == 403
    assert Email.objects.filter(subject=plain.subject).exists()

import pytest
from django.urls import reverse

from accounts import actions
from accounts.models import Membership, Organisation, User
from marketplace.states import WrongState
from notifications.models import Email, Notice
from tests import make

URL = "accounts:organisation_edit"
FIELDS = {
    "name": "Acme Bakery",
    "type": "company",
    "website": "https://www.acme.example/about",
    "about": "We bake.",
    "country": "IN",
    "city": "Pune",
    "time_zone": "",
}


def newcomer(email="ruth@acme.example"):
    return make.user("employer", email=email)


def create(browser, **given):
    return browser.post(reverse(URL), {**FIELDS, **given})


def test_creating_one_makes_its_owner_and_guesses_the_zone(db, sign_in):
    person = newcomer()

    answer = create(sign_in(person))

    org = Organisation.objects.get()
    assert answer.url == reverse(URL)
    assert (org.name, org.slug, org.time_zone) == ("Acme Bakery", "acme-bakery", "Asia/Kolkata")
    assert Membership.objects.get().user == person
    person.refresh_from_db()
    assert person.time_zone == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("email", "website", "verified"),
    [
        ("ruth@acme.example", "https://acme.example/", True),
        ("ruth@ACME.example", "http://www.Acme.example:8080/about", True),
        ("ruth@acme.example", "https://shop.acme.example/", True),
        ("ruth@mail.acme.example", "https://acme.example/", False),
        ("ruth@acme.example", "https://notacme.example/", False),
        ("ruth@acme.example", "https://acme.example.org/", False),
        ("ruth@acme.example", "https://evil.example/acme.example", False),
        ("ruth@acme.example", "https://acme.example@evil.example/", False),
        ("ruth@acme.example", "", False),
        ("ruth@gmail.com", "https://gmail.com/", False),
        ("ruth@uni.example", "https://uni.example/", False),
    ],
)
def test_an_address_at_the_website_s_domain_verifies(db, sign_in, email, website, verified):
    make.university(domain="uni.example")

    create(sign_in(newcomer(email.lower())), website=website)

    org = Organisation.objects.get()
    assert org.is_verified is verified
    assert org.proof == ("domain" if verified else "")
    assert (org.verified_at is not None) is verified


def test_the_page_says_what_happens_next_to_who_is_not_verified(db, sign_in):
    browser = sign_in(newcomer("ruth@gmail.com"))

    create(browser)

    page = browser.get(reverse(URL))
    assert "Not verified yet" in page.text
    assert "A university that reads it, or our staff, check who you are" in page.text


@pytest.mark.parametrize(
    ("email", "says"),
    [("ruth@acme.example", True), ("r@gmail.com", False), ("r@uni.example", False)],
)
def test_the_quick_way_is_shown_to_who_can_take_it(db, sign_in, email, says):
    make.university(domain="uni.example")
    browser = sign_in(newcomer(email))

    create(browser, website="")

    assert ("Quicker: if your organisation has a website" in browser.get(reverse(URL)).text) is says


def test_a_form_sent_twice_makes_one(db, sign_in):
    person = newcomer()
    org = Organisation(name="Acme", type="company", country="IN")

    create(sign_in(person))
    again = actions.create_organisation(org, person)

    assert Organisation.objects.get() == again


def test_two_of_the_same_name_have_their_own_addresses(db, sign_in):
    for number in range(3):
        create(sign_in(newcomer(f"r{number}@gmail.com")))

    slugs = list(Organisation.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[:2] == ["acme-bakery", "acme-bakery-pune"]
    assert len(set(slugs)) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "..."),
        ("type", "bank"),
        ("country", "XX"),
        ("website", "javascript:1"),
        ("time_zone", "Mars/Base"),
    ],
)
def test_a_wrong_answer_is_an_error_beside_the_field(db, sign_in, field, value):
    page = create(sign_in(newcomer()), **{field: value})

    assert list(page.context["form"].errors) == [field]
    assert not Organisation.objects.exists()


def test_a_verified_one_that_moves_to_another_website_is_checked_again(db, sign_in):
    browser = sign_in(newcomer())
    create(browser)

    create(browser, website="https://evil.example/")

    org = Organisation.objects.get()
    assert (org.status, org.proof, org.verified_at) == ("unverified", "", None)


def test_a_verified_one_may_change_its_words(db, sign_in):
    browser = sign_in(newcomer())
    create(browser)

    create(browser, about="We bake bread.", website="https://acme.example/jobs")

    assert Organisation.objects.get().is_verified


def test_one_that_a_person_checked_is_checked_again_under_another_name(db, sign_in):
    org = make.organisation(proof="staff", name="Acme Bakery", website=FIELDS["website"])
    browser = sign_in(make.employer(org, email="ruth@gmail.com"))

    create(browser, about="We bake bread.")
    assert Organisation.objects.get().is_verified
    create(browser, name="National Bank")

    assert not Organisation.objects.get().is_verified


def test_a_refused_one_stays_refused_whatever_it_changes(db, sign_in):
    org = make.organisation(status="refused", proof="", verified_at=None)
    browser = sign_in(make.employer(org, email="ruth@acme.example"))

    page = create(browser)

    assert page.status_code == 302
    assert Organisation.objects.get().status == "refused"
    assert "could not confirm this organisation" in browser.get(reverse(URL)).text


def test_nobody_posts_a_status(db, sign_in):
    create(sign_in(newcomer("ruth@gmail.com")), status="verified", proof="staff")

    assert Organisation.objects.get().status == "unverified"


def test_a_decision_of_staff_tells_the_owners_once(db):
    org = make.organisation(status="unverified", proof="", verified_at=None)
    owner = make.employer(org)

    actions.verify_organisation(org, Organisation.Proof.STAFF)
    with pytest.raises(WrongState):
        actions.verify_organisation(org, Organisation.Proof.STAFF)

    mail = Email.objects.get()
    assert (mail.to, mail.subject) == (owner.email, f"{org.name} is verified")
    org.refresh_from_db()
    assert (org.status, org.proof) == ("verified", "staff")


def test_the_admin_verifies_and_refuses(db, sign_in):
    browser = sign_in(make.platform())
    new = make.organisation(status="unverified", proof="", verified_at=None)
    make.employer(new)
    url = reverse("admin:accounts_organisation_changelist")

    for action in ("verify", "refuse", "refuse"):
        browser.post(url, {"action": action, "_selected_action": [new.pk]})

    new.refresh_from_db()
    assert (new.status, new.verified_at) == ("refused", None)
    assert [mail.key.split(":")[0] for mail in Email.objects.order_by("pk")] == [
        "organisation_verified",
        "organisation_refused",
    ]


def test_one_that_is_refused_again_is_told_again_with_a_way_to_mend_it(db):
    org = make.organisation(status="unverified", proof="", verified_at=None)
    owner = make.employer(org)

    for _ in range(2):
        actions.refuse_organisation(org)
        org.status = "unverified"  # another name is checked anew
        org.save()

    told = Notice.objects.filter(reader=owner, kind="accounts/organisation_refused")
    assert [row.url for row in told] == [reverse("accounts:organisation_edit")] * 2


def test_everybody_reads_a_verified_one(db, client):
    org = make.organisation(about="We bake.\n\nAt night.", website="https://acme.example/")

    page = client.get(org.get_absolute_url())

    assert page.status_code == 200
    assert "<p>At night.</p>" in page.text
    assert "by an e-mail address at acme.example" in page.text
    assert 'rel="noopener nofollow ugc"' in page.text


def test_words_of_an_organisation_are_not_markup(db, client):
    org = make.organisation(about="<script>alert(1)</script>", name="<b>Acme</b>")

    page = client.get(org.get_absolute_url())

    assert "<script>alert" not in page.text
    assert "<b>Acme" not in page.text


@pytest.mark.parametrize("status", ["unverified", "refused"])
def test_others_do_not_see_one_that_is_not_verified(db, client, sign_in, status):
    org = make.organisation(status=status, proof="", verified_at=None)

    assert client.get(org.get_absolute_url()).status_code == 404
    assert sign_in(make.employer()).get(org.get_absolute_url()).status_code == 404
    assert sign_in(make.staff()).get(org.get_absolute_url()).status_code == 200
    assert sign_in(make.employer(org)).get(org.get_absolute_url()).status_code == 200


def test_the_time_zone_somebody_chose_stays(db, sign_in):
    person = make.user("employer", email="ruth@acme.example", time_zone="Europe/London")

    create(sign_in(person), time_zone="America/Chicago")

    assert Organisation.objects.get().time_zone == "America/Chicago"
    assert User.objects.get(pk=person.pk).time_zone == "Europe/London"

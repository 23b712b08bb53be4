"""What an e-mail address tells: which university, or whose website."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from accounts.models import University, UniversityDomain

FREE_MAIL = Path(__file__).with_name("free_mail.txt")


def domain_of(email: str) -> str:
    """Lower case; a trailing dot is no part of it."""
    return email.rpartition("@")[2].lower().rstrip(".")


def university_of(email: str) -> University | None:
    """Whose domain it is: the longest one that covers it wins."""
    match = UniversityDomain.objects.covering(domain_of(email)).select_related("university").first()
    return match.university if match else None


def anybody_can_have(email: str) -> bool:
    """An address at a provider that gives them to everybody."""
    return domain_of(email) in _free_mail()


def proves(email: str, website: str) -> bool:
    """Whether having `email` shows that one speaks for `website`.

    The website is at the e-mail's own domain or below it. Not where everybody can have an
    address, and not at a university: each of its students has one.
    """
    host, domain = host_of(website), telling_domain(email)
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def telling_domain(email: str) -> str:
    """The domain of `email` if only one organisation's people have addresses there, or ""."""
    tells_nothing = anybody_can_have(email) or university_of(email) is not None
    return "" if tells_nothing else domain_of(email)


def host_of(website: str) -> str:
    """`https://www.example.org/about` is example.org."""
    host = (urlsplit(website).hostname or "").rstrip(".")
    return host.removeprefix("www.")


@cache
def _free_mail() -> frozenset[str]:
    lines = FREE_MAIL.read_text().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))

"""What tests of finding projects say again and again."""

from datetime import timedelta

from django.utils import timezone

from tests.listings.seen import seen

BROWSE = "/projects/"


def titles(response):
    return seen(response).titles


def counts(response, name):
    [facet] = [each for each in seen(response).facets if each.name == name]
    return {option.value: option.n for option in facet.options if option.value}


def ago(hours):
    return timezone.now() - timedelta(hours=hours)

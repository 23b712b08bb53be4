"""What pages about work that goes on need and templates cannot say."""

from django import template

from applications import durations

register = template.Library()


@register.filter
def as_time(minutes: int) -> str:
    """1 h 30 min"""
    return durations.in_words(minutes)

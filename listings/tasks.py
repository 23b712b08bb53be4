from datetime import timedelta

from celery import shared_task
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.utils import timezone

from listings import actions
from listings.models import Listing
from marketplace.states import WrongState

HOUR = timedelta(hours=1)


@shared_task
def close_expired() -> None:
    """Close what is past its deadline once every answer that could fill it has had its time.

    After the deadline the employer still decides, and a student still answers an offer; the
    clocks of both are the format's. Runs as often as one likes: each listing closes once.
    """
    answers = ExpressionWrapper(
        F("apply_by") + (F("format__decision_hours") + F("format__offer_hours")) * Value(HOUR),
        output_field=DateTimeField(),
    )
    over = Listing.objects.filter(status=Listing.Status.OPEN).alias(answered_by=answers)
    for listing in over.filter(answered_by__lt=timezone.now()):
        try:
            actions.close(listing)
        except WrongState:  # somebody closed or filled it meanwhile
            continue

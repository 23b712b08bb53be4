from listings.forms.listing import ListingForm, complete_form

__all__ = ["ListingForm", "complete_form"]

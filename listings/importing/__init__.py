"""Listings from a spreadsheet: read a CSV, say what is unclear, make drafts of the rest.

`files` reads records; `tidy`, `numbers`, `pay`, `spans`, `days`, `places`, `words` read one cell
each and know nothing of the site; `rows` puts a record together under a person's `choices`;
`drafts` alone turns that into listings. Parse what is clear, report what is not, guess nothing.
"""

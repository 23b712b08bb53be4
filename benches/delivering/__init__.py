"""A storm over the mails: workers die, servers forget and a mail server that is not well.

`benches.mail` prepares it; `python -m benches.delivering` is the storm itself, in a process that
knows Django.
"""

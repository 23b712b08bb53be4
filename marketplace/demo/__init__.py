"""People, projects and a story to look at: loaded by `manage.py demo`, never in production."""

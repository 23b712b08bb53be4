"""Every setting, for every place: differences come from the environment (docs/operations.md)."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from marketplace import env

# Django's generic classes take a type in brackets: `ModelAdmin[Email]`.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Environment -----------------------------------------------------------

DEBUG = env.flag("DEBUG")
# Demo personas, the mailbox page and the "no real money" bar exist only with DEMO=1.
DEMO = env.flag("DEMO")
SITE_URL = env.text("SITE_URL", "http://localhost:8000" if DEBUG else None).rstrip("/")
SECRET_KEY = env.text("SECRET_KEY", "development-only-" + "x" * 40 if DEBUG else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [
    urlsplit(SITE_URL).hostname or "",
    *(["localhost", "127.0.0.1"] if DEBUG else []),
]
if not DEBUG and len(set(SECRET_KEY)) < 12:
    raise ImproperlyConfigured("SECRET_KEY is too weak: use 50 random characters.")

# --- Rooms -----------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    # The templates of form fields: ours may replace them (FORM_RENDERER).
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "marketplace",
    "notifications",
    "accounts",
    "listings",
    "applications",
    "payments",
    "outcomes",
]

MIDDLEWARE = [
    "marketplace.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    # Above WhiteNoise, so that static files carry the policy too (reliability.md T7).
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.middleware.unavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Above everything that reads what was sent, as the CSRF check does.
    "marketplace.middleware.bodies",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.login_required",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.last_seen",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.local_time",
    "accounts.middleware.second_factor",
    "notifications.middleware.read_by_looking",
    "marketplace.middleware.wrong_method",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.site",
            ],
        },
    },
]
FORM_RENDERER = "marketplace.drawing.Renderer"

# --- Database, cache, sessions ---------------------------------------------


def _database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "foothold"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **parts,
            "connect_timeout": 3,
            # For being asked often nothing is prepared: only what `marketplace.prepared` asks.
            "prepare_threshold": 1_000_000_000,
            # Milliseconds. A page that needs longer than this is a fault, not a wait.
            "options": "-c statement_timeout=15000 -c lock_timeout=2000"
            " -c idle_in_transaction_session_timeout=30000",
        },
    }


DATABASES = {
    "default": _database(
        env.text("DATABASE_URL", "postgres://foothold@localhost/foothold" if DEBUG else None)
    )
}
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0" if DEBUG else None)

# In Postgres, so that losing Redis signs nobody out and loses no rate limit.
SESSION_ENGINE = "accounts.sessions"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Django's default of 300 would let a stranger push other people's limits out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Accounts --------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "listings:home"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.joining.SignupForm",
    "login": "accounts.forms.signing_in.LoginForm",
    "reset_password": "accounts.forms.signing_in.ResetPasswordForm",
    "change_password": "accounts.forms.signing_in.ChangePasswordForm",
    "add_email": "accounts.forms.signing_in.AddEmailForm",
}
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600  # seconds; ASVS 6.5.5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXIES", 0)
# A university's own sign-in (docs/sign-on.md). A link begins it: nothing is changed by coming back.
SOCIALACCOUNT_ADAPTER = "accounts.sign_on_adapter.SocialAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
# Identity providers may be on this machine or in its own network, and without https.
SIGN_ON_PRIVATE_HOSTS = env.flag("SIGN_ON_PRIVATE_HOSTS", DEBUG)
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Foothold"
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

# --- Security --------------------------------------------------------------

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    # A POST that redirects to the hosted payment page needs that host here.
    "form-action": [CSP.SELF, *env.words("FORM_ACTION_HOSTS")],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "marketplace.errors.csrf_failure"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
# What a request may carry, bytes, files counted; more is refused unread.
MAX_BODY_BYTES = 60 * 1024 * 1024
MAX_STRANGERS_BODY_BYTES = 1024 * 1024  # who has not signed in sends no files
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

# --- Files -----------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / ".local" / "media")))
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MAX_DELIVERY_BYTES = 50 * 1024 * 1024  # a file of work that is handed in
MAX_TOGETHER_BYTES = 55 * 1024 * 1024  # all files of one form; with its text within MAX_BODY_BYTES
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Set: uploads go to this bucket of an S3-compatible store; our views still hand them out.
if bucket := env.text("S3_BUCKET", ""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("S3_ENDPOINT", "") or None,
            "access_key": env.text("S3_ACCESS_KEY"),
            "secret_key": env.text("S3_SECRET_KEY"),
            "region_name": env.text("S3_REGION", "us-east-1"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "file_overwrite": False,
        },
    }
FILE_UPLOAD_PERMISSIONS = 0o600
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- Language, time, mail --------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
SITE_NAME = "Foothold"

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Foothold <hello@foothold.example>")
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", "help@foothold.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A name that anymail knows ("postmark", "amazon_ses", "mailgun"): mail goes to its API instead of
# an SMTP server. Its keys are in variables that begin with its name: POSTMARK_SERVER_TOKEN.
MAIL_PROVIDER = env.text("MAIL_PROVIDER", "") or ""
# "user:password" of the address that it tells bounces and complaints to; without it there is none.
MAIL_WEBHOOK_SECRET = env.text("MAIL_WEBHOOK_SECRET", "") or ""
ANYMAIL: dict[str, Any] = {
    **(env.beginning(f"{MAIL_PROVIDER.upper()}_") if MAIL_PROVIDER else {}),
    "WEBHOOK_SECRET": MAIL_WEBHOOK_SECRET,
    "REQUESTS_TIMEOUT": 10,  # seconds
    # Not every provider takes every header; a mail without one is better than none.
    "IGNORE_UNSUPPORTED_FEATURES": True,
}
# In DEBUG mail stays in the outbox, where the mailbox page shows it.
MAILERS: dict[str, dict[str, Any]]
if DEBUG or DEMO:
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
elif MAIL_PROVIDER:
    MAILERS = {"default": {"BACKEND": f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"}}
else:
    MAILERS = {
        "default": {
            "BACKEND": "notifications.smtp.EmailBackend",
            "OPTIONS": {
                "host": env.text("SMTP_HOST"),
                "port": env.whole("SMTP_PORT", 587),
                "username": env.text("SMTP_USER", ""),
                "password": env.text("SMTP_PASSWORD", ""),
                "use_tls": env.flag("SMTP_TLS", True),
                "timeout": 10,  # seconds
            },
        }
    }

# What the provider takes from us, of all workers together; 0 is as much as we can send.
MAILS_PER_SECOND = env.whole("MAILS_PER_SECOND", 0)
# What who receives for a domain takes from us: domains before one "=" count together, "*" is each
# other by itself, 0 as much as we can send. Nobody publishes such a limit: these are careful.
MAILS_PER_SECOND_TO = env.rates(
    "MAILS_PER_SECOND_TO",
    ""
    if DEBUG or DEMO
    else "gmail.com googlemail.com=20, outlook.com hotmail.com live.com msn.com=10,"
    " yahoo.com ymail.com aol.com=10, icloud.com me.com mac.com=10, *=20",
)

# --- Search ----------------------------------------------------------------

# bitmaps, sql, or auto: bitmaps, save inside a transaction, which may still be taken back.
SEARCH_ENGINE = env.text("SEARCH_ENGINE", "auto")
# How old what a web process knows of open listings may be, seconds.
SEARCH_REFRESH_SECONDS = 1.0
# Whether a web process, once started, reads which listings have which words before somebody asks.
SEARCH_READIES_WORDS = True
# How old what a page says of an employer's record may be.
FLAGS_KEPT_SECONDS = 600

# --- Money -----------------------------------------------------------------

# Our share of every project, in basis points of what the employer pays: 1000 = 10 %.
PLATFORM_FEE_BPS = 1000
# The least a project may pay per estimated hour, minor units (product.md section 5). In the other
# currencies it is what the US dollar's is worth.
MINIMUM_PER_HOUR = {"USD": 20_00, "GBP": 12_00, "EUR": 15_00, "INR": 250_00, "JPY": 1500}
MINIMUM_PER_HOUR |= {"CAD": 25_00, "AUD": 28_00, "CHF": 20_00}
# Offered first, of all the currencies that a listing can be written in.
CURRENCIES = ["USD", "GBP", "EUR", "INR"]
# What the platform's Stripe account settles in: a listing in another one cannot be paid, so it is
# not sent. Every one here must be switched on there.
SETTLED_CURRENCIES = env.words("SETTLED_CURRENCIES", "USD,GBP,EUR,INR,CAD,JPY")
# Where universities send transfers for their budgets: name, IBAN or account number, bank.
BANK_DETAILS = env.text("BANK_DETAILS", "")
# What the site carries out from the application to the pay, of listings.models.Direction. The
# others can be written and kept; a fee that a student pays has no way through the ledger yet.
DIRECTIONS = ["paid", "expenses"]
PLATFORM_COUNTRY = env.text("PLATFORM_COUNTRY", "US")
# How long a platform may hold money, by its country: https://docs.stripe.com/connect/manual-payouts
HOLD_DAYS = {"US": 730, "TH": 10}.get(PLATFORM_COUNTRY, 90)
# Who sells, on invoices: the legal name, the address (lines divided by "|") and a tax number. The
# series begins each number; another company begins another series.
# Whose days the books count: dates of papers, years of statements, months of the platform.
BOOKS_TIME_ZONE = env.text("BOOKS_TIME_ZONE", "UTC") or "UTC"
SELLER_NAME = env.text("SELLER_NAME", "Foothold") or "Foothold"
INVENTED = "1 Ledge Row|Duluth, MN 55802|United States"
SELLER_ADDRESS = (env.text("SELLER_ADDRESS", INVENTED if DEMO else "") or "").replace("|", "\n")
SELLER_TAX_ID = env.text("SELLER_TAX_ID", "") or ""
SELLER_SERIES = env.text("SELLER_SERIES", "FH") or "FH"
# From which sum on, in US cents, we report a student's pay of a year by form 1099-NEC: by the
# year from which it counts. Source and rule: payments/taxes.py.
TAX_FORM_FROM = {2026: 2_000_00}
# A tax within every price, in basis points: 1900 = 19 %. None without.
INVOICE_TAX_NAME = env.text("INVOICE_TAX_NAME", "") or ""
INVOICE_TAX_BPS = env.whole("INVOICE_TAX_BPS", 0)
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "sk_test_unset" if DEBUG else None)
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET", "whsec_unset" if DEBUG else None)
# Empty: Stripe itself. Set: the local stand-in, and nothing else.
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "") or ""
STRIPE_VERSION = "2026-05-27.dahlia"
# A deployment whose payments are only played: every page says so.
STRIPE_TEST_MODE = env.flag("STRIPE_TEST_MODE")
# Events from the other mode are refused, so a test key never moves live rows.
STRIPE_LIVEMODE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
if STRIPE_LIVEMODE and STRIPE_TEST_MODE:
    raise ImproperlyConfigured("STRIPE_TEST_MODE takes a test key: this one moves real money.")
if not (STRIPE_LIVEMODE or STRIPE_TEST_MODE or DEBUG or DEMO):
    raise ImproperlyConfigured(
        "STRIPE_SECRET_KEY has to start sk_live_ or rk_live_. With a test key, set"
        " STRIPE_TEST_MODE=1: the site then says that no real money moves."
    )
if STRIPE_API_BASE:
    if not STRIPE_SECRET_KEY.startswith("sk_test_standin_"):
        raise ImproperlyConfigured("STRIPE_API_BASE takes a key that starts sk_test_standin_.")
    if not DEBUG and not DEMO:
        raise ImproperlyConfigured("The Stripe stand-in is for DEBUG or DEMO only.")
    SECURE_CSP["form-action"].append(STRIPE_API_BASE)
elif STRIPE_SECRET_KEY.startswith("sk_test_standin_"):
    raise ImproperlyConfigured("A key of the stand-in takes STRIPE_API_BASE.")
elif STRIPE_LIVEMODE and (DEBUG or DEMO):
    raise ImproperlyConfigured("DEBUG and DEMO never move real money: use a test key.")
else:
    SECURE_CSP["form-action"] += [
        "https://checkout.stripe.com",
        "https://connect.stripe.com",
        "https://accounts.stripe.com",  # where v2 account links lead
    ]

# --- Limits of product.md, in one place ------------------------------------

MAX_OPEN_APPLICATIONS = 10
# Of all placements that a student has at one time, together with the one applied for.
MAX_HOURS_PER_WEEK = 40
MODERATION_WORKING_DAYS = 2
# The month in which universities' years begin, by which outcomes are counted: 8 is August.
ACADEMIC_YEAR_FROM = env.whole("ACADEMIC_YEAR_FROM", 8)

# --- Background work (reliability.md 2.2) ----------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
# There is none; each thread would look for one in all that is installed.
CELERY_RESULT_BACKEND_THREAD_SAFE = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120  # seconds
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_VISIBILITY_TIMEOUT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "max_retries": 1,
    "global_keyprefix": "foothold:",
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
# Workers take from each in turn: what somebody waits for, and the mails, stand in no other's way.
CELERY_TASK_QUEUES = {
    name: {"exchange": name, "routing_key": name} for name in ("urgent", "celery", "mail")
}
CELERY_TASK_ROUTES = {
    "notifications.tasks.send_email": {"queue": "urgent"},
    "notifications.tasks.send_due": {"queue": "mail"},
}
# Every task does all that is due, so a tick that is missed is caught by the next.
CELERY_BEAT_SCHEDULE = {
    "send waiting mail": {"task": "notifications.tasks.sweep_emails", "schedule": 5.0},
    "forget old mails": {
        "task": "notifications.tasks.forget_old_mails",
        "schedule": crontab(hour="2", minute="40"),
    },
    "read universities' identity providers": {
        "task": "accounts.tasks.read_metadata",
        "schedule": crontab(hour="3", minute="30"),
    },
    "gather digests": {"task": "notifications.tasks.gather_digests", "schedule": 60.0},
    "send waiting operations": {"task": "payments.tasks.sweep_operations", "schedule": 10.0},
    "read waiting events": {"task": "payments.tasks.sweep_events", "schedule": 15.0},
    "ask Stripe what we missed": {"task": "payments.tasks.poll_fundings", "schedule": 60.0},
    "read events that never came": {"task": "payments.tasks.poll_events", "schedule": 600.0},
    "read students' events that never came": {
        "task": "payments.tasks.poll_accounts",
        "schedule": crontab(hour=4, minute=20),
    },
    "turn the clocks": {"task": "marketplace.tasks.turn_clocks", "schedule": 60.0},
    "take passed deadlines out of searches": {
        "task": "listings.tasks.keep_open_listings",
        "schedule": 60.0,
    },
    "apply new policies": {"task": "listings.tasks.apply_policies", "schedule": 60.0},
    "approve by rules": {"task": "applications.tasks.decide_by_rules", "schedule": 60.0},
    "learn the words of open listings": {
        "task": "listings.tasks.learn_words",
        "schedule": 3600.0,
    },
    "count how sought employers are": {
        "task": "applications.tasks.count_sought",
        "schedule": crontab(hour="1", minute="15"),
    },
    # A task does as much as it has time for, the next goes on.
    "match everybody with everything": {
        "task": "applications.tasks.match_everybody",
        "schedule": crontab(hour="2-6", minute="*/2"),
    },
    "mail what fits": {"task": "applications.tasks.tell_of_matches", "schedule": 60.0},
    "learn how much each measure counts": {
        "task": "applications.tasks.learn_weights",
        "schedule": crontab(day_of_week="sunday", hour="1", minute="30"),
    },
    "match what was published": {
        "task": "applications.tasks.match_changes",
        "schedule": 20.0,
    },
    "take up imports, delete old ones": {"task": "listings.tasks.sweep_imports", "schedule": 60.0},
    "mail that messages wait": {"task": "applications.tasks.mail_messages", "schedule": 60.0},
    "mail what saved searches found": {
        "task": "listings.tasks.mail_searches",
        "schedule": 300.0,
    },
    "forget who was told of what": {
        "task": "listings.tasks.forget_told",
        "schedule": crontab(hour="2", minute="50"),
    },
    "remind of saved deadlines": {
        "task": "applications.tasks.mail_saved_deadlines",
        "schedule": 60.0,
    },
    "forget files that were never sent": {
        "task": "applications.tasks.forget_old_drafts",
        "schedule": 3600.0,
    },
    "recall what refused organisations have published": {
        "task": "applications.tasks.recall_of_refused",
        "schedule": 60.0,
    },
    "tell of changed listings": {
        "task": "applications.tasks.tell_of_changes",
        "schedule": 30.0,
    },
    "compare with Stripe's book": {"task": "payments.tasks.reconcile", "schedule": 600.0},
    "close pages nobody needs": {"task": "payments.tasks.close_pages", "schedule": 60.0},
    "free what budgets reserved": {"task": "payments.tasks.free_budgets", "schedule": 60.0},
    "issue invoices and credit notes": {
        "task": "payments.tasks.issue_papers",
        "schedule": 60.0,
    },
    "keep what universities are told of": {
        "task": "outcomes.tasks.keep_counts",
        "schedule": 300.0,
    },
    "ask where graduates went": {
        "task": "outcomes.tasks.sweep_surveys",
        "schedule": 3600.0,
    },
    "compare that with a full count": {
        "task": "outcomes.tasks.check_counts",
        "schedule": crontab(hour="1-5", minute="*/10"),
    },
    "check the ledger": {
        "task": "payments.tasks.check_ledger",
        "schedule": crontab(hour="3", minute="10"),
    },
}

# --- Logs ------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    # Sweeps and calls of Stripe come every few seconds and would bury all else; what fails is said.
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace", "stripe")
    },
}

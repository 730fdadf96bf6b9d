"""The floor that `make bench` measures prep against: Django with sessions, users and CSRF, and nothing else."""

from prep.settings import *  # noqa: F403

ROOT_URLCONF = "floor_urls"
INSTALLED_APPS = ["cards", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
INSTALLED_APPS += ["django.contrib.staticfiles", "allauth", "allauth.mfa", "allauth.usersessions"]  # for `serve` alone
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

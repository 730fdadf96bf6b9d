"""Sessions in the database, read together with their learner.

Two look-ups before every page are half of what a small page costs (`make bench`). allauth keeps a row for each session
with its user, so one statement can bring both. Everything else is Django's own database session. It also says whether
that row is to be told that the session is in use: allauth's own way of noting it costs three statements a request.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cards.accounts.devices import forget_learner, remember_device
from cards.accounts.sealing import SealedUnderAnotherKey, seal, unseal
from cards.models import Learner
from cards.models.storing import moment

# What allauth keeps there for a while and a copy of the database must not give away: the secret of an authenticator app
# that is being set up, the key of a link to a new password, a code that was mailed.
SECRETS = {"mfa.totp.secret", "_password_reset_key", "account_email_reauthentication_code"}
SEEN_EVERY = timedelta(minutes=10)
EMPTY: dict[Any, type] = {"[]": list, "{}": dict}  # as JSON, which most of a learner's lists are
LARGEST_KEPT = 4096  # characters of a session that is not decoded anew for each request
_FIELDS = Learner._meta.concrete_fields
_NAMES = [field.attname for field in _FIELDS]
_SESSION_AND_LEARNER = f"""
SELECT s.session_data, u.last_seen_at < %s, {", ".join(f'l."{field.column}"' for field in _FIELDS)}
FROM django_session s
LEFT JOIN usersessions_usersession u ON u.session_key = s.session_key
LEFT JOIN cards_learner l ON l.id = u.user_id
WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608 - column names of our own model


class SessionStore(DatabaseSessionStore):
    """`learner` is the one the session was opened for, as stored, once the session has been read; unverified."""

    learner: Learner | None = None
    was_seen_long_ago = False

    def _validate_session_key(self, key):
        """Letters and digits, as Django makes them: PostgreSQL fails to look for a NUL, say."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()

    def encode(self, session_dict):
        sealed = {name: seal(json.dumps(session_dict[name])) for name in SECRETS & session_dict.keys()}
        return super().encode(session_dict | sealed if sealed else session_dict)

    def decode(self, session_data):
        if len(session_data) > LARGEST_KEPT:
            data = super().decode(session_data)
        else:
            data = json.loads(_decoded(session_data, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        for name in SECRETS & data.keys():
            with suppress(SealedUnderAnotherKey, ValueError):
                data[name] = json.loads(unseal(data[name]))
                continue
            del data[name]  # asked for anew
        return data

    def load(self):
        with connection.cursor() as cursor:
            now = timezone.now()
            cursor.execute(_SESSION_AND_LEARNER, (moment(now - SEEN_EVERY), self.session_key, moment(now)))
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        if row[2] is not None:
            self.learner = _learner(row[2:])
        self.was_seen_long_ago = bool(row[1])
        return self.decode(row[0])


@lru_cache(maxsize=512)
def _decoded(session_data: str, *keys: str) -> str:
    """What a session holds that was signed with one of these keys, as JSON: it is mostly what it was a request ago."""
    return json.dumps(DatabaseSessionStore().decode(session_data))


@cache
def _converters() -> list[tuple[int, Any, list[Callable[..., Any]]]]:
    """(index, column, converters) of the fields that this database does not hand over as Python values."""
    columns = [field.get_col("l") for field in _FIELDS]
    found = (
        (index, column, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)])
        for index, column in enumerate(columns)
    )
    return [(index, column, converters) for index, column, converters in found if converters]


def _learner(row: Sequence[Any]) -> Learner:
    values = list(row)
    for index, column, converters in _converters():
        if empty := EMPTY.get(values[index]):
            values[index] = empty()
            continue
        for convert in converters:
            values[index] = convert(values[index], column, connection)
    return Learner.from_db(DEFAULT_DB_ALIAS, _NAMES, values)


class SignedIn(AuthenticationMiddleware):
    """Django's, which it also falls back to: `request.user` is the learner that came with the session if all fits.

    Not lazily: every page asks who is there, and a lazy object is paid for at each of a hundred looks at it.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = learner_of(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request._cached_user.is_authenticated and not request.user.is_authenticated:
            _clear(request, response)
        if request.session.was_seen_long_ago and request.user.is_authenticated:
            with suppress(DatabaseError):  # the next request will note it; this one has its answer
                rows = UserSession.objects.filter(session_key=request.session.session_key)
                rows.update(last_seen_at=timezone.now())
        return response


def _clear(request: HttpRequest, response: HttpResponse) -> None:
    """After signing out nothing is left on the device, except that the learner was here, while there is one.

    Not "cookies": that reaches the cookies of other sites under the same domain, and the token of forms in other tabs.
    """
    response["Clear-Site-Data"] = '"cache", "storage"'
    keep = remember_device if request._cached_user.is_active else forget_learner
    keep(request, response, request._cached_user)


def learner_of(request: HttpRequest):
    if not hasattr(request, "_cached_user"):
        request._cached_user = _checked(request.session) or auth.get_user(request)
    return request._cached_user


def _checked(session: SessionStore) -> Learner | None:
    """The session's learner, after the checks of django.contrib.auth.get_user; None to leave the decision to it."""
    learner_id = session.get(auth.SESSION_KEY)  # reads the session
    learner = session.learner
    if learner is None or str(learner.pk) != learner_id or not learner.is_active:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    known = constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), learner.get_session_auth_hash())
    return learner if known else None

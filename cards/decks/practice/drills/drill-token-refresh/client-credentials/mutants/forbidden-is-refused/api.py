"""A client of an API whose tokens live for minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from lib.fake_http import Response, Timeout
from typing import Any

USUAL_LIFE = 600
ATTEMPTS = 2


class AuthError(Exception):
    """No token to be had, or none that is accepted."""

    def __init__(self, status: int) -> None:
        super().__init__(f"not let in: {status}")
        self.status = status


@dataclass(frozen=True)
class Token:
    text: str
    ends: float


class Api:
    def __init__(
        self,
        send: Callable[..., Response],
        client_id: str,
        secret: str,
        clock: Callable[[], float],
        skew: float = 30,
    ) -> None:
        self._send = send
        self._client_id = client_id
        self._secret = secret
        self._clock = clock
        self._skew = skew
        self._token: Token | None = None

    def request(self, method: str, path: str, body: Any = None) -> Response:
        for _ in range(ATTEMPTS):
            token = self._usable_token()
            response = self._send(method, path, body=body, headers={"Authorization": f"Bearer {token.text}"})
            if response.status not in (401, 403):
                return response
            if self._token == token:  # otherwise another request has renewed it meanwhile
                self._token = None
        raise AuthError(401)

    def _usable_token(self) -> Token:
        held = self._token
        if held is not None and self._clock() < held.ends - self._skew:
            return held
        try:
            self._token = self._fetch_token()
        except (AuthError, Timeout):
            if held is None or self._clock() >= held.ends:
                raise
            return held
        return self._token

    def _fetch_token(self) -> Token:
        credentials = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._secret,
        }
        sent = self._clock()
        response = self._send("POST", "/oauth/token", body=credentials)
        if response.status != 200:
            raise AuthError(response.status)
        life = int(response.body.get("expires_in", USUAL_LIFE))
        return Token(response.body["access_token"], sent + life)

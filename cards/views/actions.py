"""Why a write was refused, said in one place: `code` and `status` for programs, `detail` for the learner.

A page shows the detail; whoever asks for JSON gets {code, detail, request_id} instead of the page, for every error.
"""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from cards.kinds import Unfit
from cards.models import Learner
from cards.services.accounts import save_settings
from cards.services.cards import create_card, create_cards, edit_card
from cards.services.limits import TooMuch
from cards.services.once import KeyReused, Stale
from cards.services.practice import grade_attempt
from cards.services.reading import TooOften, reading
from cards.services.review import grade_card, write_note
from cards.today import begin_day

logger = logging.getLogger("prep.refusals")


@dataclass(frozen=True)
class Refusal:
    status: int
    code: str
    detail: str


UNREADABLE = Refusal(422, "unreadable", "That could not be read, and nothing was changed. Please try again.")
STALE = Refusal(409, "stale", "This card moved on in another tab or on another device. Nothing was counted twice.")
TOO_OFTEN = Refusal(
    429,
    "too-often",
    "You have sent very much to be read within a minute. Nothing was changed: wait a minute, then send it again.",
)
# Errors that come with a page of their own, for whoever asks for JSON.
BY_STATUS = {
    refusal.status: refusal
    for refusal in (
        Refusal(400, "bad-request", "This request could not be read."),
        Refusal(401, "signed-out", "Sign in first."),
        Refusal(403, "forbidden", "This is not allowed."),
        Refusal(404, "not-found", "There is no such thing here."),
        Refusal(405, "wrong-method", "This address does not take that method."),
        Refusal(413, "too-large", "This is more than can be sent at once."),
        Refusal(414, "address-too-long", "This address is too long."),
        UNREADABLE,
        Refusal(429, "too-many", "These were too many tries. Wait a few minutes, then try again."),
        Refusal(500, "broken", "Something went wrong here, and was noted down."),
        Refusal(503, "busy", "prep is busy. Try again in a moment."),
    )
}
NOTHING_SUSPENDED = "None of these cards was in your queue: nothing was changed."
NOTHING_RESUMED = "None of these cards was suspended: nothing was changed."
REUSED = "This form was sent before for something else, and nothing was changed. Please try again."
REUSED_TEXT = "This form was sent before with something else in it, which was kept. Send it again to save this too."
# Where the first answer holds something of the learner's: what to do about it.
REUSED_FOR = {
    grade_card: "This form was sent before with another grade, which was kept. Undo takes it back.",
    grade_attempt: "This answer was graded before by other points, and that grade was kept. Undo takes it back.",
    create_card: REUSED_TEXT,
    create_cards: REUSED_TEXT,
    edit_card: REUSED_TEXT,
    write_note: REUSED_TEXT,
    save_settings: "This form was saved before with other values. Look at them once more, then save again.",
}


def attempt[**P, R](
    request: HttpRequest, service: Callable[Concatenate[Learner, P], R], *arguments: P.args, **options: P.kwargs
) -> R | Refusal:
    """What the service returns to this learner, or why it refused.

    What is not the learner's is not there: raises Http404.
    """
    begin_day(request)
    try:
        return service(request.user, *arguments, **options)
    except KeyReused:
        return refuse(request, Refusal(422, "key-reused", REUSED_FOR.get(service, REUSED)))
    except Stale:
        return refuse(request, STALE)
    except Unfit as error:
        return refuse(request, Refusal(422, "unfit", str(error)))
    except TooMuch as error:
        return refuse(request, Refusal(422, "too-much", str(error)))
    except Learner.DoesNotExist:  # deleted meanwhile: nobody is signed in any more, which the middleware answers
        raise
    except ObjectDoesNotExist as error:
        raise Http404 from error


def attempt_long[**P, R](
    request: HttpRequest, service: Callable[Concatenate[Learner, P], R], *arguments: P.args, **options: P.kwargs
) -> R | Refusal:
    """The same of a service that works out all of a learner's cards while others wait to write: of that, too, a learner
    has a share of each minute.
    """
    try:
        with reading(request.user, timezone.now()):
            return attempt(request, service, *arguments, **options)
    except TooOften:
        return refuse(request, TOO_OFTEN)


def refuse(request: HttpRequest, refusal: Refusal) -> Refusal:
    """Keep the reason for an answer in JSON."""
    request.refusal = refusal
    return refusal


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def told_in_json(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """The same answer for a program: its headers, and for its text the refusal. The log knows its `request_id`."""
    refusal = getattr(request, "refusal", None)
    if refusal is None or refusal.status != page.status_code:
        refusal = BY_STATUS.get(page.status_code) or Refusal(page.status_code, "refused", page.reason_phrase)
    request_id = secrets.token_hex(8)
    logger.info("Request %s was refused: %s, %s", request_id, refusal.status, refusal.code)
    page.content = json.dumps({"code": refusal.code, "detail": refusal.detail, "request_id": request_id})
    page["Content-Type"], page["Content-Length"] = "application/json", len(page.content)
    return page

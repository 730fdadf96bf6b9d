"""Why a write was refused, said in one place: `code` and `status` for programs, `detail` for the learner."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from cards.kinds import Unfit
from cards.models import Learner
from cards.services.accounts import save_settings
from cards.services.cards import TooMuch, create_card, edit_card
from cards.services.once import KeyReused, Stale
from cards.services.review import grade_card, write_note


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
REUSED = "This form was sent before for something else, and nothing was changed. Please try again."
REUSED_TEXT = "This form was sent before with something else in it, which was kept. Send it again to save this too."
# Where the first answer holds something of the learner's: what to do about it.
REUSED_FOR = {
    grade_card: "This form was sent before with another grade, which was kept. Undo takes it back.",
    create_card: REUSED_TEXT,
    edit_card: REUSED_TEXT,
    write_note: REUSED_TEXT,
    save_settings: "This form was saved before with other values. Look at them once more, then save again.",
}


def attempt[**P, R](service: Callable[P, R], *arguments: P.args, **options: P.kwargs) -> R | Refusal:
    """What the service returns, or why it refused. What is not the learner's is not there: raises Http404."""
    try:
        return service(*arguments, **options)
    except KeyReused:
        return Refusal(422, "key-reused", REUSED_FOR.get(service, REUSED))
    except Stale:
        return STALE
    except Unfit as error:
        return Refusal(422, "unfit", str(error))
    except TooMuch as error:
        return Refusal(422, "too-much", str(error))
    except Learner.DoesNotExist:  # deleted meanwhile: nobody is signed in any more, which the middleware answers
        raise
    except ObjectDoesNotExist as error:
        raise Http404 from error

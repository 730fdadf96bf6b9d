"""Password rules beside Django's: nothing endless, nothing made of our own name."""

from django.core.exceptions import ValidationError


class MaximumLengthValidator:
    """Hashing a password of megabytes would be a way to keep the server busy."""

    longest = 128

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > self.longest:
            raise ValidationError(f"This password is too long. It may have {self.longest} characters.")

    def get_help_text(self) -> str:
        return f"Your password may have up to {self.longest} characters."


class ContextWordsValidator:
    """Words that anyone would guess first here."""

    words = ("prep", "stripe", "interview", "password", "flashcard")

    def validate(self, password: str, user: object = None) -> None:
        rest = password.lower()
        for word in self.words:
            rest = rest.replace(word, "")
        if len(rest) < 6:
            raise ValidationError("This password is too easy to guess: it is made of words everybody tries here.")

    def get_help_text(self) -> str:
        return "Your password can’t be made of words such as “stripe” or “interview”."

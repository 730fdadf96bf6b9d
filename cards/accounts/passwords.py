"""Rules for passwords beside Django's: nothing endless, nothing of ours."""

import re

from django.core.exceptions import ValidationError

from cards.spelling import LONGEST_NORMALISED, fold


class MaximumLengthValidator:
    """Hashing a password of megabytes would be a way to keep the server busy."""

    longest = 128

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > self.longest:
            raise ValidationError(f"This password is too long. It may have {self.longest} characters.")

    def get_help_text(self) -> str:
        return f"Your password may have up to {self.longest} characters."


class ContextWordsValidator:
    """Words that anyone would guess first here, alone or one after the other."""

    words = (
        *("prep", "stripe", "interview", "password", "flashcard", "card", "deck", "study", "learn", "review"),
        *("software", "backend", "frontend", "fullstack", "engineering", "engineer", "developer", "coding", "code"),
        *("system", "design"),
    )
    year = r"(?:19|20)\d\d"
    fewest_others = 6  # letters and digits beside them, each counted once: "ers!!!" makes no guess harder

    def validate(self, password: str, user: object = None) -> None:
        text = fold(password[:LONGEST_NORMALISED])
        rest = re.sub("|".join([*sorted(self.words, key=len, reverse=True), self.year]), "", text)
        others = {letter for letter in rest if letter.isalnum()}
        if any(word in text for word in self.words) and len(others) < self.fewest_others:
            raise ValidationError("This password is too easy to guess: it is made of words everybody tries here.")

    def get_help_text(self) -> str:
        return "Your password can’t be made of words such as “stripe” or “interview”."

"""The rounds of any loop, in order, and their names: what cards are filed under. A track names its own as it likes."""

from collections.abc import Sequence

STAGES = {
    "recruiter": "Recruiter screen",
    "screen": "Technical screen",
    "coding": "Coding rounds",
    "integration": "Integration / API",
    "bugsquash": "Bug squash",
    "design": "Design + behavioural",
    "behavioural": "Behavioural + manager",
}


def stage_order(slug: str) -> int:
    """The stage's place in a loop; those that no loop knows come last."""
    return [*STAGES, slug].index(slug)


def stage_title(slug: str) -> str:
    """What a stage is called where no track is there to name it."""
    return STAGES.get(slug, slug.replace("-", " ").capitalize())


def rounds_of(kind: str, stages: Sequence[str], loop: Sequence[str]) -> list[str]:
    """The stages of this loop in which a question of this kind, filed under these stages, is rehearsed.

    One that is called as the kind ("design", "behavioural") takes it alone; a loop that has none such hears it wherever
    it is filed under.
    """
    named = [stage for stage in stages if stage in loop]
    return [kind] if kind in named else named

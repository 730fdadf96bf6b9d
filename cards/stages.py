"""The rounds of any loop, in order, and their names: what cards are filed under. A track names its own as it likes."""

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

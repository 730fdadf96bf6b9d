"""What behavioural questions look for, and what a story shows: a fixed table, so that both can be matched."""

COMPETENCIES = {
    "ownership": "Ownership",
    "conflict": "Conflict",
    "failure": "Failure",
    "ambiguity": "Ambiguity",
    "influence": "Influence",
    "customer": "Customer",
    "deadline": "Judgement under deadline",
    "correctness": "Correctness",
    "mentoring": "Mentoring",
    "why": "Why this company",
    "pitch": "Pitch",
    "leaving": "Why you leave",
    "asking": "Questions of your own",
}
ANSWERED_ALONE = ("leaving", "asking")
"""No story that was written for something else answers these: whose answer it is says so itself."""


def competency_title(slug: str) -> str:
    return COMPETENCIES.get(slug, slug)

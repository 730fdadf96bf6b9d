"""What the points of rubrics are about: what is missed is counted by these."""

DIMENSIONS = {
    "requirements": "Requirements and scope",
    "numbers": "Numbers",
    "api": "API and contracts",
    "data": "Data and storage",
    "flow": "Flow and components",
    "correctness": "Correctness under concurrency",
    "failure": "Failure and recovery",
    "security": "Security and abuse",
    "operations": "Operation and rollout",
    "trade-offs": "Trade-offs and choices",
    # Of what is told.
    "question": "Answer to the question",
    "own-part": "Own part",
    "decisions": "Decisions and reasons",
    "depth": "Depth under questions",
    "result": "Result",
    "learning": "Learning",
    "users": "Users and principles",
    "people": "Other people",
    "why": "Motive",
}
NO_DIMENSION = "Other points"

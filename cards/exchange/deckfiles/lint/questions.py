"""Whether a card asks one thing and grades just that, as far as words tell; what a reader must judge is listed.

The rules read the commonest forms of English, and warn. Where one is wrong, a plainer question mostly satisfies it.
"""

import re
from collections.abc import Iterator

from cards.exchange.drafts import CardDraft

MOST_DEMANDS = 2
NUMBERS = {
    name: number
    for number, name in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}
INTERROGATIVES = "what|which|who|whom|whose|when|where|why|how"
IMPERATIVES = (
    "name|give|say|list|explain|define|sort|compare|contrast|choose|pick|describe|design|redesign|write|draw|show|"
    "sketch|match|map|defend|judge|walk|introduce|fix|decide|split|estimate|compute|work out|trace|tell"
)
PREPOSITION = r"(?:(?:by|in|with|on|under|at|from|for|to|after|against|beside|over|of|through|until) )?"
DEMAND = re.compile(
    rf"(?:^\W*|[,;:–—] (?:and |or |then |but )?|\b(?:and|or|then) )"
    rf"(?P<word>{PREPOSITION}(?:{INTERROGATIVES})|{IMPERATIVES})\b(?!-)",
    re.IGNORECASE,
)
IMPERATIVE = re.compile(rf"(?:^\W*|: )(?:{IMPERATIVES})\b(?!-)", re.IGNORECASE)
OPENING = re.compile(rf"\W*(?:{IMPERATIVES})\b[^:]*: {PREPOSITION}(?:{INTERROGATIVES})\b", re.IGNORECASE)
"""“Judge this lock: what is right …” asks what is right; judging is not asked beside it."""
SENTENCE = re.compile(r"[^.?!]+(?:[.?!](?!\s|$)[^.?!]*)*[.?!]*")
NUMBERED = re.compile(
    rf"\b(?:name|give|list|state|say|describe|which|what|and|add|by)(?: are)?(?: the| its| your| at least)? "
    rf"(?P<number>{'|'.join(NUMBERS)})(?P<noun> [a-z]+)?",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r" (?:(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|times)", re.IGNORECASE
)
TERM = r"(?<!\w)(?:`[^`]+`|\d{3}|[A-Z]{2,}(?:-[A-Z]+)*)"
SERIES = re.compile(rf"{TERM}(?:(?:, and |, or |, | and | or ){TERM}){{2,}}")
ABSOLUTE = re.compile(
    r"(?<![\w-])(?:safe|free|every\w*|all|always|never|none|nothing|nobody|cannot|can't|impossible|only|must|"
    r"instant(?:ly)?|at once|any\w*|exactly|guarantee[sd]?|so|forever)(?![\w-])",
    re.IGNORECASE,
)
PRODUCT = re.compile(
    r"\b(?:PostgreSQL|Postgres|SQLite|Redis|Kafka|Stripe|SQS|DynamoDB|gRPC|[Pp]rotobuf|RFC \d+|TLS|HTTP/[123]|CPython|"
    r"Kubernetes|Visa|Mastercard|PCI|OAuth|OpenAPI)\b"
)

Finding = tuple[int, str]


def question_findings(card: CardDraft) -> Iterator[Finding]:
    """What looks wrong with a question and its points. Cards that ask by gaps have neither."""
    question = card.content.get("question") or ""
    points = card.content.get("points") or []
    asked = demands(question)
    if len(asked) > MOST_DEMANDS:
        words = ", ".join(asked)
        yield card.line_of("question"), f"the question has {len(asked)} demands ({words}), at most {MOST_DEMANDS}"
    if question and points:
        if not any(point["critical"] for point in points):
            yield card.line_of("points"), "no point is critical (`- ! …`); mark the heart of the answer"
        yield from _asked_numbers(card, question, len(points), len(asked))
        yield from _asked_terms(card, question, [point["text"] for point in points])


def source_findings(card: CardDraft) -> Iterator[Finding]:
    """An exercise is ours, whatever products its next questions name."""
    product = None if card.variants else PRODUCT.search(" ".join(_prose(card).values()))
    if card.source == ("SELF",) and product:
        yield card.line, f"source: SELF is for advice, and this card speaks of {product[0]}; say where that is written"


def demands(question: str) -> list[str]:
    """The words with which the question asks for something, one for each thing."""
    found: list[str] = []
    for sentence in _asking_sentences(question):
        words = [match["word"].lower() for match in DEMAND.finditer(sentence)]
        found += words[1:] if OPENING.match(sentence) else words
    return found


def _asking_sentences(question: str) -> list[str]:
    """The sentences that ask, without quotations: what stands in those is somebody else's question."""
    prose = re.sub(r"[“\"][^”\"]*?([.?!]?)[”\"]", r"…\1", question.replace("*", ""))
    sentences = [sentence.strip() for sentence in SENTENCE.findall(prose)]
    return [sentence for sentence in sentences if sentence.endswith("?") or IMPERATIVE.search(sentence)]


def _asked_numbers(card: CardDraft, question: str, points: int, asked: int) -> Iterator[Finding]:
    """“Name four” wants four points, up to twice that for “each with …”, and more where something else is asked."""
    found = [
        number
        for sentence in _asking_sentences(question)
        for number in NUMBERED.finditer(sentence)
        if not MEASURE.match(number["noun"] or "")
    ]
    wanted = sum(NUMBERS[number["number"].lower()] for number in found)
    most = points if asked > 1 else 2 * wanted if re.search(r"\beach\b", question) else wanted
    if found and not wanted <= points <= most:
        phrase = " and ".join(number["number"] + (number["noun"] or "") for number in found)
        yield card.line_of("points"), f"the question asks for {phrase}, and there are {points} points"


def _asked_terms(card: CardDraft, question: str, points: list[str]) -> Iterator[Finding]:
    """Codes, statuses and capital words that a question strings together, such as 400, 409 and 412, come up again."""
    text = " ".join(points).lower().replace("`", "")
    series = [found[0] for sentence in _asking_sentences(question) for found in SERIES.finditer(sentence)]
    terms = [term.strip("`") for found in series for term in re.findall(TERM, found)]
    missing = [term for term in terms if not re.search(rf"(?<!\w){re.escape(term.lower())}", text)]
    if missing:
        yield card.line_of("points"), f"the question asks for {', '.join(missing)}, and no point says it"


def _prose(card: CardDraft) -> dict[str, str]:
    """What a learner reads of a card, by section, without code blocks."""
    texts = {name: text for name, text in card.content.items() if isinstance(text, str)}
    texts["points"] = "\n".join(point["text"] for point in card.content.get("points") or [])
    return {name: re.sub(r"```.*?```", "", text, flags=re.DOTALL) for name, text in texts.items()}


def to_read(card: CardDraft) -> Iterator[str]:
    """The sentences that claim to hold always, and a lone SELF: for a reader, who asks of each whether it is right."""
    if card.source == ("SELF",):
        yield f"{card.file}:{card.line}: {card.key}: rests on SELF alone"
    for name, text in _prose(card).items():
        for sentence in re.split(r"(?<=[.?!;])\s+|\n", text):
            if ABSOLUTE.search(sentence):
                marked = ABSOLUTE.sub(lambda found: found[0].upper(), sentence.strip())
                yield f"{card.file}:{card.line_of(name)}: {card.key}: {name}: {marked}"

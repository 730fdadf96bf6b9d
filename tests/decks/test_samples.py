"""The sample answers of the behavioural questions, ticked as a strict listener would, and their figures recomputed.

HEARD has for each point of a rubric, in its order, the words of the strong sample that earn it. TICKED has what the
weak one earns, by the number of the point: said, or only named, and by which words. The card's remarks tell its score.
"""

import re

import pytest

from cards.kinds import KINDS
from cards.kinds.rubric import score_of
from cards.stories import fits, shown_by
from tests.decks.test_figures import CARDS, DAY, if_true, percent

HEARD = {
    "tell-pitch-90s": [
        "nine hundred of them, forty thousand parcels a day",
        "So I proposed that a reservation expires",
        "one parcel in two hundred, with the same lockers",
        "The obvious cure was to buy more lockers",
        "that is the same question that I had",
        "someone to own the retry behaviour of your refunds endpoint",
        "Which part of that endpoint worries your team most today?",
    ],
    "tell-why-leave": [
        "I want to work on an API that other companies build on",
        "the company chose to put the money into gas meters instead",
        "built a small version with one customer in six weeks",
        "it would have needed a support team",
        "she knows that I am talking to you",
        "since January two colleagues share the pipeline and the on-call with me",
    ],
    "tell-questions-for-them": [
        "what was your last serious incident, and what is different today because of it?",
        "Who decided what to leave out, and would you decide it the same way again?",
        "A budget alone was not enough for us, because the tills came back in step; we had to spread them",
        "What did I take off your hands, and by what would we both see it?",
        "tills that all reconnected at noon",
        "Yes, three, if there is time.",
        "what did you get wrong in your first months in this team?",
    ],
    "tell-why-stripe": [
        "I wrote the consumer of your webhooks",
        "carries no version of the object",
        "I know that this is not free, because somebody has to hand that number out",
        "one field of a contract that decides how thousands of strangers write their code",
        "I called the five accountants who imported it before I wrote the announcement",
        "Today I have run a consumer through two bad outages without losing an event",
        "I have built on Stripe for three years",
    ],
    "tell-why-company": [
        "I have used your timetable interface for two years",
        "I cannot ask for what I missed",
        "the order is the hard part",
        "a promise that other people's programs stand on",
        "I spent a morning at two of them",
        "In spring you wrote that bus lines are coming in",
        "nine thousand trains, to find eleven that were late",
    ],
    "tell-hard-production-issue": [
        "one buyer in fifty paid twice for the same ferry crossing",
        "I switched the confirmation page from the read replica to the primary",
        "the bookings of a pair were forty seconds to five minutes apart",
        "So the page looked for bookings in a copy of the past.",
        "A colleague moved the report. I wrote the query",
        "same card, same crossing, within ten minutes",
        "in August the lag went to ninety seconds twice, and nobody booked twice",
        "It has gone off once, four minutes into a different fault",
    ],
    "tell-api-others-depend-on": [
        "who wanted a parcel in a box by noon",
        "She read 200 as “the compartment is mine” and sent the driver.",
        "I rejected that: those who need it find out by a duplicate",
        "I designed the API with which parcel carriers reserve compartments",
        "the three nearest lockers with room",
        "a reply that lost or retyped a field stopped it",
        "So I served it only to those who asked for it by a parameter",
        "the median of the eleven is nine days",
        "I called the reservation a delivery",
    ],
    "tell-money-correctness": [
        "Every child's balance is the sum of its entries.",
        "One function rounds, once for each line, half up, because the contract with the towns says so",
        "a correction is a reversing entry that names the first",
        "A time-out is unknown, not failed",
        "I kill the process between every two steps",
        "Every night we match our ledger with the provider's report, the bank statement and the tills' own totals",
        "I checked each against the till's own journal",
        "What we do not catch is a cashier who picks the wrong child.",
    ],
    "tell-complex-project": [
        "What made it hard is that readings come late, sometimes by a month, and twice",
        "I led the design, and wrote the intake and the totals; two colleagues did the protocol",
        "192 million readings a day, 2,200 a second",
        "A time-series database was three times faster in my test. I turned it down",
        "A local day has 96 quarter-hours, but 100 when the clocks go back and 92 in spring;",
        "fell from 1,900 a month to 60",
        "the billing office noticed first",
        "Today I would leave out the promise that the page updates within a minute",
    ],
    "tell-legacy-change": [
        "Of the last five changes to it, three had been rolled back.",
        "I also let the database log who read that table, and found two more",
        "52,000 decisions, the wrong ones included",
        "Each piece moved over in a change of its own, with the old path one switch away.",
        "There were 118 differences. I looked at each",
        "Instead I cut one seam",
        "Since then there were fourteen changes and no rollback",
        "I left the printed letters alone",
    ],
    "tell-incident-lead": [
        "In the first hour 2,500 people stood before them. I led the incident.",
        "I decide, and I touch no keyboard.",
        "I chose a third way: back on ten of the broken lockers first.",
        "One colleague writes to support every twenty minutes",
        "At 17:35, fifty-five minutes in, 280 were open",
        "those whose clocks ran hours behind refused it as not yet valid",
        "Four were done within a month",
        "I told the carriers only after forty minutes",
    ],
    "tell-own-mistake": [
        "I took 1,840 instruments off our marketplace that were for sale.",
        "They belonged to 610 sellers, and for 26 hours nobody could find them.",
        "I wrote to my lead and to support within ten minutes",
        "A backup would have been the quick way. I turned it down",
        "What I could not repair were the sales of that day: about 35",
        "I never asked how many the script would touch",
        "It has run forty times.",
    ],
    "tell-failed-project": [
        "Three of us spent five months on it, and we stopped.",
        "I wrote the plan, and there was no number in it at which we would stop",
        "I saw that, and I said that we had too little data yet.",
        "I recommended to stop, and our head of product decided so the same week.",
        "I called each of the forty pilot households",
        "It cost fifteen months of work.",
        "We had three, and it is in use.",
    ],
    "tell-wrong-decision": [
        "that was wrong. It was my design and my call.",
        "the search took 900 milliseconds, and it made seventy percent of the database's load",
        "I had an answer about machines for a worry about people, and I did not notice.",
        "about 1,300 bookings lost",
        "I could have shortened the cache to one minute",
        "told her that she had been right and what it had cost",
        "Two decisions I took back, both within three weeks and not six.",
    ],
    "tell-disagreement": [
        "every day a few people fell in love with a violin that was sold already",
        "He feared months of strange bugs, and he had lived through those once.",
        "for a week one buyer in twenty was served by each",
        "I wrote both versions as small as I could",
        "In the planning I said why I support it",
        "in nine months the search has not held up the checkout once",
        "But I had argued from one bad spring.",
    ],
    "tell-feedback": [
        "“Your reviews are right, and people dread them.",
        "My first reaction was to be hurt, and I had a defence ready",
        "Thirty-eight said what to change and not why.",
        "Every comment now begins with must, should or taste",
        "fell from 3.1 days to 1.4",
        "in January I asked one of the two whether it had held",
        "four faults had reached production in the quarter before, three in the one after",
    ],
    "tell-influence": [
        "They had twelve other callers, a full quarter, and no reason to care about our speed.",
        "They were woken fourteen times a month.",
        "I wrote one page with three ways.",
        "I offered to write it in their code, under their review",
        "for one ferry line first, with a switch on our side",
        "They were woken five times a month from then on.",
        "So I took over his format for the list of prices",
        "In spring I did that with the booking team",
    ],
    "tell-mentoring": [
        "A change of hers took nine days and four rounds of review",
        "I asked whether I might look on at the next one.",
        "I could have reviewed her faster; then she would have been wrong faster.",
        "I did nothing in it but read.",
        "After four months her changes took three days and one or two rounds.",
        "From then on I only marked a place with a question mark",
        "in autumn she took on the next graduate, with the page and the hour",
    ],
    "tell-help-colleague": [
        "I had seen that his branch had not changed for twelve days",
        "I asked him at lunch, alone",
        "I could have taken it over; he half offered that. I said no",
        "We found a size of 5,000 rows, four hundred batches",
        "In spring he did the next one without me.",
        "My own ticket was three days late",
        "Now I ask after the first missed date, over coffee.",
    ],
    "tell-ambiguity": [
        "it could mean three things: the menu, what was bought, or allergies",
        "Seven of them did not want to know what; they wanted to know whether.",
        "Our product lead decided for it the same day.",
        "if fewer than four parents in ten kept it on",
        "I stood in two canteens at lunch",
        "After the month 68 percent of the parents kept it on.",
        "I had assumed that the message was harmless. It was not.",
    ],
    "tell-missing-facts": [
        "What I did not know was how long a battery lasts in such cold",
        "That costs comfort, it can be undone in a minute, and I did not know whether it was enough.",
        "Two lockers prove very little, and I said so in the call.",
        "if more than three were offline before midnight, everybody drives",
        "My manager read it and had one question, about the twelve.",
        "people cannot get at their parcels, some of which are medicines",
        "Two of the 140 failed",
        "so the twelve were partly luck",
    ],
    "tell-speed-vs-care": [
        "from January on they would not have been paid",
        "So the screen was where I would be quick, and the file was where I would not.",
        "My lead and the head of product agreed to that list in writing.",
        "every file runs through the official validator before it leaves",
        "On the twelfth of December we wrote to the other 357",
        "I paid the last one on the ninth of March, nine days late",
        "no wrong amount, and fourteen came back because of an address",
        "not at all for a payment",
    ],
    "tell-deadline": [
        "It was in the contract, and they had ordered their posters.",
        "Of 38 pieces we had finished eleven in three weeks.",
        "It was not yet certain, and I said that too.",
        "What I recommended was to cut by passengers",
        "I asked to be in the call with the operator",
        "What I protected was payment and the count of seats",
        "they bought 9,400 tickets that month. No crossing was oversold.",
        "we moved the date before anybody had ordered a poster",
    ],
    "tell-users-first": [
        "It was my goal for that quarter, and four weeks of work were done.",
        "cancelled while I listened.",
        "of 1,900 orders, 340 spoke of transport",
        "It meant throwing away most of the four weeks, and my goal of the quarter with them.",
        "So she agreed to a trial: four weeks, with half of the large instruments.",
        "12 percent of the sales were cancelled, and 21 in the other half",
        "was 7.1 against 7.0 percent",
        "the day in support comes before the plan now",
    ],
}

SAID, NAMED = "said", "named"

TICKED = {
    "tell-pitch-90s": {},
    "tell-why-leave": {3: (NAMED, "I have told them many times")},
    "tell-questions-for-them": {},
    "tell-why-stripe": {},
    "tell-why-company": {},
    "tell-hard-production-issue": {
        1: (NAMED, "a big problem with double bookings"),
        4: (NAMED, "the replica was lagging"),
        6: (NAMED, "people got refunds"),
    },
    "tell-api-others-depend-on": {
        1: (NAMED, "Eleven carriers use the API"),
        4: (SAID, "I defined all the endpoints"),
        9: (NAMED, "maybe GraphQL"),
    },
    "tell-money-correctness": {},
    "tell-complex-project": {2: (NAMED, "parts of the aggregation")},
    "tell-legacy-change": {1: (NAMED, "Everybody was afraid of it"), 6: (SAID, "I designed a clean architecture")},
    "tell-incident-lead": {
        1: (NAMED, "a lot of our lockers did not open"),
        5: (NAMED, "After an hour I had found it"),
        6: (NAMED, "a new certificate"),
    },
    "tell-own-mistake": {2: (NAMED, "some active listings were closed")},
    "tell-failed-project": {1: (NAMED, "so that households could choose a better tariff"), 4: (NAMED, "cancelled it")},
    "tell-wrong-decision": {
        4: (NAMED, "some prices were not up to date any more"),
        5: (NAMED, "we changed it later so that the prices are not cached"),
    },
    "tell-disagreement": {
        1: (NAMED, "a disagreement with a colleague about the search of our marketplace"),
        3: (NAMED, "I talked to our lead"),
    },
    "tell-feedback": {
        2: (NAMED, "I was a bit surprised"),
        4: (NAMED, "I have tried to be nicer"),
        6: (NAMED, "it goes in the right direction"),
    },
    "tell-influence": {1: (SAID, "They said that they had no capacity."), 6: (NAMED, "about twice as fast")},
    "tell-mentoring": {1: (NAMED, "a junior who was struggling"), 4: (NAMED, "I usually just sat down and fixed it")},
    "tell-help-colleague": {1: (NAMED, "a migration that did not move forward for weeks")},
    "tell-ambiguity": {
        1: (NAMED, "that parents should be able to see what their child eats"),
        5: (SAID, "I built a complete history"),
    },
    "tell-missing-facts": {
        1: (NAMED, "we did not know whether the batteries at the mountain stations would survive it"),
        5: (NAMED, "I decided quickly"),
        7: (NAMED, "there was hardly any failure"),
    },
    "tell-speed-vs-care": {
        1: (NAMED, "we had only three weeks"),
        2: (NAMED, "a quick and dirty solution first"),
        7: (NAMED, "There were a few wrong invoices"),
    },
    "tell-deadline": {
        1: (SAID, "the customer had already printed posters"),
        2: (NAMED, "it got very tight"),
        3: (NAMED, "I informed the account manager"),
        7: (NAMED, "two weeks later, with some bugs"),
        8: (NAMED, "more buffer"),
    },
    "tell-users-first": {1: (NAMED, "so that they do not trade around us")},
}

FIGURES = {
    "tell-hard-production-issue": [
        f"It gave {212 + 7} pairs",
        if_true(212 * 50 == 10_600, "212 people of some ten thousand"),
    ],
    "tell-money-correctness": [
        f"It gave {15 + 31} candidates",
        if_true(31 * 360 == 11_160, "111 euros and 60 cents"),
        if_true(13 < 4e6 / 300e3 < 14, "three hundred thousand children, four million meals a month"),
    ],
    "tell-complex-project": [
        f"{2e6 * 96 / 1e6:.0f} million readings a day, {round(2e6 * 96 / DAY, -2):,.0f} a second",
        f"has {24 * 4} quarter-hours, but {25 * 4} when the clocks go back and {23 * 4} in spring",
    ],
    "tell-legacy-change": [f"There were {109 + 9} differences"],
    "tell-incident-lead": [
        f"Then I rolled back the other {300 - 10}",
        if_true(280 + 20 == 300, "280 were open; drivers opened the last twenty"),
        if_true(17 * 60 + 35 - (16 * 60 + 40) == 55, "At 17:35, fifty-five minutes in"),
        if_true(2 < 100 / (2_500 / 60) < 3, "a hundred people more came each two or three minutes"),
    ],
    "tell-questions-for-them": [f"three layers of three attempts make {3**3} calls"],
    "tell-own-mistake": [if_true(24 + 21 - 19 == 26, "for 26 hours")],
    "tell-failed-project": [if_true(3 * 5 == 15, "It cost fifteen months of work")],
    "tell-wrong-decision": [
        f"for four in a hundred, {0.04 * 180_000:,.0f}, the price had moved",
        if_true(round(7_200 * (0.24 - 0.06), -2) == 1_300, "about 1,300 bookings lost"),
    ],
    "tell-feedback": [if_true(38 + 9 + 3 == 50, "my last fifty comments")],
    "tell-influence": [if_true(14 - 9 == 5, "They were woken five times a month")],
    "tell-help-colleague": [
        if_true(2e6 / 5_000 == 400, "a size of 5,000 rows, four hundred batches"),
        if_true(400 * 12 == 80 * 60, "twelve seconds each with the pause: eighty minutes"),
    ],
    "tell-missing-facts": [
        f"180 euros each, {140 * 180:,}",
        f"before dark: {12 * 180:,} euros",
        if_true(round(16 * 7 / 9) == 12, "my sixteen hours would have been about twelve"),
    ],
    "tell-speed-vs-care": [
        f"the {0.83 * 2_100:,.0f} could send",
        f"the other {2_100 - 1_743}",
        if_true(28 + 9 == 37, "the ninth of March, nine days late"),
    ],
    "tell-deadline": [
        if_true(11 + 27 == 38, "Of 38 pieces we had finished eleven"),
        if_true(7 < 27 / (11 / 3) < 7.5, "the other 27 would take more than seven weeks"),
        if_true(24 - (1 + 21) == 2, "Cars came on the 24th, two days late"),
    ],
    "tell-users-first": [f"340 of 1,900 is {percent(340 / 1_900)}"],
}

QUOTED = re.compile(r"^> ?", re.MULTILINE)
KEYS = [key for key, card in CARDS.items() if card.kind == "behavioural"]
every_question = pytest.mark.parametrize("key", KEYS)


def spoken(key: str, sample: str) -> str:
    """What is said in a sample, without the remarks."""
    lines = [QUOTED.sub("", line) for line in CARDS[key].content[sample].split("\n") if line.startswith(">")]
    return " ".join(" ".join(lines).split())


@every_question
def test_a_strong_sample_earns_every_point_by_words_of_its_own(key):
    rubric, said = CARDS[key].content["rubric"], spoken(key, "strong")

    assert [words for words in HEARD[key] if words not in said] == []
    assert len(set(HEARD[key])) == len(rubric)
    everything = {"points": dict.fromkeys(map(str, range(len(rubric))), SAID)}
    assert KINDS["behavioural"].proposes(everything, CARDS[key].content) == 5


@every_question
def test_a_weak_sample_fails_with_the_score_that_its_remarks_tell(key):
    content, said = CARDS[key].content, spoken(key, "weak")
    marks = {str(number - 1): mark for number, (mark, _) in TICKED[key].items()}

    assert [words for _, words in TICKED[key].values() if words not in said] == []
    assert f"**Strictly ticked: {float(score_of(content['rubric'], marks)):g} of 100.**" in content["weak"]
    assert KINDS["behavioural"].proposes({"points": marks}, content) <= 2
    critical = {str(place) for place, point in enumerate(content["rubric"]) if point["critical"]}
    assert critical - marks.keys(), "a critical point is missing, so that no other words would save it"


@pytest.mark.parametrize(
    ("purpose", "questions"), [("pitch", {"tell-pitch-90s"}), ("why", {"tell-why-company", "tell-why-stripe"})]
)
def test_a_pitch_and_a_reason_for_a_company_fill_no_other_hole(purpose, questions):
    assert {key for key in KEYS if fits(CARDS[key].content["competencies"], shown_by(purpose, {}))} == questions


@pytest.mark.parametrize(("key", "figure"), [(key, figure) for key, figures in FIGURES.items() for figure in figures])
def test_a_figure_of_a_sample_is_what_the_arithmetic_gives(key, figure):
    content = CARDS[key].content
    ladder = [text for rung in content["probes"] for text in rung.values()]

    assert figure in "\n".join([spoken(key, "strong"), content["strong"], *ladder])

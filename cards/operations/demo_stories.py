"""The demo learner's stories, of companies that do not exist: two that are ready to be told, and three that are not."""

from typing import Any

TELLINGS = (
    # So many days ago, which story, as the answer to which question, in how many seconds, what of the rubric was said.
    (9, 0, "tell-money-correctness", 171, "said said said named said said"),
    (5, 1, "tell-api-others-depend-on", 160, "said named said said said said said"),
    (2, 0, "tell-hard-production-issue", 149, "said said said said said said said"),
)

STORIES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "story",
        {
            "title": "The double payout",
            "situation": (
                "I was one of four engineers behind the payouts of a marketplace for used instruments. Every "
                "morning a job sent about 2,300 sellers their money. One Tuesday our support had eleven messages "
                "from sellers who had been paid twice."
            ),
            "task": (
                "I was on call. I had to stop further payments, find everybody who was affected, and make sure "
                "that it could not come back, all before the next run at six in the morning."
            ),
            "action": (
                "First I switched the job off, and told support what to say. I kept the logs of both runs before I "
                "touched anything.\n\nI had two ideas. The first was that somebody had started the job by hand. "
                "The audit log ruled that out within minutes. The second was a retry: the bank's reply had come "
                "after our timeout, and the job had asked again with a new reference. I compared the bank's file "
                "with our ledger, and found 214 sellers, not eleven, and 61,000 euros.\n\nThen I had to choose. I "
                "could have taken the money back by direct debit, which is quick. I decided against it, because we "
                "had no right to it without asking, and proposed to set it off against the next sales instead, "
                "with a letter to each of them. Our lead agreed.\n\nFor the repair I considered a lock around the "
                "job. I chose a unique key over it: seller and day, written before the call, and sent as the "
                "reference at each attempt. A lock is gone after a crash, a row is not. I wrote a test that kills "
                "the process between the two steps, and saw it fail without the key."
            ),
            "result": (
                "The next run went out at six. Of the 214 sellers, 209 were settled within three weeks; five we "
                "wrote off, 640 euros. In fourteen months there has been no second double payout."
            ),
            "learning": (
                "I had trusted a timeout to mean no. Since then an unknown outcome is a state of its own in our "
                "code, and a check compares the bank's file with the ledger every night. It has caught two things "
                "since."
            ),
            "own_part": (
                "Finding, choosing the repair and the key were **mine**. A colleague wrote the letters, our lead "
                "decided."
            ),
            "numbers": "2,300 payouts a day · 214 sellers · 61,000 € · 640 € lost · 14 months without",
            "scope": "team",
            "competencies": ["ownership", "correctness", "customer"],
            "questions": ["tell-money-correctness", "tell-hard-production-issue", "tell-incident-lead"],
        },
    ),
    (
        "story",
        {
            "title": "Versioning the partner API",
            "situation": (
                "Our parcel lockers had an API that 40 shops used to book a compartment. I was the only engineer "
                "on it. Two large shops wanted opposite things from the same field: one needed sizes in "
                "centimetres, the other our letters S to XL, which it printed on labels."
            ),
            "task": (
                "I had to give both what they needed without breaking the other 38, and without a second API that "
                "I would have to keep alive alone."
            ),
            "action": (
                "I called six of the shops before I wrote anything, and asked them to show me their code. That "
                "changed my plan: four of them never read the field at all, and one parsed it with a regular "
                "expression that would have broken on any new value.\n\nI wrote three options on one page. A new "
                "version for everybody was the cleanest, and I rejected it, because 38 shops would have had to "
                "work for two. A second field beside the first was the cheapest. The third was a version that each "
                "shop pins, with small translations between them. I chose the second field for this change and the "
                "pinned version for the next one, because we knew that prices would have to change in autumn.\n\nI "
                "sent the page and a draft to two shops, one large, one small. The small one told me that my error "
                "for an unknown size said nothing that they could act on. I rewrote all our errors that week: each "
                "names the field, what was found and what is allowed.\n\nBefore the release I replayed a week of "
                "recorded requests against both versions and compared the answers. Three differed, all in "
                "rounding, and I put that right."
            ),
            "result": (
                "Both shops went live within nine days. Nobody of the other 38 noticed. A new shop now needs two "
                "days to its first booking instead of six, mostly because of the errors, and questions to support "
                "fell by a third."
            ),
            "learning": (
                "I used to ask users what they want. Now I ask them to show me how they call us. In autumn the "
                "prices changed behind a pinned version, and again nobody had to do anything."
            ),
            "own_part": (
                "All of the design and code. The two large shops were brought to the table by our sales lead."
            ),
            "numbers": "40 shops · 9 days · 6 days to 2 · a third fewer questions",
            "scope": "organisation",
            "competencies": ["customer", "influence"],
            "questions": ["tell-api-others-depend-on"],
        },
    ),
    (
        "story",
        {
            "title": "The index that locked checkout",
            "situation": ("In my second year at a shop for ferry tickets I added an index on a Friday afternoon."),
            "task": "A report was slow, and I wanted it quicker before the weekend.",
            "action": (
                "I built the index in a migration as I always had. It took a lock on the table of bookings, and "
                "nobody could buy a ticket. I saw it only when a colleague called me. I cancelled the migration "
                "and built the index concurrently on Monday morning instead."
            ),
            "result": "Checkout stood still for a while, and some people bought elsewhere.",
            "learning": "Migrations that lock are found by a check now.",
            "scope": "own",
            "competencies": ["failure"],
        },
    ),
    (
        "story",
        {
            "title": "Saying no to a rewrite",
            "situation": "We had an invoicing service of nine years, and we all wanted to write it anew.",
            "task": "We had to decide within a quarter what to do with it.",
            "action": (
                "We talked about it for weeks. We made a list of what hurt. We saw that most of it came from two "
                "modules, so we decided against the rewrite, and we put tests around these two and replaced them "
                "one after the other. I wrote the tests."
            ),
            "result": "It took us eleven weeks instead of the nine months that had been estimated.",
            "learning": "We look at where the bugs are before we talk about rewrites.",
            "scope": "team",
            "competencies": ["conflict"],
        },
    ),
    (
        "pitch",
        {
            "title": "Who I am, in 90 seconds",
            "situation": (
                "I am a back-end engineer. For three years I have looked after the payouts of a marketplace for "
                "used instruments: every morning 2,300 sellers get their money, and I make sure that each gets it "
                "once."
            ),
            "action": (
                "Last year I found out why 214 of them had been paid twice. It was a retry after a timeout, with a "
                "new reference. I replaced the lock that everybody had suggested with a key that outlives a crash, "
                "and wrote the test that proves it. Since then there has been no second one, in fourteen months. "
                "What I liked most about it was not the repair. It was the check that I built afterwards, which "
                "compares the bank's file with our ledger every night. It has found two more things that nobody "
                "had noticed, and one of them was the bank's mistake. I learnt that I am happiest where being "
                "wrong costs somebody money, because there it is worth being exact."
            ),
            "result": (
                "Next I want to do this where the numbers are larger and the failures are stranger than in one "
                "marketplace. Payments for many businesses at once are that. I would like to work on the part "
                "where money changes hands between systems that do not trust each other, and to learn from people "
                "who have done it longer than I have."
            ),
        },
    ),
)

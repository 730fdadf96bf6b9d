-- Shared by every SQL fence of this pack. It runs inside a transaction that is rolled back.

CREATE TABLE idempotency_key (
    account_id bigint NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    recovery_point text NOT NULL DEFAULT 'started',
    attempt integer NOT NULL DEFAULT 1,
    locked_at timestamptz DEFAULT now(),
    response_code integer,
    response_body jsonb,
    PRIMARY KEY (account_id, key)
);

INSERT INTO idempotency_key (account_id, key, request_hash, locked_at)
VALUES (42, 'k-stuck', 'h1', now() - interval '10 minutes'),
       (42, 'k-busy', 'h2', now());

CREATE TABLE processed_message (
    message_id text PRIMARY KEY
);

INSERT INTO processed_message VALUES ('msg_1');

CREATE TABLE wallet (
    id bigint PRIMARY KEY,
    balance bigint NOT NULL
);

INSERT INTO wallet VALUES (1, 500), (2, 500);

-- Signed amounts in minor units: credits are positive, debits negative.
CREATE TABLE entry (
    transaction_id text NOT NULL,
    account text NOT NULL,
    currency char(3) NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    posted_on date NOT NULL
);

INSERT INTO entry VALUES
    ('tx_1', 'clearing:ch_1', 'usd', -10000, '2026-11-01'),
    ('tx_1', 'merchant:7', 'usd', 9680, '2026-11-01'),
    ('tx_1', 'fee_income', 'usd', 320, '2026-11-01'),
    ('tx_2', 'clearing:ch_2', 'usd', -2500, '2026-11-02'),
    ('tx_2', 'merchant:7', 'usd', 2400, '2026-11-02'),
    ('tx_3', 'clearing:ch_1', 'usd', 10000, '2026-11-03'),
    ('tx_3', 'bank', 'usd', -10000, '2026-11-03');

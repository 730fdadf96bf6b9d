-- Shared by every SQL fence of this pack. It runs inside a transaction that is rolled back.
-- A small payments schema; `charge` is large enough that the planner has a real choice.

SET LOCAL TIME ZONE 'UTC';

CREATE TABLE account (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    balance bigint NOT NULL CHECK (balance >= 0),
    version integer NOT NULL DEFAULT 1
);

INSERT INTO account (id, email, balance)
SELECT n, 'User' || n || '@example.com', 100
FROM generate_series(1, 2000) AS n;

CREATE TABLE charge (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    amount bigint NOT NULL CHECK (amount > 0),
    currency char(3) NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL
);

-- One charge a minute. Account 1 is a big merchant with a quarter of them; 1 in 100 failed, 1 in 1,000 is pending.
INSERT INTO charge (id, account_id, amount, currency, status, created_at)
SELECT n,
       CASE WHEN n % 4 = 3 THEN 1 ELSE 2 + n * 7919 % 1999 END,
       100 + n % 900,
       'usd',
       CASE WHEN n % 1000 = 0 THEN 'pending' WHEN n % 100 = 1 THEN 'failed' ELSE 'succeeded' END,
       timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, 20000) AS n;

-- A shop with two customers: Ann has two purchases and two payments, Bob has nothing.
CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL, referred_by bigint);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, total bigint NOT NULL);
CREATE TABLE payment (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, amount bigint NOT NULL);
INSERT INTO customer VALUES (1, 'Ann', NULL), (2, 'Bob', 1);
INSERT INTO purchase VALUES (1, 1, 10), (2, 1, 20);
INSERT INTO payment VALUES (1, 1, 15), (2, 1, 15);

-- Ledger entries of one account; two of them have the same day.
CREATE TABLE entry (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account, booked_on date NOT NULL, amount bigint NOT NULL);
INSERT INTO entry VALUES (1, 1, '2026-03-01', 100), (2, 1, '2026-03-02', -30), (3, 1, '2026-03-02', -20), (4, 1, '2026-03-03', 50);

-- A work queue.
CREATE TABLE job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text NOT NULL DEFAULT 'queued', payload jsonb NOT NULL);
INSERT INTO job (payload) SELECT jsonb_build_object('charge', n) FROM generate_series(1, 5) AS n;

-- Idempotency keys: one row per account and key.
CREATE TABLE idempotency_key (account_id bigint NOT NULL, key text NOT NULL, response text, PRIMARY KEY (account_id, key));

ANALYZE;

-- Shared by every SQL fence of this pack. It runs inside a transaction that is rolled back.

CREATE TABLE charge (
    id text PRIMARY KEY,
    account bigint NOT NULL,
    created timestamptz NOT NULL
);

CREATE INDEX ON charge (account, created, id);

-- Three charges of one millisecond, so that a page can end in the middle of them.
INSERT INTO charge (id, account, created)
VALUES ('ch_a', 7, '2026-11-02 12:00+00'),
       ('ch_b', 7, '2026-11-03 12:00+00'),
       ('ch_c', 7, '2026-11-03 12:00+00'),
       ('ch_d', 7, '2026-11-03 12:00+00'),
       ('ch_e', 7, '2026-11-04 12:00+00'),
       ('ch_f', 8, '2026-11-03 12:00+00');

CREATE TABLE job (
    id bigint PRIMARY KEY,
    queue text NOT NULL,
    priority integer NOT NULL,
    state text NOT NULL DEFAULT 'ready',
    run_at timestamptz NOT NULL DEFAULT now(),
    attempt integer NOT NULL DEFAULT 0,
    leased_until timestamptz
);

CREATE INDEX ON job (queue, priority, run_at) WHERE state = 'ready';

INSERT INTO job (id, queue, priority, run_at, attempt)
VALUES (1, 'mail', 1, now() - interval '2 minutes', 0),
       (2, 'mail', 1, now() - interval '1 minute', 3),
       (3, 'mail', 2, now() - interval '9 minutes', 0),
       (4, 'mail', 1, now() + interval '1 hour', 0);

CREATE TABLE seat (
    name text PRIMARY KEY,
    held_by bigint,
    held_until timestamptz,
    sold_to bigint
);

INSERT INTO seat (name) VALUES ('12A');

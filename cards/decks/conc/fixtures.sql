-- Shared by every SQL fence of this pack. It runs inside a transaction that is rolled back.

CREATE TABLE customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE
);

INSERT INTO customer (email) VALUES ('ada@example.com');

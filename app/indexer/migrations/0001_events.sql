-- Transactions of the programs that succeeded. tx: index in the block, -1 until it is known; time: unix seconds, -1 until it is
-- known; recorded: 1 once its events are stored; final: 1 once it is finalised.
CREATE TABLE transactions (
    signature TEXT NOT NULL PRIMARY KEY,
    slot BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    final BIGINT NOT NULL
);
CREATE INDEX transactions_to_record ON transactions (recorded, slot);
CREATE INDEX transactions_not_final ON transactions (final, slot);

-- Events. name: unknown if this version does not know the event; data: base 64, from the discriminator on.
CREATE TABLE events (
    signature TEXT NOT NULL,
    outer_ix BIGINT NOT NULL,
    inner_ix BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    time BIGINT NOT NULL,
    program TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (signature, outer_ix, inner_ix)
);
CREATE INDEX events_by_place ON events (slot, tx, outer_ix, inner_ix);
CREATE INDEX events_by_name ON events (program, name, slot, tx, outer_ix, inner_ix);

-- Addresses that an event names.
CREATE TABLE mentions (
    address TEXT NOT NULL,
    slot BIGINT NOT NULL,
    tx BIGINT NOT NULL,
    outer_ix BIGINT NOT NULL,
    inner_ix BIGINT NOT NULL,
    PRIMARY KEY (address, slot, tx, outer_ix, inner_ix)
);

-- How far the list of each program was read, as JSON.
CREATE TABLE cursors (
    program TEXT NOT NULL PRIMARY KEY,
    cursor TEXT NOT NULL
);

-- What was recorded of each program. digest: a hash over its events in their order.
CREATE TABLE programs (
    program TEXT NOT NULL PRIMARY KEY,
    events BIGINT NOT NULL,
    unknown BIGINT NOT NULL,
    last_slot BIGINT NOT NULL,
    digest TEXT NOT NULL
);

-- Single values. writer: the row that each writer locks first.
CREATE TABLE facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO facts (name, value) VALUES ('writer', '');

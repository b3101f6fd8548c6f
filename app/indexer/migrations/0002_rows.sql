-- What the events add up to, a table for each kind of row. data: the row as JSON; slot: of its last change. The other columns are
-- those of `store::kinds`, to filter and to sort by.
CREATE TABLE suppliers (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    pool TEXT NOT NULL,
    stake BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX suppliers_by_owner ON suppliers (owner, id);
CREATE INDEX suppliers_by_stake ON suppliers (stake, id);

CREATE TABLE delegations (
    id TEXT NOT NULL PRIMARY KEY,
    staker TEXT NOT NULL,
    supplier TEXT NOT NULL,
    stake BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX delegations_by_staker ON delegations (staker, id);
CREATE INDEX delegations_by_supplier ON delegations (supplier, id);
CREATE INDEX delegations_by_stake ON delegations (stake, id);

CREATE TABLE reservations (
    id TEXT NOT NULL PRIMARY KEY,
    renter TEXT NOT NULL,
    payer TEXT NOT NULL,
    supplier TEXT NOT NULL,
    offer TEXT NOT NULL,
    state TEXT NOT NULL,
    time BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX reservations_by_renter ON reservations (renter, id);
CREATE INDEX reservations_by_payer ON reservations (payer, id);
CREATE INDEX reservations_by_supplier ON reservations (supplier, id);
CREATE INDEX reservations_by_offer ON reservations (offer, id);
CREATE INDEX reservations_by_state ON reservations (state, id);
CREATE INDEX reservations_by_time ON reservations (time, id);

CREATE TABLE offers (
    id TEXT NOT NULL PRIMARY KEY,
    supplier TEXT NOT NULL,
    state TEXT NOT NULL,
    price BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX offers_by_supplier ON offers (supplier, id);
CREATE INDEX offers_by_price ON offers (price, id);

CREATE TABLE supply (
    id TEXT NOT NULL PRIMARY KEY,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE fees (
    id TEXT NOT NULL PRIMARY KEY,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE auctions (
    id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    time BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX auctions_by_state ON auctions (state, id);
CREATE INDEX auctions_by_time ON auctions (time, id);

CREATE TABLE fills (
    id TEXT NOT NULL PRIMARY KEY,
    auction TEXT NOT NULL,
    filler TEXT NOT NULL,
    time BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX fills_by_auction ON fills (auction, id);
CREATE INDEX fills_by_filler ON fills (filler, id);
CREATE INDEX fills_by_time ON fills (time, id);

CREATE TABLE hours (
    id TEXT NOT NULL PRIMARY KEY,
    hour BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX hours_by_hour ON hours (hour, id);

CREATE TABLE prices (
    id TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    time BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX prices_by_source ON prices (source, id);
CREATE INDEX prices_by_time ON prices (time, id);

CREATE TABLE reward_days (
    id TEXT NOT NULL PRIMARY KEY,
    wallet TEXT NOT NULL,
    day BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX reward_days_by_wallet ON reward_days (wallet, id);
CREATE INDEX reward_days_by_day ON reward_days (day, id);

CREATE TABLE proposals (
    id TEXT NOT NULL PRIMARY KEY,
    program TEXT NOT NULL,
    state TEXT NOT NULL,
    time BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX proposals_by_program ON proposals (program, id);
CREATE INDEX proposals_by_time ON proposals (time, id);

CREATE TABLE slashes (
    id TEXT NOT NULL PRIMARY KEY,
    supplier TEXT NOT NULL,
    state TEXT NOT NULL,
    time BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX slashes_by_supplier ON slashes (supplier, id);
CREATE INDEX slashes_by_time ON slashes (time, id);

-- What the events add up to, a table for each kind of row. data: the row as JSON; slot: of its last change. The other columns are
-- those of `store::rows`, to filter and to sort by.
CREATE TABLE suppliers (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    operator TEXT NOT NULL,
    payout TEXT NOT NULL,
    model BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    gpus BIGINT NOT NULL,
    active BIGINT NOT NULL,
    earned BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX suppliers_by_owner ON suppliers (owner, id);
CREATE INDEX suppliers_by_operator ON suppliers (operator, id);
CREATE INDEX suppliers_by_payout ON suppliers (payout, id);
CREATE INDEX suppliers_by_gpus ON suppliers (gpus, id);
CREATE INDEX suppliers_by_active ON suppliers (active, id);
CREATE INDEX suppliers_by_earned ON suppliers (earned, id);

CREATE TABLE delegations (
    id TEXT NOT NULL PRIMARY KEY,
    supplier TEXT NOT NULL,
    staker TEXT NOT NULL,
    active BIGINT NOT NULL,
    claimed BIGINT NOT NULL,
    compounded BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX delegations_by_supplier ON delegations (supplier, id);
CREATE INDEX delegations_by_staker ON delegations (staker, id);
CREATE INDEX delegations_by_active ON delegations (active, id);

CREATE TABLE slashes (
    id TEXT NOT NULL PRIMARY KEY,
    supplier TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX slashes_by_supplier ON slashes (supplier, id);
CREATE INDEX slashes_by_proposed_at ON slashes (proposed_at, id);

CREATE TABLE offers (
    id TEXT NOT NULL PRIMARY KEY,
    supplier TEXT NOT NULL,
    model BIGINT NOT NULL,
    price BIGINT NOT NULL,
    paused BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX offers_by_supplier ON offers (supplier, id);
CREATE INDEX offers_by_price ON offers (price, id);

CREATE TABLE reservations (
    id TEXT NOT NULL PRIMARY KEY,
    renter TEXT NOT NULL,
    payer TEXT NOT NULL,
    supplier TEXT NOT NULL,
    offer TEXT NOT NULL,
    in_io BIGINT NOT NULL,
    state TEXT NOT NULL,
    reserved_at BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX reservations_by_renter ON reservations (renter, id);
CREATE INDEX reservations_by_payer ON reservations (payer, id);
CREATE INDEX reservations_by_supplier ON reservations (supplier, id);
CREATE INDEX reservations_by_offer ON reservations (offer, id);
CREATE INDEX reservations_by_state ON reservations (state, id);
CREATE INDEX reservations_by_reserved_at ON reservations (reserved_at, id);

CREATE TABLE supply (
    id TEXT NOT NULL PRIMARY KEY,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE engine (
    id TEXT NOT NULL PRIMARY KEY,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE auctions (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    left_over BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX auctions_by_number ON auctions (number, id);

CREATE TABLE fills (
    id TEXT NOT NULL PRIMARY KEY,
    auction BIGINT NOT NULL,
    filler TEXT NOT NULL,
    time BIGINT NOT NULL,
    io BIGINT NOT NULL,
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
    proposed_at BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX proposals_by_program ON proposals (program, id);
CREATE INDEX proposals_by_proposed_at ON proposals (proposed_at, id);

-- The same tables as in 001.sqlite.sql, where they are explained.

CREATE TABLE works (
    number      integer NOT NULL PRIMARY KEY,
    width       integer NOT NULL,
    height      integer NOT NULL,
    small       text NOT NULL,
    full_key    text NOT NULL UNIQUE,
    sha256      bytea NOT NULL,
    thumbhash   bytea NOT NULL,
    colours     text NOT NULL,
    phash       bigint NOT NULL,
    score       double precision NOT NULL,
    made_at     bigint NOT NULL
);

CREATE TABLE rooms (
    id          integer NOT NULL PRIMARY KEY,
    slug        text NOT NULL UNIQUE,
    position    integer NOT NULL,
    titles      text NOT NULL
);

CREATE TABLE walls (
    id          integer NOT NULL PRIMARY KEY,
    room        integer NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    slug        text NOT NULL,
    position    integer NOT NULL,
    query       text NOT NULL,
    titles      text NOT NULL,
    UNIQUE (room, slug)
);

CREATE TABLE places (
    work        integer NOT NULL PRIMARY KEY REFERENCES works (number),
    wall        integer NOT NULL REFERENCES walls (id) ON DELETE CASCADE,
    position    integer NOT NULL,
    score       double precision NOT NULL,
    near        boolean NOT NULL,
    opens_at    bigint NOT NULL,
    UNIQUE (wall, position)
);

CREATE TABLE visitors (
    id          uuid NOT NULL PRIMARY KEY,
    email_mac   bytea UNIQUE,
    email       bytea,
    pseudonym   text,
    network     text,
    joined_at   bigint NOT NULL,
    left_at     bigint
);

CREATE TABLE claims (
    work        integer NOT NULL,
    visitor     uuid NOT NULL,
    request_key uuid NOT NULL,
    claimed_at  bigint NOT NULL
);
CREATE UNIQUE INDEX claims_work ON claims (work);
CREATE UNIQUE INDEX claims_visitor ON claims (visitor);
CREATE UNIQUE INDEX claims_request_key ON claims (request_key);

CREATE TABLE outbox (
    work        integer NOT NULL PRIMARY KEY,
    done_at     bigint
);
CREATE INDEX outbox_open ON outbox (work) WHERE done_at IS NULL;

CREATE TABLE ledger (
    position    bigint NOT NULL PRIMARY KEY,
    work        integer NOT NULL UNIQUE,
    entry       text NOT NULL,
    hash        bytea NOT NULL UNIQUE,
    signature   bytea NOT NULL
);

CREATE TABLE turns (
    name        text NOT NULL PRIMARY KEY,
    number      bigint NOT NULL,
    holder      text NOT NULL,
    until       bigint NOT NULL
);

CREATE TABLE sign_ins (
    id          uuid NOT NULL PRIMARY KEY,
    token_hash  bytea NOT NULL UNIQUE,
    code_hash   bytea NOT NULL,
    browser     bytea NOT NULL,
    email_mac   bytea NOT NULL,
    email       bytea NOT NULL,
    network     text NOT NULL,
    visitor     uuid,
    wish        integer,
    asked_at    bigint NOT NULL,
    expires_at  bigint NOT NULL,
    tries       integer NOT NULL,
    used_at     bigint
);
CREATE INDEX sign_ins_browser ON sign_ins (browser, asked_at);
CREATE INDEX sign_ins_network ON sign_ins (network, asked_at);
CREATE INDEX sign_ins_email ON sign_ins (email_mac, asked_at);

CREATE TABLE passkeys (
    credential  bytea NOT NULL PRIMARY KEY,
    visitor     uuid NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    name        text NOT NULL,
    data        text NOT NULL,
    made_at     bigint NOT NULL
);
CREATE INDEX passkeys_visitor ON passkeys (visitor);

CREATE TABLE sessions (
    token_hash  bytea NOT NULL PRIMARY KEY,
    visitor     uuid NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    made_at     bigint NOT NULL,
    proved_at   bigint NOT NULL,
    seen_at     bigint NOT NULL,
    expires_at  bigint NOT NULL
);
CREATE INDEX sessions_visitor ON sessions (visitor);

CREATE TABLE letters (
    id          uuid NOT NULL PRIMARY KEY,
    sealed      bytea NOT NULL,
    send_at     bigint NOT NULL,
    tries       integer NOT NULL
);
CREATE INDEX letters_due ON letters (send_at);

CREATE TABLE spent (
    hash        bytea NOT NULL PRIMARY KEY,
    expires_at  bigint NOT NULL
);

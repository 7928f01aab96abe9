-- Times are milliseconds since 1970 UTC. The same tables as in 001.postgresql.sql.

CREATE TABLE works (
    number      INTEGER NOT NULL PRIMARY KEY,   -- as in a museum's inventory: 1, 2, 3 …; never used twice
    width       INTEGER NOT NULL,               -- of the full size
    height      INTEGER NOT NULL,
    small       TEXT    NOT NULL,               -- begins the names of the small copies: a hash of their contents
    full_key    TEXT    NOT NULL UNIQUE,        -- names the full-size file: 128 random bits, known to nobody
    sha256      BLOB    NOT NULL,               -- of the full-size file
    thumbhash   BLOB    NOT NULL,
    colours     TEXT    NOT NULL,               -- up to five, as JSON ["#aabbcc", …], the largest first
    phash       INTEGER NOT NULL,               -- perceptual hash, 64 bits
    score       REAL    NOT NULL,               -- the discriminator's
    made_at     INTEGER NOT NULL,
    taken_down_at INTEGER                       -- shown to nobody since then; its owner and its certificate stay
);

-- What the keeper decided of works, and why: written once, never changed.
CREATE TABLE decisions (
    id          TEXT    NOT NULL PRIMARY KEY,   -- a random UUID
    work        INTEGER NOT NULL REFERENCES works (number),
    decided_at  INTEGER NOT NULL,
    shown       INTEGER NOT NULL,               -- 0: taken down, 1: shown again
    reason      TEXT    NOT NULL
);

CREATE TABLE rooms (
    id          INTEGER NOT NULL PRIMARY KEY,
    slug        TEXT    NOT NULL UNIQUE,
    position    INTEGER NOT NULL,
    titles      TEXT    NOT NULL                -- JSON by language: {"en": "People", …}
);

CREATE TABLE walls (
    id          INTEGER NOT NULL PRIMARY KEY,
    room        INTEGER NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    slug        TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    query       TEXT    NOT NULL,
    titles      TEXT    NOT NULL,
    trial_from  INTEGER,                        -- the day (since 1970, UTC) from which on a learnt order is tried; null: none is
    UNIQUE (room, slug)
);

-- Works that are given by lot: visitors keep lists of wishes until the close, then one order of all lists is drawn. One ballot at a time is not drawn yet.
CREATE TABLE ballots (
    id          INTEGER NOT NULL PRIMARY KEY,   -- 1, 2, 3 …
    closes_at   INTEGER NOT NULL,               -- by the database's clock
    seed_hash   BLOB    NOT NULL,               -- SHA-256 of the seed, shown from the start
    sealed_seed BLOB    NOT NULL,               -- 32 random bytes, made with the ballot and sealed until the draw: whoever copies the database cannot compute the order
    seed        BLOB,                           -- the same, shown after the draw; null until then
    lots        TEXT,                           -- the order of all lists, as JSON; null until it is drawn, and never another one
    drawn_at    INTEGER                         -- everyone has had her turn, and the works are free for all
);

-- A work hangs at one place at most.
CREATE TABLE places (
    work        INTEGER NOT NULL PRIMARY KEY REFERENCES works (number),
    wall        INTEGER NOT NULL REFERENCES walls (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    score       REAL    NOT NULL,               -- how well it answers the wall's query
    near        INTEGER NOT NULL,               -- 1: «Untitled, near …»
    opens_at    INTEGER NOT NULL,               -- nobody may take it before
    candidate   INTEGER,                        -- its place in the learnt order that is tried
    ballot      INTEGER REFERENCES ballots (id), -- nobody may take it but in this ballot's draw; null: anyone
    UNIQUE (wall, position)
);

CREATE TABLE visitors (
    id          TEXT    NOT NULL PRIMARY KEY,   -- a random UUID
    email_mac   BLOB    UNIQUE,                 -- keyed hash of the canonical address; by another key after deletion, null a year later
    email       BLOB,                           -- the address as typed, sealed; null after deletion
    pseudonym   TEXT,
    network     TEXT,                           -- keyed hash of the network that joined, for its cap; erased after 30 days
    joined_at   INTEGER NOT NULL,
    left_at     INTEGER
);

-- The rule of the house, whole: one work to one visitor, one visitor to one work, one answer to one request.
-- Any one of these keys alone refuses the second; no code asks first and writes then.
CREATE TABLE claims (
    work        INTEGER NOT NULL,
    visitor     TEXT    NOT NULL,
    request_key TEXT    NOT NULL,               -- made with the form: the same form sent twice has the same answer
    claimed_at  INTEGER NOT NULL
);
CREATE UNIQUE INDEX claims_work ON claims (work);
CREATE UNIQUE INDEX claims_visitor ON claims (visitor);
CREATE UNIQUE INDEX claims_request_key ON claims (request_key);

-- Written in the transaction of the claim; whoever works it off may do so twice, and it is there once.
CREATE TABLE outbox (
    work        INTEGER NOT NULL PRIMARY KEY,
    hung        TEXT,                           -- where it hung when it was taken, as JSON, where places have changed since; null: as it hangs
    done_at     INTEGER
);
CREATE INDEX outbox_open ON outbox (work) WHERE done_at IS NULL;

CREATE TABLE ledger (
    position    INTEGER NOT NULL PRIMARY KEY,   -- 0, 1, 2 … without a gap
    work        INTEGER NOT NULL UNIQUE,
    entry       TEXT    NOT NULL,               -- what the certificate says, as canonical JSON: it names the hash before it
    hash        BLOB    NOT NULL UNIQUE,        -- SHA-256 of the entry
    signature   BLOB    NOT NULL                -- ECDSA P-256 over the entry
);

-- Whose turn it is to do what only one server may do at a time. The number grows with every turn: who was stopped for long finds another one, and writes nothing.
CREATE TABLE turns (
    name        TEXT    NOT NULL PRIMARY KEY,
    number      INTEGER NOT NULL,
    holder      TEXT    NOT NULL,               -- a random UUID of the server's process
    until       INTEGER NOT NULL                -- by the database's clock; afterwards anyone may take the turn
);

CREATE TABLE sign_ins (
    id          TEXT    NOT NULL PRIMARY KEY,
    token_hash  BLOB    NOT NULL UNIQUE,        -- SHA-256 of what the link carries
    code_hash   BLOB    NOT NULL,               -- keyed hash of the code
    browser     BLOB    NOT NULL,               -- SHA-256 of the cookie of the browser that asked
    email_mac   BLOB    NOT NULL,
    email       BLOB    NOT NULL,
    network     TEXT    NOT NULL,               -- keyed hash of the network that asked, for its limit
    visitor     TEXT,                           -- she changes her address to this one; null: someone signs in
    wish        INTEGER,                        -- the work that she was about to take
    asked_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    used_at     INTEGER
);
CREATE INDEX sign_ins_browser ON sign_ins (browser, asked_at);
CREATE INDEX sign_ins_network ON sign_ins (network, asked_at);
CREATE INDEX sign_ins_email ON sign_ins (email_mac, asked_at);

CREATE TABLE passkeys (
    credential  BLOB    NOT NULL PRIMARY KEY,
    visitor     TEXT    NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    name        TEXT    NOT NULL,
    data        TEXT    NOT NULL,
    made_at     INTEGER NOT NULL
);
CREATE INDEX passkeys_visitor ON passkeys (visitor);

CREATE TABLE sessions (
    token_hash  BLOB    NOT NULL PRIMARY KEY,   -- SHA-256 of the cookie
    visitor     TEXT    NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    made_at     INTEGER NOT NULL,
    kind        TEXT    NOT NULL,               -- letter or passkey
    proved_at   INTEGER NOT NULL,               -- when she last showed that it is she
    seen_at     INTEGER NOT NULL,               -- to the day
    expires_at  INTEGER NOT NULL
);
CREATE INDEX sessions_visitor ON sessions (visitor);

-- Letters that wait to be sent, sealed as a whole; gone once they are, or once the visitor leaves whom they reach.
CREATE TABLE letters (
    id          TEXT    NOT NULL PRIMARY KEY,
    email_mac   BLOB    NOT NULL,               -- keyed hash of its address
    visitor     TEXT,                           -- whose affair it is; null: someone signs in, and is not known yet
    sealed      BLOB    NOT NULL,
    send_at     INTEGER NOT NULL,
    tries       INTEGER NOT NULL
);
CREATE INDEX letters_due ON letters (send_at);

-- Who takes part in a ballot.
CREATE TABLE ballot_entries (
    ballot      INTEGER NOT NULL REFERENCES ballots (id),
    visitor     TEXT    NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    number      TEXT    NOT NULL,               -- stands for her where the order is shown: XXXX-XXXX
    network     TEXT,                           -- keyed hash of the network from which she began her list (IPv4 /24, IPv6 /48); null after the draw
    neighbourhood TEXT,                         -- the same of the networks around it (IPv4 /16, IPv6 /32)
    language    TEXT    NOT NULL,               -- of the letter
    turn        INTEGER,                        -- her place in the order, from 1; null until it is drawn
    outcome     TEXT,                           -- won, none, cap or owner; null until she has had her turn
    PRIMARY KEY (ballot, visitor),
    UNIQUE (ballot, number),
    UNIQUE (ballot, turn)
);

-- What visitors wish for in the ballot that is not drawn yet, the dearest first; gone after its draw.
CREATE TABLE wishes (
    visitor     TEXT    NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    work        INTEGER NOT NULL REFERENCES works (number),
    position    INTEGER NOT NULL,               -- 0, 1, 2 …
    PRIMARY KEY (visitor, position),
    UNIQUE (visitor, work)
);

-- What may be used once: proofs of work, challenges of passkeys.
CREATE TABLE spent (
    hash        BLOB    NOT NULL PRIMARY KEY,
    expires_at  INTEGER NOT NULL
);

-- What was seen of walls, without persons; deleted after 90 days.
CREATE TABLE views (
    session     INTEGER NOT NULL,               -- of one page in one browser: hash of a random number that lives as long as that page, of wall and day; 0: a taking, which has none
    work        INTEGER NOT NULL,
    wall        TEXT    NOT NULL,               -- people/round-dance
    day         INTEGER NOT NULL,               -- since 1970, UTC; no finer time is kept
    position    INTEGER NOT NULL,               -- where it hung on that day
    propensity  REAL    NOT NULL,               -- how probable that place was for it
    ranker      INTEGER NOT NULL,               -- who put it there: 0 the present order, 1 the learnt one that is tried, 2 lots
    deed        INTEGER NOT NULL,               -- 0 seen for a second, 1 opened, 2 taken
    PRIMARY KEY (session, work)
);
CREATE INDEX views_day ON views (day);

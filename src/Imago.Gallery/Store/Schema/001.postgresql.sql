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
    made_at     bigint NOT NULL,
    taken_down_at bigint
);

CREATE TABLE decisions (
    id          uuid NOT NULL PRIMARY KEY,
    work        integer NOT NULL REFERENCES works (number),
    decided_at  bigint NOT NULL,
    shown       boolean NOT NULL,
    reason      text NOT NULL
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
    trial_from  integer,
    UNIQUE (room, slug)
);

CREATE TABLE ballots (
    id          integer NOT NULL PRIMARY KEY,
    closes_at   bigint NOT NULL,
    seed_hash   bytea NOT NULL,
    sealed_seed bytea NOT NULL,
    seed        bytea,
    lots        text,
    drawn_at    bigint
);

CREATE TABLE places (
    work        integer NOT NULL PRIMARY KEY REFERENCES works (number),
    wall        integer NOT NULL REFERENCES walls (id) ON DELETE CASCADE,
    position    integer NOT NULL,
    score       double precision NOT NULL,
    near        boolean NOT NULL,
    opens_at    bigint NOT NULL,
    candidate   integer,
    ballot      integer REFERENCES ballots (id),
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
    hung        text,
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
    kind        text NOT NULL,
    proved_at   bigint NOT NULL,
    seen_at     bigint NOT NULL,
    expires_at  bigint NOT NULL
);
CREATE INDEX sessions_visitor ON sessions (visitor);

CREATE TABLE letters (
    id          uuid NOT NULL PRIMARY KEY,
    email_mac   bytea NOT NULL,
    visitor     uuid,
    sealed      bytea NOT NULL,
    send_at     bigint NOT NULL,
    tries       integer NOT NULL
);
CREATE INDEX letters_due ON letters (send_at);

CREATE TABLE ballot_entries (
    ballot      integer NOT NULL REFERENCES ballots (id),
    visitor     uuid NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    number      text NOT NULL,
    network     text,
    neighbourhood text,
    language    text NOT NULL,
    turn        integer,
    outcome     text,
    PRIMARY KEY (ballot, visitor),
    UNIQUE (ballot, number),
    UNIQUE (ballot, turn)
);

CREATE TABLE wishes (
    visitor     uuid NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    work        integer NOT NULL REFERENCES works (number),
    position    integer NOT NULL,
    PRIMARY KEY (visitor, position),
    UNIQUE (visitor, work)
);

CREATE TABLE spent (
    hash        bytea NOT NULL PRIMARY KEY,
    expires_at  bigint NOT NULL
);

CREATE TABLE views (
    session     bigint NOT NULL,
    work        integer NOT NULL,
    wall        text NOT NULL,
    day         integer NOT NULL,
    position    integer NOT NULL,
    propensity  double precision NOT NULL,
    ranker      integer NOT NULL,
    deed        integer NOT NULL,
    PRIMARY KEY (session, work)
);
CREATE INDEX views_day ON views (day);

-- What Quartz keeps of its jobs where several servers share them: the names and kinds are Quartz's own (its store for PostgreSQL, 3.20).
CREATE TABLE qrtz_job_details (
    sched_name text NOT NULL, job_name text NOT NULL, job_group text NOT NULL, description text, job_class_name text NOT NULL,
    is_durable boolean NOT NULL, is_nonconcurrent boolean NOT NULL, is_update_data boolean NOT NULL, requests_recovery boolean NOT NULL, job_data bytea,
    PRIMARY KEY (sched_name, job_name, job_group)
);
CREATE TABLE qrtz_triggers (
    sched_name text NOT NULL, trigger_name text NOT NULL, trigger_group text NOT NULL, job_name text NOT NULL, job_group text NOT NULL, description text,
    next_fire_time bigint, prev_fire_time bigint, priority integer, trigger_state text NOT NULL, trigger_type text NOT NULL, start_time bigint NOT NULL, end_time bigint,
    calendar_name text, misfire_instr smallint, misfire_orig_fire_time bigint, execution_group text, preferred_node text, preferred_node_auto boolean NOT NULL DEFAULT false, job_data bytea,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, job_name, job_group) REFERENCES qrtz_job_details
);
CREATE INDEX qrtz_triggers_next ON qrtz_triggers (sched_name, trigger_state, next_fire_time);
CREATE TABLE qrtz_simple_triggers (
    sched_name text NOT NULL, trigger_name text NOT NULL, trigger_group text NOT NULL, repeat_count bigint NOT NULL, repeat_interval bigint NOT NULL, times_triggered bigint NOT NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers ON DELETE CASCADE
);
CREATE TABLE qrtz_cron_triggers (
    sched_name text NOT NULL, trigger_name text NOT NULL, trigger_group text NOT NULL, cron_expression text NOT NULL, time_zone_id text,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers ON DELETE CASCADE
);
CREATE TABLE qrtz_simprop_triggers (
    sched_name text NOT NULL, trigger_name text NOT NULL, trigger_group text NOT NULL, str_prop_1 text, str_prop_2 text, str_prop_3 text, int_prop_1 integer, int_prop_2 integer,
    long_prop_1 bigint, long_prop_2 bigint, dec_prop_1 numeric, dec_prop_2 numeric, bool_prop_1 boolean, bool_prop_2 boolean, time_zone_id text,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers ON DELETE CASCADE
);
CREATE TABLE qrtz_blob_triggers (
    sched_name text NOT NULL, trigger_name text NOT NULL, trigger_group text NOT NULL, blob_data bytea,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES qrtz_triggers ON DELETE CASCADE
);
CREATE TABLE qrtz_calendars (sched_name text NOT NULL, calendar_name text NOT NULL, calendar bytea NOT NULL, PRIMARY KEY (sched_name, calendar_name));
CREATE TABLE qrtz_paused_trigger_grps (sched_name text NOT NULL, trigger_group text NOT NULL, PRIMARY KEY (sched_name, trigger_group));
CREATE TABLE qrtz_fired_triggers (
    sched_name text NOT NULL, entry_id text NOT NULL, trigger_name text NOT NULL, trigger_group text NOT NULL, instance_name text NOT NULL, fired_time bigint NOT NULL, sched_time bigint NOT NULL,
    priority integer NOT NULL, state text NOT NULL, job_name text, job_group text, is_nonconcurrent boolean NOT NULL, requests_recovery boolean, execution_group text,
    PRIMARY KEY (sched_name, entry_id)
);
CREATE TABLE qrtz_scheduler_state (sched_name text NOT NULL, instance_name text NOT NULL, last_checkin_time bigint NOT NULL, checkin_interval bigint NOT NULL, PRIMARY KEY (sched_name, instance_name));
CREATE TABLE qrtz_locks (sched_name text NOT NULL, lock_name text NOT NULL, PRIMARY KEY (sched_name, lock_name));

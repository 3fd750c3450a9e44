-- What a report or an incident is told apart by besides host and client; few rows, so that a question for a cause, a phase or a party
-- becomes a question for some numbers, each of which an index answers newest first.
CREATE TABLE kind (
    id INTEGER PRIMARY KEY,
    cause TEXT NOT NULL,
    phase TEXT NOT NULL,
    party TEXT NOT NULL,
    -- incidents that lasted longer than an hour: they are found apart, as their ids tell little about their time
    lasting INTEGER NOT NULL,
    UNIQUE (cause, phase, party, lasting)
);

-- Failures, and connections that were made good. Ids sort by time; times are microseconds since 1970.
CREATE TABLE report (
    id TEXT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    host TEXT NOT NULL,
    client TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    document BLOB NOT NULL
);
CREATE INDEX report_kind ON report (kind, id);
CREATE INDEX report_host ON report (host, kind, id);
CREATE INDEX report_client ON report (client, kind, id);
CREATE INDEX report_host_client ON report (host, client, kind, id);

CREATE TABLE incident (
    id TEXT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    host TEXT NOT NULL,
    client TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    document BLOB NOT NULL
);
CREATE INDEX incident_kind ON incident (kind, id);
CREATE INDEX incident_host ON incident (host, kind, id);
CREATE INDEX incident_client ON incident (client, kind, id);
CREATE INDEX incident_host_client ON incident (host, client, kind, id);

-- Every connection, healthy ones too, by the hour (hours since 1970) in which it was opened.
CREATE TABLE tally (
    hour INTEGER NOT NULL,
    host TEXT NOT NULL,
    client TEXT NOT NULL,
    outcome TEXT NOT NULL,
    cause TEXT NOT NULL,
    party TEXT NOT NULL,
    product TEXT NOT NULL,
    connections INTEGER NOT NULL,
    PRIMARY KEY (hour, host, client, outcome, cause, party, product)
) WITHOUT ROWID;

-- The same over all hosts and clients.
CREATE TABLE total (
    hour INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    cause TEXT NOT NULL,
    party TEXT NOT NULL,
    product TEXT NOT NULL,
    connections INTEGER NOT NULL,
    PRIMARY KEY (hour, outcome, cause, party, product)
) WITHOUT ROWID;

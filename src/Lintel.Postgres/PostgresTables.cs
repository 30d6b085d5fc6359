using Lintel.Storage;

namespace Lintel.Postgres;

/// <summary>
/// The tables of Lintel's own stores. A shipped script is never changed; a change is a new one. Moments are ticks of UTC; texts are compared by code point.
/// </summary>
internal static class PostgresTables
{
    /// <summary>Of the schema <c>lintel</c>.</summary>
    public static readonly string[] Lintel =
    [
        """
        CREATE TABLE account (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          api TEXT COLLATE "C" NOT NULL,
          name TEXT NOT NULL,
          plan TEXT NOT NULL,
          subscription TEXT NOT NULL,
          limits TEXT NOT NULL,
          demo BOOLEAN NOT NULL DEFAULT FALSE,
          created_at BIGINT NOT NULL,
          version BIGINT NOT NULL,
          suspended_at BIGINT
        );
        CREATE INDEX account_by_api ON account (api, id);

        CREATE TABLE api_key (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          api TEXT COLLATE "C" NOT NULL,
          account_id TEXT COLLATE "C" NOT NULL,
          environment TEXT NOT NULL,
          name TEXT NOT NULL,
          scopes TEXT NOT NULL,
          addresses TEXT NOT NULL,
          applications TEXT,
          state TEXT NOT NULL,
          expires_at BIGINT,
          revoked_at BIGINT,
          limits TEXT NOT NULL,
          metadata TEXT NOT NULL,
          created_at BIGINT NOT NULL,
          version BIGINT NOT NULL
        );
        CREATE INDEX api_key_by_account ON api_key (account_id, id);

        CREATE TABLE key_secret (
          handle BYTEA NOT NULL PRIMARY KEY,
          key_id TEXT COLLATE "C" NOT NULL REFERENCES api_key (id) ON DELETE CASCADE,
          place BIGINT NOT NULL,
          hash BYTEA NOT NULL,
          algorithm TEXT NOT NULL,
          pepper_version BIGINT NOT NULL,
          hint TEXT NOT NULL,
          ends_at BIGINT
        );
        CREATE INDEX key_secret_by_key ON key_secret (key_id, place);

        CREATE TABLE key_import (
          api TEXT COLLATE "C" NOT NULL,
          pepper_version BIGINT NOT NULL,
          PRIMARY KEY (api, pepper_version)
        );

        CREATE TABLE pepper_check (
          version BIGINT NOT NULL PRIMARY KEY,
          value BYTEA NOT NULL
        );

        CREATE TABLE rate_limit_cell (
          api TEXT COLLATE "C" NOT NULL,
          policy TEXT COLLATE "C" NOT NULL,
          partition TEXT COLLATE "C" NOT NULL,
          state BYTEA NOT NULL,
          expires_at BIGINT NOT NULL,
          PRIMARY KEY (api, policy, partition)
        );
        CREATE INDEX rate_limit_cell_by_expiry ON rate_limit_cell (expires_at);

        CREATE TABLE "user" (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          api TEXT COLLATE "C" NOT NULL,
          account_id TEXT COLLATE "C" NOT NULL,
          login TEXT COLLATE "C" NOT NULL,
          password_hash TEXT NOT NULL,
          created_at BIGINT NOT NULL,
          disabled_at BIGINT
        );
        CREATE UNIQUE INDEX user_by_login ON "user" (api, login);
        CREATE INDEX user_by_account ON "user" (account_id, id);

        CREATE TABLE user_origin (
          user_id TEXT COLLATE "C" NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
          origin TEXT COLLATE "C" NOT NULL,
          seen_at BIGINT NOT NULL,
          PRIMARY KEY (user_id, origin)
        );

        CREATE TABLE session (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          hash BYTEA NOT NULL UNIQUE,
          api TEXT COLLATE "C" NOT NULL,
          account_id TEXT COLLATE "C" NOT NULL,
          user_id TEXT COLLATE "C" NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
          created_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL
        );
        CREATE INDEX session_by_user ON session (user_id, created_at);
        CREATE INDEX session_by_expiry ON session (expires_at);

        CREATE TABLE sealed_answer (
          name BYTEA NOT NULL PRIMARY KEY,
          owner TEXT COLLATE "C" NOT NULL,
          pepper_version BIGINT NOT NULL,
          content BYTEA NOT NULL,
          expires_at BIGINT NOT NULL
        );
        CREATE INDEX sealed_answer_by_expiry ON sealed_answer (expires_at);
        CREATE INDEX sealed_answer_by_owner ON sealed_answer (owner, expires_at);

        CREATE TABLE audit_entry (
          seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          request_id TEXT COLLATE "C" NOT NULL UNIQUE,
          at BIGINT NOT NULL,
          key_id TEXT COLLATE "C",
          user_id TEXT COLLATE "C",
          account_id TEXT COLLATE "C",
          address TEXT,
          operation TEXT COLLATE "C" NOT NULL,
          target TEXT COLLATE "C",
          outcome TEXT
        );
        CREATE INDEX audit_entry_by_time ON audit_entry (at);

        CREATE TABLE token_revocation (
          issuer TEXT COLLATE "C" NOT NULL,
          claim TEXT COLLATE "C" NOT NULL,
          value TEXT COLLATE "C" NOT NULL,
          issued_before BIGINT,
          revoked_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL,
          PRIMARY KEY (issuer, claim, value)
        );
        CREATE INDEX token_revocation_by_expiry ON token_revocation (expires_at);
        """,
        NodeTables.Script,
        NodeTables.EnginesScript,
        """
        CREATE TABLE operator (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
          name TEXT NOT NULL,
          role TEXT NOT NULL,
          signed_in_at BIGINT,
          version BIGINT NOT NULL
        );

        CREATE TABLE sign_in_link (
          operator_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES operator (id) ON DELETE CASCADE,
          digest BYTEA NOT NULL UNIQUE,
          expires_at BIGINT NOT NULL
        );

        ALTER TABLE api_key ADD COLUMN operator_id TEXT COLLATE "C";
        CREATE INDEX api_key_by_operator ON api_key (operator_id, id) WHERE operator_id IS NOT NULL;
        """,
        NodeTables.OperatorsScript,
        """
        -- The key that a session was begun with, and the secret of it that was presented.
        ALTER TABLE session ADD COLUMN key_id TEXT COLLATE "C";
        ALTER TABLE session ADD COLUMN key_handle BYTEA;

        CREATE INDEX api_key_by_expiry ON api_key (expires_at, id) WHERE expires_at IS NOT NULL;
        """,
        """
        ALTER TABLE account ADD COLUMN external_id TEXT COLLATE "C", ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
        CREATE UNIQUE INDEX account_by_external_id ON account (external_id) WHERE external_id IS NOT NULL;
        """,
        WebhookScripts.Postgres[0],
        WebhookScripts.Postgres[1],
        """
        CREATE TABLE event_mark (
          name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          value TEXT COLLATE "C" NOT NULL,
          until BIGINT NOT NULL
        );
        CREATE INDEX event_mark_by_end ON event_mark (until);
        """,
        """
        ALTER TABLE audit_entry ADD COLUMN user_name TEXT;
        ALTER TABLE audit_entry ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE audit_entry ADD COLUMN number BIGINT;
        ALTER TABLE audit_entry ADD COLUMN seals TEXT;
        ALTER TABLE audit_entry ADD COLUMN mac BYTEA;
        ALTER TABLE audit_entry ADD COLUMN pepper_version BIGINT;
        CREATE UNIQUE INDEX audit_entry_by_number ON audit_entry (number) WHERE number IS NOT NULL;
        CREATE INDEX audit_entry_unchained ON audit_entry (seq) WHERE number IS NULL;

        CREATE TABLE audit_mark (
          name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          number BIGINT NOT NULL,
          mac BYTEA NOT NULL,
          pepper_version BIGINT NOT NULL,
          seal BYTEA NOT NULL
        );

        CREATE TABLE erasure (
          subject_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          requests BIGINT NOT NULL,
          changes BIGINT NOT NULL,
          begun_at BIGINT NOT NULL,
          touched_at BIGINT NOT NULL,
          ended_at BIGINT
        );
        """,
        WebhookScripts.Postgres[2],
        """
        -- Erasures: who runs one, how far it is, and the people that there were.
        ALTER TABLE erasure ADD COLUMN step BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE erasure ADD COLUMN after_place BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE erasure ADD COLUMN claims BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE erasure ADD COLUMN leased_until BIGINT;
        CREATE INDEX erasure_open ON erasure (begun_at) WHERE ended_at IS NULL;

        CREATE TABLE erasure_person (
          subject_id TEXT COLLATE "C" NOT NULL,
          user_id TEXT COLLATE "C" NOT NULL,
          PRIMARY KEY (subject_id, user_id)
        );

        -- The accounts, people and keys that entries of the audit log are by or about.
        CREATE TABLE audit_subject (
          id TEXT COLLATE "C" NOT NULL,
          seq BIGINT NOT NULL,
          PRIMARY KEY (id, seq)
        );
        CREATE INDEX audit_subject_by_entry ON audit_subject (seq);
        INSERT INTO audit_subject (id, seq)
          SELECT account_id, seq FROM audit_entry WHERE account_id <> ''
          UNION ALL SELECT user_id, seq FROM audit_entry WHERE user_id <> ''
          UNION ALL SELECT m[1], e.seq FROM audit_entry e, regexp_matches(e.target, '([^ ]+)', 'g') AS m
          UNION ALL SELECT m[1], e.seq FROM audit_entry e, regexp_matches(e.changes, '"((?:acct|usr|key)_[^"\\]*)"', 'g') AS m
          UNION ALL SELECT m[1], e.seq FROM audit_entry e, regexp_matches(e.changes, 'Id","(?:before|after)":"([^"\\]+)"', 'g') AS m
          UNION ALL SELECT m[1], e.seq FROM audit_entry e, regexp_matches(e.changes, 'Id","before":"[^"\\]*","after":"([^"\\]+)"', 'g') AS m
        ON CONFLICT DO NOTHING;
        """,
        """
        -- Shows of an entry of the audit log that is not in the chain yet that this installation has written it.
        ALTER TABLE audit_entry ADD COLUMN begun BYTEA;
        """,
        NodeTables.PepperScript,
        """
        -- The contract that each API ran with last, for what has changed in it while no process ran.
        CREATE TABLE contract_version (
          api TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          hash TEXT COLLATE "C" NOT NULL,
          loaded_at BIGINT NOT NULL,
          content BYTEA NOT NULL,
          previous_hash TEXT COLLATE "C",
          previous_loaded_at BIGINT,
          previous_content BYTEA
        );
        """,
    ];

    /// <summary>Of the schema <c>lintel_requests</c>.</summary>
    public static readonly string[] Requests =
    [
        RequestTables.Script, RequestTables.TrailScript, RequestTables.SearchScript, RequestTables.FeedScript, RequestTables.UsageScript,
        RequestTables.ErasureScript,
        RequestTables.KeyUseScript,
    ];
}

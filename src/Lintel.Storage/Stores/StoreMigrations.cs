namespace Lintel.Storage;

/// <summary>The tables of Lintel's own stores. A shipped script is never changed; a change is a new one.</summary>
internal static class StoreMigrations
{
    /// <summary>Of <c>lintel.db</c>. Moments are ticks of UTC.</summary>
    public static readonly string[] Lintel =
    [
        """
        CREATE TABLE account (
          id TEXT NOT NULL PRIMARY KEY,
          api TEXT NOT NULL,
          name TEXT NOT NULL,
          plan TEXT NOT NULL,
          subscription TEXT NOT NULL,
          limits TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          version INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX account_by_api ON account (api, id);

        CREATE TABLE api_key (
          id TEXT NOT NULL PRIMARY KEY,
          api TEXT NOT NULL,
          account_id TEXT NOT NULL,
          environment TEXT NOT NULL,
          name TEXT NOT NULL,
          scopes TEXT NOT NULL,
          addresses TEXT NOT NULL,
          state TEXT NOT NULL,
          expires_at INTEGER,
          revoked_at INTEGER,
          limits TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          version INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX api_key_by_account ON api_key (account_id, id);

        CREATE TABLE key_secret (
          handle BLOB NOT NULL PRIMARY KEY,
          key_id TEXT NOT NULL REFERENCES api_key (id) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          hash BLOB NOT NULL,
          algorithm TEXT NOT NULL,
          pepper_version INTEGER NOT NULL,
          hint TEXT NOT NULL,
          ends_at INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX key_secret_by_key ON key_secret (key_id, place);

        CREATE TABLE pepper_check (
          version INTEGER NOT NULL PRIMARY KEY,
          value BLOB NOT NULL
        );

        CREATE TABLE rate_limit_cell (
          api TEXT NOT NULL,
          policy TEXT NOT NULL,
          partition TEXT NOT NULL,
          state BLOB NOT NULL,
          expires_at INTEGER NOT NULL,
          PRIMARY KEY (api, policy, partition)
        ) WITHOUT ROWID;
        CREATE INDEX rate_limit_cell_by_expiry ON rate_limit_cell (expires_at);
        """,
        """
        ALTER TABLE api_key ADD COLUMN applications TEXT;

        CREATE TABLE user (
          id TEXT NOT NULL PRIMARY KEY,
          api TEXT NOT NULL,
          account_id TEXT NOT NULL,
          login TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          created_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX user_by_login ON user (api, login);

        CREATE TABLE session (
          id TEXT NOT NULL PRIMARY KEY,
          hash BLOB NOT NULL UNIQUE,
          api TEXT NOT NULL,
          account_id TEXT NOT NULL,
          user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX session_by_user ON session (user_id, created_at);
        CREATE INDEX session_by_expiry ON session (expires_at);
        """,
        """
        ALTER TABLE account ADD COLUMN demo INTEGER NOT NULL DEFAULT 0;

        -- The demo data made the only ids with a second underscore.
        UPDATE account SET demo = 1 WHERE id LIKE 'acct\_%\_%' ESCAPE '\';
        """,
        """
        CREATE TABLE sealed_answer (
          name BLOB NOT NULL PRIMARY KEY,
          pepper_version INTEGER NOT NULL,
          content BLOB NOT NULL,
          expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX sealed_answer_by_expiry ON sealed_answer (expires_at);

        CREATE TABLE audit_entry (
          seq INTEGER NOT NULL PRIMARY KEY,
          request_id TEXT NOT NULL UNIQUE,
          at INTEGER NOT NULL,
          key_id TEXT,
          user_id TEXT,
          account_id TEXT,
          address TEXT,
          operation TEXT NOT NULL,
          target TEXT,
          outcome TEXT
        );
        CREATE INDEX audit_entry_by_time ON audit_entry (at);
        """,
        """
        ALTER TABLE account ADD COLUMN suspended_at INTEGER;
        ALTER TABLE user ADD COLUMN disabled_at INTEGER;
        CREATE INDEX user_by_account ON user (account_id, id);

        CREATE TABLE user_origin (
          user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
          origin TEXT NOT NULL,
          seen_at INTEGER NOT NULL,
          PRIMARY KEY (user_id, origin)
        ) WITHOUT ROWID;
        """,
        """
        ALTER TABLE api_key ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';

        CREATE TABLE key_import (
          api TEXT NOT NULL,
          pepper_version INTEGER NOT NULL,
          PRIMARY KEY (api, pepper_version)
        ) WITHOUT ROWID;
        """,
        """
        CREATE TABLE token_revocation (
          issuer TEXT NOT NULL,
          claim TEXT NOT NULL,
          value TEXT NOT NULL,
          issued_before INTEGER,
          revoked_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          PRIMARY KEY (issuer, claim, value)
        ) WITHOUT ROWID;
        CREATE INDEX token_revocation_by_expiry ON token_revocation (expires_at);
        """,
        """
        -- Answers of before were named and sealed in another way, so that no request finds them.
        DELETE FROM sealed_answer;
        ALTER TABLE sealed_answer ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        CREATE INDEX sealed_answer_by_owner ON sealed_answer (owner, expires_at);
        """,
        """
        CREATE TABLE operator (
          id TEXT NOT NULL PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
          name TEXT NOT NULL,
          role TEXT NOT NULL,
          signed_in_at INTEGER,
          version INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE sign_in_link (
          operator_id TEXT NOT NULL PRIMARY KEY REFERENCES operator (id) ON DELETE CASCADE,
          digest BLOB NOT NULL UNIQUE,
          expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;

        ALTER TABLE api_key ADD COLUMN operator_id TEXT;
        CREATE INDEX api_key_by_operator ON api_key (operator_id, id) WHERE operator_id IS NOT NULL;
        """,
        """
        -- The key that a session was begun with, and the secret of it that was presented.
        ALTER TABLE session ADD COLUMN key_id TEXT;
        ALTER TABLE session ADD COLUMN key_handle BLOB;

        CREATE INDEX api_key_by_expiry ON api_key (expires_at, id) WHERE expires_at IS NOT NULL;
        """,
        """
        ALTER TABLE account ADD COLUMN external_id TEXT;
        ALTER TABLE account ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
        CREATE UNIQUE INDEX account_by_external_id ON account (external_id) WHERE external_id IS NOT NULL;
        """,
        WebhookScripts.Sqlite[0],
        WebhookScripts.Sqlite[1],
        WebhookScripts.Sqlite[2],
        """
        -- What was told of by an event, so that it is told once. Moments are Unix milliseconds.
        CREATE TABLE event_mark (
          name TEXT NOT NULL PRIMARY KEY,
          value TEXT NOT NULL,
          until INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX event_mark_by_end ON event_mark (until);
        """,
        """
        ALTER TABLE audit_entry ADD COLUMN user_name TEXT;
        ALTER TABLE audit_entry ADD COLUMN changes TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE audit_entry ADD COLUMN number INTEGER;
        ALTER TABLE audit_entry ADD COLUMN seals TEXT;
        ALTER TABLE audit_entry ADD COLUMN mac BLOB;
        ALTER TABLE audit_entry ADD COLUMN pepper_version INTEGER;
        CREATE UNIQUE INDEX audit_entry_by_number ON audit_entry (number) WHERE number IS NOT NULL;
        CREATE INDEX audit_entry_unchained ON audit_entry (seq) WHERE number IS NULL;

        CREATE TABLE audit_mark (
          name TEXT NOT NULL PRIMARY KEY,
          number INTEGER NOT NULL,
          mac BLOB NOT NULL,
          pepper_version INTEGER NOT NULL,
          seal BLOB NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE erasure (
          subject_id TEXT NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          requests INTEGER NOT NULL,
          changes INTEGER NOT NULL,
          begun_at INTEGER NOT NULL,
          touched_at INTEGER NOT NULL,
          ended_at INTEGER
        ) WITHOUT ROWID;
        """,
        WebhookScripts.Sqlite[3],
        """
        -- Erasures: who runs one, how far it is, and the people that there were.
        ALTER TABLE erasure ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE erasure ADD COLUMN after_place INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE erasure ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE erasure ADD COLUMN leased_until INTEGER;
        CREATE INDEX erasure_open ON erasure (begun_at) WHERE ended_at IS NULL;

        CREATE TABLE erasure_person (
          subject_id TEXT NOT NULL,
          user_id TEXT NOT NULL,
          PRIMARY KEY (subject_id, user_id)
        ) WITHOUT ROWID;

        -- The accounts, people and keys that entries of the audit log are by or about.
        CREATE TABLE audit_subject (
          id TEXT NOT NULL,
          seq INTEGER NOT NULL,
          PRIMARY KEY (id, seq)
        ) WITHOUT ROWID;
        CREATE INDEX audit_subject_by_entry ON audit_subject (seq);
        INSERT OR IGNORE INTO audit_subject (id, seq) SELECT id, seq FROM (
          SELECT account_id AS id, seq FROM audit_entry
          UNION ALL SELECT user_id, seq FROM audit_entry
          UNION ALL SELECT t.value, e.seq FROM audit_entry e, json_each('[' || replace(json_quote(e.target), ' ', '","') || ']') t WHERE e.target IS NOT NULL
          UNION ALL SELECT v.value, e.seq
            FROM audit_entry e, json_each(CASE json_valid(e.changes) WHEN 1 THEN e.changes ELSE '[]' END) c,
              json_each(CASE c.type WHEN 'object' THEN c.value ELSE '{}' END) v
            WHERE v.key IN ('before', 'after')
              AND (c.value ->> '$.field' LIKE '%Id' OR substr(v.value, 1, 5) = 'acct_' OR substr(v.value, 1, 4) IN ('usr_', 'key_')))
        WHERE id <> '';
        """,
        """
        -- Shows of an entry of the audit log that is not in the chain yet that this installation has written it.
        ALTER TABLE audit_entry ADD COLUMN begun BLOB;
        """,
        """
        -- The contract that each API ran with last, for what has changed in it while no process ran.
        CREATE TABLE contract_version (
          api TEXT NOT NULL PRIMARY KEY,
          hash TEXT NOT NULL,
          loaded_at INTEGER NOT NULL,
          content BLOB NOT NULL,
          previous_hash TEXT,
          previous_loaded_at INTEGER,
          previous_content BLOB
        ) WITHOUT ROWID;
        """,
    ];

    /// <summary>
    /// Of <c>requests.db</c>. The second takes the place of the first: a row and four indexes for each request were most of what a request cost. The third is
    /// for lines that tell only what differs from the line before. What was logged in an older form is let go.
    /// </summary>
    public static readonly string[] Requests =
    [
        """
        CREATE TABLE request (
          seq INTEGER NOT NULL PRIMARY KEY,
          id TEXT NOT NULL,
          at INTEGER NOT NULL,
          api TEXT NOT NULL,
          operation TEXT,
          method TEXT NOT NULL,
          route TEXT NOT NULL,
          status INTEGER NOT NULL,
          code TEXT,
          condition TEXT,
          arguments TEXT,
          cause TEXT,
          key_id TEXT,
          account_id TEXT,
          address TEXT,
          duration_us INTEGER NOT NULL,
          request_bytes INTEGER NOT NULL,
          response_bytes INTEGER NOT NULL,
          inbound_id TEXT
        );
        CREATE UNIQUE INDEX request_by_id ON request (id);
        CREATE INDEX request_by_account ON request (account_id) WHERE account_id IS NOT NULL;
        CREATE INDEX request_by_code ON request (code) WHERE code IS NOT NULL;
        CREATE INDEX request_by_failure ON request (status) WHERE status >= 400;

        CREATE TABLE request_count (
          id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
          requests INTEGER NOT NULL
        );
        INSERT INTO request_count (id, requests) VALUES (1, 0);
        """,
        """
        DROP TABLE request;
        DROP TABLE request_count;

        CREATE TABLE request_block (
          id INTEGER NOT NULL PRIMARY KEY,
          first_seq INTEGER NOT NULL,
          last_seq INTEGER NOT NULL,
          requests INTEGER NOT NULL,
          failures INTEGER NOT NULL,
          lines BLOB NOT NULL
        );
        CREATE INDEX request_block_by_time ON request_block (last_seq);

        CREATE TABLE request_id_run (
          length INTEGER NOT NULL,
          first_id TEXT NOT NULL,
          last_id TEXT NOT NULL,
          block INTEGER NOT NULL REFERENCES request_block (id) ON DELETE CASCADE,
          PRIMARY KEY (length, first_id)
        ) WITHOUT ROWID;
        CREATE INDEX request_id_run_by_block ON request_id_run (block);

        CREATE TABLE request_id_apart (
          id TEXT NOT NULL PRIMARY KEY,
          block INTEGER NOT NULL REFERENCES request_block (id) ON DELETE CASCADE
        ) WITHOUT ROWID;
        CREATE INDEX request_id_apart_by_block ON request_id_apart (block);

        CREATE TABLE request_total (
          id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
          written INTEGER NOT NULL,
          kept INTEGER NOT NULL
        );
        INSERT INTO request_total (id, written, kept) VALUES (1, 0, 0);
        """,
        """
        DELETE FROM request_id_run;
        DELETE FROM request_id_apart;
        DELETE FROM request_block;
        UPDATE request_total SET kept = 0;
        """,
        """
        ALTER TABLE request_block ADD COLUMN traffic INTEGER NOT NULL DEFAULT 2;
        CREATE INDEX request_block_by_traffic ON request_block (traffic, last_seq);

        CREATE TABLE request_kept (
          traffic INTEGER NOT NULL PRIMARY KEY,
          kept INTEGER NOT NULL
        );
        INSERT INTO request_kept (traffic, kept) SELECT column1, CASE column1 WHEN 2 THEN kept ELSE 0 END FROM (VALUES (0), (1), (2)), request_total;
        ALTER TABLE request_total DROP COLUMN kept;
        """,
        """
        -- From here on a line may hold a trace id and compared values, which an earlier version would misread: it sets the file aside instead.
        SELECT 1;
        """,
        """
        -- From here on a line may hold a span id, which an earlier version would misread: it sets the file aside instead.
        SELECT 1;
        """,
        """
        -- From here on a line may hold an application and a trail of the guards, which an earlier version would misread: it sets the file aside instead.
        SELECT 1;
        """,
        """
        -- How much was used, by grains and dimensions of UsageTally. Moments are ticks of UTC.
        CREATE TABLE usage (
          grain INTEGER NOT NULL,
          dimension INTEGER NOT NULL,
          start INTEGER NOT NULL,
          api TEXT NOT NULL,
          value TEXT NOT NULL,
          requests INTEGER NOT NULL,
          errors INTEGER NOT NULL,
          duration_us INTEGER NOT NULL,
          longest_us INTEGER NOT NULL,
          PRIMARY KEY (grain, dimension, start, api, value)
        ) WITHOUT ROWID;
        CREATE TABLE usage_tally (
          dimension INTEGER NOT NULL,
          start INTEGER NOT NULL,
          api TEXT NOT NULL,
          value TEXT NOT NULL,
          requests INTEGER NOT NULL,
          errors INTEGER NOT NULL,
          duration_us INTEGER NOT NULL,
          longest_us INTEGER NOT NULL,
          PRIMARY KEY (dimension, start, api, value)
        ) WITHOUT ROWID;

        CREATE TABLE key_use (
          key_id TEXT NOT NULL PRIMARY KEY,
          at INTEGER NOT NULL,
          address TEXT
        ) WITHOUT ROWID;
        """,
        """
        -- Erasures: the addresses of an account whose counts are to be removed.
        CREATE TABLE erased_address (
          account_id TEXT NOT NULL,
          value TEXT NOT NULL,
          PRIMARY KEY (account_id, value)
        ) WITHOUT ROWID;
        """,
        """
        -- Uses of old secrets are noted beside those of their key, under its id, a space and the hint (KeyUse.NameOf).
        ALTER TABLE key_use ADD COLUMN of_key TEXT
          GENERATED ALWAYS AS (CASE instr(key_id, ' ') WHEN 0 THEN key_id ELSE substr(key_id, 1, instr(key_id, ' ') - 1) END) VIRTUAL;
        CREATE INDEX key_use_of_key ON key_use (of_key);
        """,
    ];
}

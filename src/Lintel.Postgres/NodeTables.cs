namespace Lintel.Postgres;

/// <summary>
/// The nodes that share a database, and what they tell each other. Triggers note changes, so that none is missing whoever makes it: a node, an older release,
/// or somebody with psql.
/// </summary>
internal static class NodeTables
{
    /// <summary>The channel on which the end of the change log is told.</summary>
    public const string Channel = "lintel_change";

    /// <summary>The tables, which hold no records: a file has one process, and none of them.</summary>
    public static readonly string[] Names = ["node", "change", "change_end"];

    /// <summary>The script, for the schema <c>lintel</c>.</summary>
    public const string Script =
        $$"""
        DROP TABLE process;

        CREATE TABLE node (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          version TEXT NOT NULL,
          environment TEXT NOT NULL,
          contracts TEXT NOT NULL,
          started TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
          lease_until TIMESTAMPTZ NOT NULL,
          applied BIGINT NOT NULL
        );

        -- A row and not a sequence: whoever changes it locks it until the commit, so that numbers become visible in their order, without gaps.
        CREATE TABLE change_end (
          id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
          seq BIGINT NOT NULL
        );
        INSERT INTO change_end (id, seq) VALUES (1, 0);

        CREATE TABLE change (
          seq BIGINT NOT NULL,
          kind INTEGER NOT NULL,
          subject BYTEA NOT NULL,
          at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
        );
        CREATE INDEX change_by_seq ON change (seq);
        CREATE INDEX change_by_time ON change (at);

        CREATE FUNCTION next_change() RETURNS BIGINT LANGUAGE plpgsql AS $$
        DECLARE
          number BIGINT;
        BEGIN
          UPDATE change_end SET seq = seq + 1 WHERE id = 1 RETURNING seq INTO number;
          PERFORM pg_notify('{{Channel}}', '');
          RETURN number;
        END $$;

        -- The arguments of a trigger: the kind of record, and what it is found by in memory. Statements that change nothing have a trigger, too. New keys and
        -- sessions are not noted: nobody can have asked for them before.
        CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
          IF EXISTS (SELECT FROM affected) THEN
            EXECUTE 'INSERT INTO change (seq, kind, subject) SELECT DISTINCT $1, $2, ' || TG_ARGV[1] USING next_change(), TG_ARGV[0]::INTEGER;
          END IF;
          RETURN NULL;
        END $$;

        CREATE TRIGGER key_secret_gone AFTER DELETE ON key_secret REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(1, 'handle FROM affected');
        CREATE TRIGGER api_key_changed AFTER UPDATE ON api_key REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(1, 's.handle FROM affected a JOIN key_secret s ON s.key_id = a.id');
        CREATE TRIGGER account_changed AFTER UPDATE ON account REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(2, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER account_gone AFTER DELETE ON account REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(2, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER session_changed AFTER UPDATE ON session REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(3, 'hash FROM affected');
        CREATE TRIGGER session_gone AFTER DELETE ON session REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(3, 'hash FROM affected');

        -- What is kept whole is read whole again.
        CREATE TRIGGER token_revoked AFTER INSERT ON token_revocation REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(4, '''''::BYTEA FROM affected');
        CREATE TRIGGER token_changed AFTER UPDATE ON token_revocation REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(4, '''''::BYTEA FROM affected');
        CREATE TRIGGER key_imported AFTER INSERT ON key_import REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(5, '''''::BYTEA FROM affected');
        """;
}

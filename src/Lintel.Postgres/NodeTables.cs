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
    public static readonly string[] Names = ["node", "change", "change_mark"];

    /// <summary>The script with what nodes tell of the engines that they share.</summary>
    public const string EnginesScript = "ALTER TABLE node ADD COLUMN engines TEXT NOT NULL DEFAULT '{}'";

    /// <summary>The script with the versions of the pepper that nodes know.</summary>
    public const string PepperScript = "ALTER TABLE node ADD COLUMN pepper TEXT NOT NULL DEFAULT ''";

    /// <summary>The script that notes changes of operators: of their role, and of the person who signs in.</summary>
    public const string OperatorsScript =
        """
        CREATE TRIGGER operator_changed AFTER UPDATE ON operator REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(6, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER operator_gone AFTER DELETE ON operator REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(6, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER operator_disabled AFTER UPDATE ON "user" REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(6, 'convert_to(a.id, ''UTF8'') FROM affected a JOIN operator o ON o.id = a.id');
        """;

    /// <summary>The script, for the schema <c>lintel</c>.</summary>
    public const string Script =
        $$"""
        -- needs 2
        CREATE TABLE node (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          version TEXT NOT NULL,
          environment TEXT NOT NULL,
          contracts TEXT NOT NULL,
          started TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
          lease_until TIMESTAMPTZ NOT NULL,
          applied BIGINT NOT NULL,
          seen PG_SNAPSHOT NOT NULL DEFAULT '1:1:'
        );

        -- By its transaction, because neither numbers nor times become visible in their order. A row that is locked until the commit would have an order, but
        -- of two serializable transactions that change it at once one always fails.
        CREATE TABLE change (
          seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
          kind INTEGER NOT NULL,
          subject BYTEA NOT NULL
        );
        CREATE INDEX change_by_xid ON change (xid);

        -- What was visible at the moment "gone" has been removed; at "next_at", "next" was visible.
        CREATE TABLE change_mark (
          id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
          gone PG_SNAPSHOT NOT NULL,
          next PG_SNAPSHOT NOT NULL,
          next_at TIMESTAMPTZ NOT NULL
        );
        INSERT INTO change_mark (id, gone, next, next_at) VALUES (1, pg_current_snapshot(), pg_current_snapshot(), clock_timestamp());

        -- The arguments of a trigger: the kind of record, and what it is found by in memory. Statements that change nothing have a trigger, too. New keys and
        -- sessions are not noted: nobody can have asked for them before.
        CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        DECLARE
          noted BIGINT;
        BEGIN
          EXECUTE 'INSERT INTO change (kind, subject) SELECT DISTINCT $1, ' || TG_ARGV[1] USING TG_ARGV[0]::INTEGER;
          GET DIAGNOSTICS noted = ROW_COUNT;
          IF noted > 0 THEN
            PERFORM pg_notify('{{Channel}}', '');
          END IF;
          RETURN NULL;
        END $$;

        CREATE TRIGGER key_secret_gone AFTER DELETE ON key_secret REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(1, 'handle FROM affected');
        CREATE TRIGGER api_key_changed AFTER UPDATE ON api_key REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(1, 's.handle FROM affected a JOIN key_secret s ON s.key_id = a.id');
        -- A new account, too: an access token may have named it before.
        CREATE TRIGGER account_added AFTER INSERT ON account REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(2, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER account_changed AFTER UPDATE ON account REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(2, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER account_gone AFTER DELETE ON account REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(2, 'convert_to(id, ''UTF8'') FROM affected');
        CREATE TRIGGER session_changed AFTER UPDATE ON session REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(3, 'hash FROM affected');

        -- One that is over is over everywhere. Its end is a moment in ticks of UTC; clocks may differ by less than half an hour.
        CREATE TRIGGER session_gone AFTER DELETE ON session REFERENCING OLD TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(
            3, 'hash FROM affected WHERE expires_at > 621355968000000000 + (extract(epoch FROM clock_timestamp()) - 1800)::BIGINT * 10000000');

        -- What is kept whole is read whole again.
        CREATE TRIGGER token_revoked AFTER INSERT ON token_revocation REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(4, '''''::BYTEA FROM affected');
        CREATE TRIGGER token_changed AFTER UPDATE ON token_revocation REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(4, '''''::BYTEA FROM affected');
        CREATE TRIGGER key_imported AFTER INSERT ON key_import REFERENCING NEW TABLE AS affected
          FOR EACH STATEMENT EXECUTE FUNCTION note_change(5, '''''::BYTEA FROM affected');
        """;
}

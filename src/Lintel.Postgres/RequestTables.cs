namespace Lintel.Postgres;

/// <summary>The tables of the request log.</summary>
internal static class RequestTables
{
    /// <summary>The partitioned table of entries.</summary>
    public const string Entries = "request";

    /// <summary>The table of batches, which nodes tell each other.</summary>
    public const string Batches = "request_batch";

    /// <summary>The tables that a file has as well.</summary>
    public static readonly string[] Counts = ["usage", "usage_tally", "key_use", "erased_address"];

    /// <summary>The script with the application that a request was for, and with how it went through the guards.</summary>
    public const string TrailScript = "ALTER TABLE request ADD COLUMN application_id TEXT COLLATE \"C\", ADD COLUMN trail TEXT";

    /// <summary>Finds addresses and clients' own ids, which are many and in no order, in the few ranges of pages that have them.</summary>
    public const string SearchScript =
        """
        CREATE INDEX request_by_address ON request USING brin (address text_bloom_ops) WITH (autosummarize = on);
        CREATE INDEX request_by_inbound_id ON request USING brin (inbound_id text_bloom_ops) WITH (autosummarize = on);
        """;

    /// <summary>Batches by their transactions, so that nodes see what others have written.</summary>
    public const string FeedScript =
        """
        CREATE TABLE request_batch (
          xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
          first BIGINT NOT NULL,
          last BIGINT NOT NULL,
          entries BIGINT NOT NULL,
          noted TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
        );
        CREATE INDEX request_batch_by_xid ON request_batch (xid);
        """;

    /// <summary>The script with counts of usage. Batches note theirs in rows of their own, and whoever trims adds them up, as with entries.</summary>
    public const string UsageScript =
        """
        CREATE TABLE usage (
          grain INTEGER NOT NULL,
          dimension INTEGER NOT NULL,
          start BIGINT NOT NULL,
          api TEXT COLLATE "C" NOT NULL,
          value TEXT COLLATE "C" NOT NULL,
          requests BIGINT NOT NULL,
          errors BIGINT NOT NULL,
          duration_us BIGINT NOT NULL,
          longest_us BIGINT NOT NULL,
          PRIMARY KEY (grain, dimension, start, api, value)
        );
        CREATE TABLE usage_tally (
          dimension INTEGER NOT NULL,
          start BIGINT NOT NULL,
          api TEXT COLLATE "C" NOT NULL,
          value TEXT COLLATE "C" NOT NULL,
          requests BIGINT NOT NULL,
          errors BIGINT NOT NULL,
          duration_us BIGINT NOT NULL,
          longest_us BIGINT NOT NULL
        );

        CREATE TABLE key_use (
          key_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          at BIGINT NOT NULL,
          address TEXT
        );
        CREATE TABLE key_use_tally (
          key_id TEXT COLLATE "C" NOT NULL,
          at BIGINT NOT NULL,
          address TEXT
        );
        """;

    /// <summary>The script with the addresses of an account whose counts an erasure is to remove.</summary>
    public const string ErasureScript =
        """
        CREATE TABLE erased_address (
          account_id TEXT COLLATE "C" NOT NULL,
          value TEXT COLLATE "C" NOT NULL,
          PRIMARY KEY (account_id, value)
        );
        """;

    /// <summary>
    /// The key that a use is of: uses of old secrets are noted beside those of their key, under its id, a space and the hint (<c>KeyUse.NameOf</c>). The
    /// database works it out, so that nodes of the release before go on writing as they do.
    /// </summary>
    public const string KeyUseScript =
        """
        ALTER TABLE key_use ADD COLUMN of_key TEXT COLLATE "C" GENERATED ALWAYS AS (split_part(key_id, ' ', 1)) STORED;
        CREATE INDEX key_use_of_key ON key_use (of_key);
        ALTER TABLE key_use_tally ADD COLUMN of_key TEXT COLLATE "C" GENERATED ALWAYS AS (split_part(key_id, ' ', 1)) STORED;
        """;

    /// <summary>The script, for the schema <c>lintel_requests</c>.</summary>
    public const string Script =
        """
        -- One partition for each day of UTC, made by RequestPartitions. Moments are ticks. Columns of one width stand together, which saves padding.
        CREATE TABLE request (
          at BIGINT NOT NULL,
          seq BIGINT NOT NULL,
          duration_us BIGINT NOT NULL,
          request_bytes BIGINT NOT NULL,
          response_bytes BIGINT NOT NULL,
          traffic INTEGER NOT NULL,
          status INTEGER NOT NULL,
          is_shadow BOOLEAN NOT NULL,
          id TEXT COLLATE "C" NOT NULL,
          api TEXT COLLATE "C" NOT NULL,
          operation TEXT COLLATE "C",
          method TEXT COLLATE "C" NOT NULL,
          route TEXT COLLATE "C" NOT NULL,
          code TEXT COLLATE "C",
          condition TEXT COLLATE "C",
          arguments TEXT,
          cause TEXT,
          key_id TEXT COLLATE "C",
          account_id TEXT COLLATE "C",
          address TEXT,
          inbound_id TEXT,
          trace_id BYTEA,
          span_id BYTEA,
          compared TEXT
        ) PARTITION BY RANGE (at);

        -- Two nodes may make one id; they do not make it in the same tick. A batch that comes again is known by both.
        CREATE UNIQUE INDEX request_by_id ON request (id, at);
        CREATE INDEX request_by_seq ON request (traffic, seq);
        CREATE INDEX request_by_account ON request (account_id, traffic, seq) WHERE account_id IS NOT NULL;
        CREATE INDEX request_by_code ON request (code, traffic, seq) WHERE code IS NOT NULL;
        CREATE INDEX request_by_key ON request (key_id, traffic, seq) WHERE key_id IS NOT NULL;

        -- Ids of traces are many, in no order, and each is in few ranges of pages.
        CREATE INDEX request_by_range ON request USING brin (at, trace_id bytea_bloom_ops) WITH (autosummarize = on);

        -- Tells the entries of one millisecond apart. A batch takes as many steps as it needs.
        CREATE SEQUENCE request_number INCREMENT BY 64;

        -- The entries of each day and kind of traffic. Batches note theirs in rows of their own, so that they never wait for each other; whoever trims adds
        -- them up.
        CREATE TABLE request_day (
          day INTEGER NOT NULL,
          traffic INTEGER NOT NULL,
          entries BIGINT NOT NULL,
          PRIMARY KEY (day, traffic)
        );
        CREATE TABLE request_tally (
          day INTEGER NOT NULL,
          traffic INTEGER NOT NULL,
          entries BIGINT NOT NULL
        );
        """;
}

namespace Lintel.Postgres;

/// <summary>The tables of the request log.</summary>
internal static class RequestTables
{
    /// <summary>The partitioned table of entries.</summary>
    public const string Entries = "request";

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

namespace Lintel.Pixel;

/// <summary>The tables of <c>pixel.db</c>: what people set up. What visitors do is in the warehouse.</summary>
internal static class PixelMigrations
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE websites (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            domain TEXT NOT NULL,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            deleted_at INTEGER NULL);
        CREATE INDEX websites_by_account ON websites (account_id, created_at);

        CREATE TABLE goals (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            website_id TEXT NOT NULL REFERENCES websites (id),
            name TEXT NOT NULL,
            selector TEXT NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX goals_by_account ON goals (account_id, created_at);

        CREATE TABLE alerts (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            website_id TEXT NOT NULL REFERENCES websites (id),
            metric TEXT NOT NULL,
            threshold REAL NOT NULL,
            channel TEXT NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX alerts_by_account ON alerts (account_id, created_at);

        CREATE TABLE reports (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            website_id TEXT NOT NULL REFERENCES websites (id),
            cadence TEXT NOT NULL,
            recipients TEXT NOT NULL,
            last_sent_at INTEGER NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX reports_by_account ON reports (account_id, created_at);

        CREATE TABLE share_links (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            website_id TEXT NOT NULL REFERENCES websites (id),
            token_hash BLOB NOT NULL,
            token_prefix TEXT NOT NULL,
            password_hash TEXT NULL,
            expires_at INTEGER NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX share_links_by_account ON share_links (account_id, created_at);
        CREATE UNIQUE INDEX share_links_by_token ON share_links (token_hash);
        """,
        "CREATE TABLE services (name TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL)",
    ];

    /// <summary>The same for PostgreSQL.</summary>
    public static IReadOnlyList<string> Postgres { get; } =
    [
        """
        CREATE TABLE websites (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          domain TEXT COLLATE "C" NOT NULL,
          name TEXT COLLATE "C" NOT NULL,
          created_at BIGINT NOT NULL,
          deleted_at BIGINT
        );
        CREATE INDEX websites_by_account ON websites (account_id, created_at);

        CREATE TABLE goals (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          website_id TEXT COLLATE "C" NOT NULL REFERENCES websites (id),
          name TEXT COLLATE "C" NOT NULL,
          selector TEXT COLLATE "C" NOT NULL,
          created_at BIGINT NOT NULL
        );
        CREATE INDEX goals_by_account ON goals (account_id, created_at);

        CREATE TABLE alerts (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          website_id TEXT COLLATE "C" NOT NULL REFERENCES websites (id),
          metric TEXT COLLATE "C" NOT NULL,
          threshold DOUBLE PRECISION NOT NULL,
          channel TEXT COLLATE "C" NOT NULL,
          created_at BIGINT NOT NULL
        );
        CREATE INDEX alerts_by_account ON alerts (account_id, created_at);

        CREATE TABLE reports (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          website_id TEXT COLLATE "C" NOT NULL REFERENCES websites (id),
          cadence TEXT COLLATE "C" NOT NULL,
          recipients TEXT COLLATE "C" NOT NULL,
          last_sent_at BIGINT,
          created_at BIGINT NOT NULL
        );
        CREATE INDEX reports_by_account ON reports (account_id, created_at);

        CREATE TABLE share_links (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          website_id TEXT COLLATE "C" NOT NULL REFERENCES websites (id),
          token_hash BYTEA NOT NULL,
          token_prefix TEXT COLLATE "C" NOT NULL,
          password_hash TEXT COLLATE "C",
          expires_at BIGINT,
          created_at BIGINT NOT NULL
        );
        CREATE INDEX share_links_by_account ON share_links (account_id, created_at);
        CREATE UNIQUE INDEX share_links_by_token ON share_links (token_hash);
        """,
        """CREATE TABLE services (name TEXT COLLATE "C" NOT NULL PRIMARY KEY, state TEXT COLLATE "C" NOT NULL)""",
    ];
}

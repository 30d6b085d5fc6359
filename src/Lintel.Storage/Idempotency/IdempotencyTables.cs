namespace Lintel.Storage;

/// <summary>
/// The table of answers for repeated requests in a database of the application, so that what a handler changes and its answer share a transaction.
/// </summary>
public static class IdempotencyTables
{
    /// <summary>
    /// The scripts that make the table and bring it up to date, in the order of releases. Each is one entry in the application's list of migrations, after the
    /// ones before it; an application that has shipped adds new ones at the end of its list.
    /// </summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE sealed_answer (
          name BLOB NOT NULL PRIMARY KEY,
          owner TEXT NOT NULL,
          pepper_version INTEGER NOT NULL,
          content BLOB NOT NULL,
          expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX sealed_answer_by_expiry ON sealed_answer (expires_at);
        CREATE INDEX sealed_answer_by_owner ON sealed_answer (owner, expires_at);
        """,
    ];

    /// <summary>The same for PostgreSQL.</summary>
    public static IReadOnlyList<string> PostgresMigrations { get; } =
    [
        """
        CREATE TABLE sealed_answer (
          name BYTEA NOT NULL PRIMARY KEY,
          owner TEXT COLLATE "C" NOT NULL,
          pepper_version BIGINT NOT NULL,
          content BYTEA NOT NULL,
          expires_at BIGINT NOT NULL
        );
        CREATE INDEX sealed_answer_by_expiry ON sealed_answer (expires_at);
        CREATE INDEX sealed_answer_by_owner ON sealed_answer (owner, expires_at);
        """,
    ];
}

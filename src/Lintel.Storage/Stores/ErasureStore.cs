using Dapper;
using Lintel.Erasures;

namespace Lintel.Storage;

/// <summary>The erasures in a database.</summary>
internal sealed class ErasureStore(IDatabase database) : IErasureStore
{
    /// <summary>The text in the place of a name that was erased.</summary>
    public const string Erased = "erased";

    private const int Most = 100;

    private const string Selected =
        """
        SELECT subject_id AS SubjectId, account_id AS AccountId, requests, changes, begun_at AS BegunAt, touched_at AS TouchedAt, ended_at AS EndedAt
        FROM erasure
        """;

    public async ValueTask<Erasure?> FindAsync(string subjectId, CancellationToken cancellationToken) => (await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<Row>($"{Selected} WHERE subject_id = @subjectId", new { subjectId }),
        cancellationToken))?.ToErasure();

    public async ValueTask SaveAsync(Erasure erasure, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            INSERT INTO erasure (subject_id, account_id, requests, changes, begun_at, touched_at, ended_at)
            VALUES (@SubjectId, @AccountId, @Requests, @Changes, @BegunAt, @TouchedAt, @EndedAt)
            ON CONFLICT (subject_id) DO UPDATE SET requests = excluded.requests, changes = excluded.changes, begun_at = excluded.begun_at,
              touched_at = excluded.touched_at, ended_at = excluded.ended_at
            """,
            new
            {
                erasure.SubjectId,
                erasure.AccountId,
                erasure.Requests,
                erasure.Changes,
                BegunAt = Columns.FromMoment(erasure.BegunAt),
                TouchedAt = Columns.FromMoment(erasure.TouchedAt),
                EndedAt = Columns.FromMoment(erasure.EndedAt),
            }),
        cancellationToken);

    public async ValueTask<IReadOnlyList<Erasure>> ListOpenAsync(DateTimeOffset touchedBefore, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<Row>(
                $"{Selected} WHERE ended_at IS NULL AND touched_at < @Before ORDER BY begun_at LIMIT @Most",
                new { Before = Columns.FromMoment(touchedBefore), Most }),
            cancellationToken);
        return [.. rows.Select(row => row.ToErasure())];
    }

    public async ValueTask<IReadOnlyList<string>> ListKeysAsync(string accountId, CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => (await connection.QueryAsync<string>("SELECT id FROM api_key WHERE account_id = @accountId", new { accountId })).AsList(),
        cancellationToken);

    public async ValueTask BlankKeysAsync(string accountId, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            UPDATE api_key SET name = @Erased, addresses = '[]', applications = '[]', metadata = '{}', version = version + 1
            WHERE account_id = @accountId AND state = @Deleted AND name <> @Erased
            """,
            new { Erased, accountId, Deleted = nameof(KeyState.Deleted) }),
        cancellationToken);

    private sealed class Row
    {
        public string SubjectId { get; set; } = string.Empty;

        public string AccountId { get; set; } = string.Empty;

        public long Requests { get; set; }

        public long Changes { get; set; }

        public long BegunAt { get; set; }

        public long TouchedAt { get; set; }

        public long? EndedAt { get; set; }

        public Erasure ToErasure() => new()
        {
            SubjectId = SubjectId,
            AccountId = AccountId,
            Requests = Requests,
            Changes = Changes,
            BegunAt = Columns.ToMoment(BegunAt),
            TouchedAt = Columns.ToMoment(TouchedAt),
            EndedAt = Columns.ToMoment(EndedAt),
        };
    }
}

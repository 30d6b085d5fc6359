using Dapper;
using Lintel.Erasures;

namespace Lintel.Storage;

/// <summary>The erasures in a database. Leases are Unix milliseconds of the clock that all processes agree on.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock, which counts where there is one process.</param>
internal sealed class ErasureStore(IDatabase database, TimeProvider time) : IErasureStore
{
    private const int Most = 100;
    private const int BlankedAtOnce = 1000;

    private const string Selected =
        """
        subject_id AS SubjectId, account_id AS AccountId, requests, changes, begun_at AS BegunAt, ended_at AS EndedAt, step, after_place AS After,
        claims AS Claim
        """;

    // A file has one process, which knows itself what it runs.
    private const string IsFree = "ended_at IS NULL AND (@shared = 0 OR leased_until IS NULL OR leased_until <= @now)";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask<Erasure?> FindAsync(string subjectId, CancellationToken cancellationToken) => (await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Selected} FROM erasure WHERE subject_id = @subjectId", new { subjectId }),
        cancellationToken))?.ToErasure();

    public async ValueTask BeginAsync(Erasure erasure, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            INSERT INTO erasure (subject_id, account_id, requests, changes, begun_at, touched_at, ended_at, step, after_place, claims, leased_until)
            VALUES (@SubjectId, @AccountId, 0, 0, @BegunAt, @BegunAt, NULL, 0, 0, 0, NULL)
            ON CONFLICT (subject_id) DO UPDATE SET requests = 0, changes = 0, begun_at = excluded.begun_at, touched_at = excluded.touched_at, ended_at = NULL,
              step = 0, after_place = 0, leased_until = NULL
            WHERE erasure.ended_at IS NOT NULL
            """,
            new { erasure.SubjectId, erasure.AccountId, BegunAt = Columns.FromMoment(erasure.BegunAt) }),
        cancellationToken);

    public async ValueTask<Erasure?> ClaimAsync(string subjectId, TimeSpan lease, CancellationToken cancellationToken) => (await database.WriteAsync(
        async connection =>
        {
            var now = await connection.SharedTimeAsync(Now);
            return await connection.QuerySingleOrDefaultAsync<Row>(
                $"UPDATE erasure SET claims = claims + 1, leased_until = @until WHERE subject_id = @subjectId AND {IsFree} RETURNING {Selected}",
                new { subjectId, now, shared = connection.IsShared() ? 1 : 0, until = now + (long)lease.TotalMilliseconds });
        },
        cancellationToken))?.ToErasure();

    public async ValueTask<bool> RenewAsync(Erasure erasure, TimeSpan lease, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE erasure SET leased_until = @until WHERE subject_id = @SubjectId AND claims = @Claim AND ended_at IS NULL",
            new { erasure.SubjectId, erasure.Claim, until = await connection.SharedTimeAsync(Now) + (long)lease.TotalMilliseconds }) == 1,
        cancellationToken);

    public async ValueTask<bool> SaveAsync(Erasure erasure, int requests, int changes, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async connection =>
            {
                var saved = await connection.ExecuteAsync(
                    """
                    UPDATE erasure SET requests = requests + @requests, changes = changes + @changes, step = @Step, after_place = @After, ended_at = @EndedAt,
                      leased_until = @until
                    WHERE subject_id = @SubjectId AND claims = @Claim AND ended_at IS NULL
                    """,
                    new
                    {
                        erasure.SubjectId,
                        erasure.Claim,
                        requests,
                        changes,
                        Step = (int)erasure.Step,
                        erasure.After,
                        EndedAt = Columns.FromMoment(erasure.EndedAt),
                        until = await connection.SharedTimeAsync(Now) + (long)lease.TotalMilliseconds,
                    }) == 1;
                if (saved && erasure.EndedAt is not null)
                {
                    await connection.ExecuteAsync("DELETE FROM erasure_person WHERE subject_id = @SubjectId", new { erasure.SubjectId });
                }

                return saved;
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<string>> ListFreeAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => (await connection.QueryAsync<string>(
            $"SELECT subject_id FROM erasure WHERE {IsFree} ORDER BY begun_at LIMIT @Most",
            new { now = await connection.SharedTimeAsync(Now), shared = connection.IsShared() ? 1 : 0, Most })).AsList(),
        cancellationToken);

    public async ValueTask<IReadOnlyList<string>> NotePeopleAsync(Erasure erasure, CancellationToken cancellationToken) => erasure.IsOfAccount
        ? await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO erasure_person (subject_id, user_id) SELECT @AccountId, id FROM "user" WHERE account_id = @AccountId
                    ON CONFLICT (subject_id, user_id) DO NOTHING
                    """,
                    new { erasure.AccountId });
                return (await connection.QueryAsync<string>(
                    "SELECT user_id FROM erasure_person WHERE subject_id = @AccountId ORDER BY user_id", new { erasure.AccountId })).AsList();
            },
            cancellationToken)
        : [];

    public async ValueTask<IReadOnlyList<string>> ListKeysAsync(string accountId, CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => (await connection.QueryAsync<string>("SELECT id FROM api_key WHERE account_id = @accountId", new { accountId })).AsList(),
        cancellationToken);

    public async ValueTask<ErasureCounts> CountAsync(string accountId, CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => new ErasureCounts(
            await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM api_key WHERE account_id = @accountId", new { accountId }),
            await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM \"user\" WHERE account_id = @accountId", new { accountId })),
        cancellationToken);

    public async ValueTask<bool> BlankKeysAsync(string accountId, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            """
            UPDATE api_key SET name = @ErasedName, addresses = '[]', applications = '[]', metadata = '{}', version = version + 1
            WHERE id IN (
              SELECT id FROM api_key
              WHERE account_id = @accountId AND state = @Deleted
                AND (name <> @ErasedName OR addresses <> '[]' OR applications IS DISTINCT FROM '[]' OR metadata <> '{}')
              LIMIT @BlankedAtOnce)
            """,
            new { Erasure.ErasedName, accountId, Deleted = nameof(KeyState.Deleted), BlankedAtOnce }),
        cancellationToken) == BlankedAtOnce;

    private sealed class Row
    {
        public string SubjectId { get; set; } = string.Empty;

        public string AccountId { get; set; } = string.Empty;

        public long Requests { get; set; }

        public long Changes { get; set; }

        public long BegunAt { get; set; }

        public long? EndedAt { get; set; }

        public long Step { get; set; }

        public long After { get; set; }

        public long Claim { get; set; }

        public Erasure ToErasure() => new()
        {
            SubjectId = SubjectId,
            AccountId = AccountId,
            Requests = Requests,
            Changes = Changes,
            BegunAt = Columns.ToMoment(BegunAt),
            EndedAt = Columns.ToMoment(EndedAt),
            Step = (ErasureStep)Step,
            After = After,
            Claim = Claim,
        };
    }
}

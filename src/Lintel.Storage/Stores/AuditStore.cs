using System.Data.Common;
using Dapper;
using Lintel.Audit;

namespace Lintel.Storage;

/// <summary>The audit log in a database.</summary>
internal sealed class AuditStore(IDatabase database) : IAuditStore
{
    // The chain has one order: its works wait for each other where several processes write.
    private const string ChainLock = "audit chain";

    // A bound, so that no change waits for all of them.
    private const int AtOnce = 500;

    private const string IsLate = "e.begun_at <> @At AND (e.ended_at IS NULL OR e.ended_at >= @At)";

    private const string Row =
        """
        SELECT seq, request_id AS RequestId, at, key_id AS KeyId, user_id AS UserId, user_name AS UserName, account_id AS AccountId, address, operation, target,
          outcome, changes, number, seals, mac, begun, pepper_version AS PepperVersion FROM audit_entry
        """;

    public async ValueTask BeginAsync(AuditEntry entry, AuditChain chain, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            var row = chain.Begin(AuditRow.Of(entry));
            var seq = await connection.ExecuteScalarAsync<long>(
                """
                INSERT INTO audit_entry (request_id, at, key_id, user_id, user_name, account_id, address, operation, begun, pepper_version)
                VALUES (@RequestId, @At, @KeyId, @UserId, @UserName, @AccountId, @Address, @Operation, @Begun, @PepperVersion)
                RETURNING seq
                """,
                row);
            return await NoteAsync(connection, row with { Seq = seq });
        },
        cancellationToken);

    public async ValueTask EndAsync(string requestId, AuditOutcome end, AuditChain chain, CancellationToken cancellationToken) => await ChangeAsync(
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<AuditRow>($"{Row} WHERE request_id = @requestId AND number IS NULL", new { requestId });
            if (row is not null)
            {
                await EndAsync(connection, row, end, chain);
            }

            return 0;
        },
        cancellationToken);

    public async ValueTask<bool> SealAsync(AuditChain chain, DateTimeOffset begunBefore, CancellationToken cancellationToken) => await ChangeAsync(
        async connection =>
        {
            var rows = (await connection.QueryAsync<AuditRow>(
                $"{Row} WHERE number IS NULL AND begun IS NOT NULL AND at < @Before ORDER BY seq LIMIT @AtOnce",
                new { Before = Columns.FromMoment(begunBefore), AtOnce })).AsList();
            foreach (var row in rows)
            {
                await EndAsync(connection, row, AuditOutcome.Unknown, chain);
            }

            return rows.Count == AtOnce;
        },
        cancellationToken);

    public async ValueTask<bool> TrimAsync(AuditChain chain, DateTimeOffset before, CancellationToken cancellationToken) => await ChangeAsync(
        async connection =>
        {
            var oldest = (await connection.QueryAsync<AuditRow>($"{Row} WHERE number IS NOT NULL ORDER BY number LIMIT @AtOnce", new { AtOnce })).AsList();
            var mac = (await MarkAsync(connection, AuditMark.Start))?.Mac;
            var removed = new List<AuditRow>();
            foreach (var row in oldest.TakeWhile(row => row.At < Columns.FromMoment(before) && chain.Check(row, mac) is null))
            {
                removed.Add(row);
                mac = row.Mac;
            }

            if (removed.Count > 0)
            {
                await connection.ExecuteAsync(
                    """
                    DELETE FROM audit_subject WHERE seq IN (SELECT seq FROM audit_entry WHERE number <= @Number);
                    DELETE FROM audit_entry WHERE number <= @Number;
                    """,
                    new { removed[^1].Number });
                await PutAsync(connection, chain.MarkOf(AuditMark.Start, removed[^1]));
            }

            return removed.Count == AtOnce;
        },
        cancellationToken);

    public async ValueTask<ErasedEntries> EraseAsync(AuditChain chain, AuditSubject subject, long after, CancellationToken cancellationToken) =>
        await ChangeAsync(
            async connection =>
            {
                var rows = (await connection.QueryAsync<AuditRow>(
                    $"{Row} WHERE number > @after ORDER BY number LIMIT @AtOnce", new { after, AtOnce })).AsList();
                var erased = rows.Select(row => (Before: row, After: subject.Erase(chain, row))).Where(row => row.Before != row.After).ToList();
                if (rows.Count < AtOnce)
                {
                    var begun = await connection.QueryAsync<AuditRow>($"{Row} WHERE number IS NULL AND begun IS NOT NULL");
                    erased.AddRange(begun.Select(row => (row, subject.EraseBegun(chain, row))).Where(row => row.Item1 != row.Item2));
                }

                foreach (var row in erased)
                {
                    await UpdateAsync(connection, row.After);
                    await connection.ExecuteAsync("DELETE FROM audit_subject WHERE seq = @Seq", new { row.After.Seq });
                    await NoteAsync(connection, row.After);
                }

                return new ErasedEntries(rows.Count == AtOnce ? rows[^1].Number : null, erased.Count);
            },
            cancellationToken);

    public async ValueTask<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            query.AccountId,
            query.KeyId,
            query.UserId,
            query.Operation,
            query.Target,
            From = Columns.FromMoment(query.From) ?? long.MinValue,
            To = Columns.FromMoment(query.To) ?? long.MaxValue,
            Cursor = query.Cursor ?? long.MaxValue,
            Limit = query.Limit + 1,
        };
        var rows = await database.ReadAsync(
            async connection => (await connection.QueryAsync<AuditRow>(
                $"""
                {Row}
                WHERE seq < @Cursor AND at >= @From AND at < @To
                  AND (@AccountId IS NULL OR account_id = @AccountId) AND (@KeyId IS NULL OR key_id = @KeyId) AND (@UserId IS NULL OR user_id = @UserId)
                  AND (@Operation IS NULL OR operation = @Operation)
                  AND (@Target IS NULL OR target = @Target OR replace(' ' || target || ' ', ' ' || @Target || ' ', '') <> ' ' || target || ' ')
                ORDER BY seq DESC LIMIT @Limit
                """,
                parameters)).AsList(),
            cancellationToken);
        var page = rows.Take(query.Limit).ToArray();
        return new AuditPage([.. page.Select(row => row.ToEntry())], rows.Count > query.Limit ? page[^1].Seq : null);
    }

    public async ValueTask<AuditStretch> ReadAsync(long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(
        async connection =>
        {
            var rows = await connection.QueryAsync<AuditRow>($"{Row} WHERE number > @after ORDER BY number LIMIT @limit", new { after, limit });
            var start = await MarkAsync(connection, AuditMark.Start);
            var head = await MarkAsync(connection, AuditMark.Head);
            return new AuditStretch(rows.AsList(), start, head);
        },
        cancellationToken);

    public async ValueTask<UnchainedEntries> CountUnchainedAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => new UnchainedEntries(
            await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM audit_entry WHERE number IS NULL AND begun IS NOT NULL"),
            await connection.ExecuteScalarAsync<string>("SELECT request_id FROM audit_entry WHERE number IS NULL AND begun IS NULL ORDER BY seq LIMIT 1")),
        cancellationToken);

    public async ValueTask<IReadOnlyList<AuditRow>> FindAsync(
        IReadOnlyCollection<string> ids, long after, int limit, CancellationToken cancellationToken) => await database.ReadAsync(
        async connection => (await connection.QueryAsync<AuditRow>(
            $"""
            {Row} WHERE seq IN (SELECT DISTINCT seq FROM audit_subject WHERE id IN @ids AND seq > @after ORDER BY seq LIMIT @limit) ORDER BY seq
            """,
            new { ids, after, limit })).AsList(),
        cancellationToken);

    // Its own MAC would vouch for an entry that somebody else has put there or altered: it stays out of the chain, and is found by that.
    private static async Task EndAsync(DbConnection connection, AuditRow row, AuditOutcome end, AuditChain chain)
    {
        if (!chain.HasBegun(row))
        {
            await connection.ExecuteAsync("UPDATE audit_entry SET begun = NULL WHERE seq = @Seq", row);
            return;
        }

        (row, var head) = chain.Add(row.Ended(end), await MarkAsync(connection, AuditMark.Head));
        await PutAsync(connection, head);
        row = await EraseLateAsync(connection, row, chain);
        await UpdateAsync(connection, row);
        await NoteAsync(connection, row);
    }

    // An erasure that ended since the entry began has not seen its values. The entry of the erasure itself stays.
    private static async Task<AuditRow> EraseLateAsync(DbConnection connection, AuditRow row, AuditChain chain)
    {
        var erased = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in AuditSubject.IdsOf(row).Chunk(AtOnce))
        {
            erased.UnionWith(await connection.QueryAsync<string>(
                $"""
                SELECT e.subject_id FROM erasure e WHERE e.subject_id IN @ids AND {IsLate}
                UNION SELECT k.id FROM api_key k JOIN erasure e ON e.subject_id = k.account_id WHERE k.id IN @ids AND {IsLate}
                UNION SELECT p.user_id FROM erasure_person p JOIN erasure e ON e.subject_id = p.subject_id WHERE p.user_id IN @ids AND {IsLate}
                """,
                new { ids, row.At }));
        }

        return erased.Count == 0 ? row : new AuditSubject(erased).Erase(chain, row);
    }

    // Whose entry it is, so that an export need not read the whole log.
    private static async Task<int> NoteAsync(DbConnection connection, AuditRow row) => await connection.ExecuteAsync(
        "INSERT INTO audit_subject (id, seq) VALUES (@id, @Seq) ON CONFLICT (id, seq) DO NOTHING",
        AuditSubject.IdsOf(row).Select(id => new { id, row.Seq }));

    private static Task<int> UpdateAsync(DbConnection connection, AuditRow row) => connection.ExecuteAsync(
        """
        UPDATE audit_entry SET user_id = @UserId, user_name = @UserName, address = @Address, target = @Target, outcome = @Outcome, changes = @Changes,
          number = @Number, seals = @Seals, mac = @Mac, begun = @Begun, pepper_version = @PepperVersion
        WHERE seq = @Seq
        """,
        row);

    private static Task<AuditMark?> MarkAsync(DbConnection connection, string name) => connection.QuerySingleOrDefaultAsync<AuditMark>(
        "SELECT name, number, mac, pepper_version AS PepperVersion, seal FROM audit_mark WHERE name = @name", new { name });

    private static Task<int> PutAsync(DbConnection connection, AuditMark mark) => connection.ExecuteAsync(
        """
        INSERT INTO audit_mark (name, number, mac, pepper_version, seal) VALUES (@Name, @Number, @Mac, @PepperVersion, @Seal)
        ON CONFLICT (name) DO UPDATE SET number = excluded.number, mac = excluded.mac, pepper_version = excluded.pepper_version, seal = excluded.seal
        """,
        mark);

    private Task<T> ChangeAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) => database is ILockedWrites locked
        ? locked.WriteLockedAsync([ChainLock], work, cancellationToken)
        : database.WriteAsync(work, cancellationToken);
}

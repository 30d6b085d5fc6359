using System.Data.Common;
using Dapper;
using Lintel.Audit;

namespace Lintel.Storage;

/// <summary>The audit log in a database.</summary>
internal sealed class AuditStore(IDatabase database) : IAuditStore
{
    // A bound, so that the first change after a long pause does not wait for all of them.
    private const int RemovedAtOnce = 1000;

    public async ValueTask BeginAsync(AuditEntry entry, DateTimeOffset removeBefore, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            await RemoveAsync(connection, removeBefore);
            return await connection.ExecuteAsync(
                """
                INSERT INTO audit_entry (request_id, at, key_id, user_id, account_id, address, operation)
                VALUES (@RequestId, @At, @KeyId, @UserId, @AccountId, @Address, @Operation)
                """,
                new { entry.RequestId, At = Columns.FromMoment(entry.At), entry.KeyId, entry.UserId, entry.AccountId, entry.Address, entry.Operation });
        },
        cancellationToken);

    public async ValueTask EndAsync(string requestId, string outcome, string? target, CancellationToken cancellationToken) => await database.WriteAsync(
        connection => connection.ExecuteAsync(
            "UPDATE audit_entry SET outcome = @outcome, target = @target WHERE request_id = @requestId",
            new { requestId, outcome, target }),
        cancellationToken);

    public async ValueTask<AuditPage> SearchAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            query.AccountId,
            query.KeyId,
            query.Operation,
            query.Target,
            From = Columns.FromMoment(query.From) ?? long.MinValue,
            To = Columns.FromMoment(query.To) ?? long.MaxValue,
            Cursor = query.Cursor ?? long.MaxValue,
            Limit = query.Limit + 1,
        };
        var rows = await database.ReadAsync(
            async connection => (await connection.QueryAsync<Row>(
                """
                SELECT seq, request_id AS RequestId, at, key_id AS KeyId, user_id AS UserId, account_id AS AccountId, address, operation, target, outcome FROM audit_entry
                WHERE seq < @Cursor AND at >= @From AND at < @To
                  AND (@AccountId IS NULL OR account_id = @AccountId) AND (@KeyId IS NULL OR key_id = @KeyId)
                  AND (@Operation IS NULL OR operation = @Operation) AND (@Target IS NULL OR target = @Target)
                ORDER BY seq DESC LIMIT @Limit
                """,
                parameters)).AsList(),
            cancellationToken);
        var page = rows.Take(query.Limit).ToArray();
        return new AuditPage([.. page.Select(row => row.ToEntry())], rows.Count > query.Limit ? page[^1].Seq : null);
    }

    private static Task<int> RemoveAsync(DbConnection connection, DateTimeOffset before) => connection.ExecuteAsync(
        "DELETE FROM audit_entry WHERE seq IN (SELECT seq FROM audit_entry WHERE at < @Before ORDER BY at LIMIT @RemovedAtOnce)",
        new { Before = Columns.FromMoment(before), RemovedAtOnce });

    private sealed class Row
    {
        public long Seq { get; set; }

        public string RequestId { get; set; } = string.Empty;

        public long At { get; set; }

        public string? KeyId { get; set; }

        public string? UserId { get; set; }

        public string? AccountId { get; set; }

        public string? Address { get; set; }

        public string Operation { get; set; } = string.Empty;

        public string? Target { get; set; }

        public string? Outcome { get; set; }

        public AuditEntry ToEntry() => new()
        {
            RequestId = RequestId,
            At = Columns.ToMoment(At),
            KeyId = KeyId,
            UserId = UserId,
            AccountId = AccountId,
            Address = Address,
            Operation = Operation,
            Target = Target,
            Outcome = Outcome,
        };
    }
}

using System.Data.Common;
using Dapper;
using Lintel.Accounts;
using Lintel.Events;

namespace Lintel.Storage;

/// <summary>Accounts in a database.</summary>
internal sealed class AccountStore(IDatabase database, EventHook events) : IAccountStore
{
    private const string Selected =
        """
        SELECT a.id, a.api, a.name, a.plan, a.subscription, a.limits, a.external_id AS ExternalId, a.metadata, a.demo AS IsDemo, a.created_at AS CreatedAt,
               a.version, a.suspended_at AS SuspendedAt
        FROM account a
        """;

    public async ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => (await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<Row>($"{Selected} WHERE a.id = @id", new { id }), cancellationToken))?.ToAccount();

    public async ValueTask<IReadOnlyList<Account>> ListAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var filter = new ListFilter(query.After, query.Limit)
            .Where("a.api", "=", "Api", query.Api)
            .Where("a.external_id", "=", "ExternalId", query.ExternalId)
            .Add("a.id IN @Ids", "Ids", query.Ids)
            .Add(
                $"({ListFilter.HasAnyCase("a.name", "Text")} OR {ListFilter.HasAnyCase("a.id", "Text")} OR {ListFilter.HasAnyCase("a.external_id", "Text")})",
                "Text",
                ListFilter.AnyCase(query.Text))
            .WithMetadata("a.metadata", query.Metadata);
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<Row>($"{Selected} WHERE a.id > @After {filter.Sql} ORDER BY a.id LIMIT @Limit", filter.Parameters),
            cancellationToken);
        return [.. rows.Select(row => row.ToAccount())];
    }

    public async ValueTask<bool> AddAsync(Account account, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection => !await IsTakenAsync(connection, account) && await InsertAsync(connection, account) == 1,
        cancellationToken);

    /// <summary>Adds an account in a transaction of somebody else's.</summary>
    public static Task<int> InsertAsync(DbConnection connection, Account account) => connection.ExecuteAsync(
        """
        INSERT INTO account (id, api, name, plan, subscription, limits, external_id, metadata, demo, created_at, version, suspended_at)
        VALUES (@Id, @Api, @Name, @Plan, @Subscription, @Limits, @ExternalId, @Metadata, @IsDemo, @CreatedAt, @Version, @SuspendedAt)
        """,
        new Row(account));

    public async ValueTask<AccountWrite> UpdateAsync(Account account, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            if (await IsTakenAsync(connection, account))
            {
                return AccountWrite.ExternalIdTaken;
            }

            var wasSuspended = account.SuspendedAt is not null
                && await connection.ExecuteScalarAsync<bool>("SELECT suspended_at IS NOT NULL FROM account WHERE id = @Id", new { account.Id });
            var changed = await connection.ExecuteAsync(
                """
                UPDATE account SET api = @Api, name = @Name, plan = @Plan, subscription = @Subscription, limits = @Limits, external_id = @ExternalId,
                  metadata = @Metadata, version = @Version, suspended_at = @SuspendedAt
                WHERE id = @Id AND version = @Version - 1
                """,
                new Row(account)) == 1;
            if (changed && account.SuspendedAt is not null && !wasSuspended)
            {
                await events.AddAsync(connection, RecordEvents.Suspended(account));
            }

            return changed ? AccountWrite.Done : AccountWrite.Stale;
        },
        cancellationToken);

    // Looked for before every write of one: of two serializable transactions that meet over an id, the second is then run again and finds it taken.
    private static async Task<bool> IsTakenAsync(DbConnection connection, Account account) =>
        account.ExternalId is not null && await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM account WHERE external_id = @ExternalId AND id <> @Id",
            new { account.ExternalId, account.Id }) > 0;

    private sealed class Row
    {
        public Row()
        {
        }

        public Row(Account account)
        {
            Id = account.Id;
            Api = account.Api;
            Name = account.Name;
            Plan = account.Plan;
            Subscription = account.Subscription;
            Limits = Columns.FromLimits(account.Limits);
            ExternalId = account.ExternalId;
            Metadata = Columns.FromMetadata(account.Metadata);
            IsDemo = account.IsDemo;
            CreatedAt = Columns.FromMoment(account.CreatedAt);
            Version = account.Version;
            SuspendedAt = account.SuspendedAt is { } at ? Columns.FromMoment(at) : null;
        }

        public string Id { get; set; } = string.Empty;

        public string Api { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public string Plan { get; set; } = string.Empty;

        public string Subscription { get; set; } = string.Empty;

        public string Limits { get; set; } = string.Empty;

        public string? ExternalId { get; set; }

        public string Metadata { get; set; } = string.Empty;

        public bool IsDemo { get; set; }

        public long CreatedAt { get; set; }

        public long Version { get; set; }

        public long? SuspendedAt { get; set; }

        public Account ToAccount() => new()
        {
            Id = Id,
            Api = Api,
            Name = Name,
            Plan = Plan,
            Subscription = Subscription,
            Limits = Columns.ToLimits(Limits),
            ExternalId = ExternalId,
            Metadata = Columns.ToMetadata(Metadata),
            IsDemo = IsDemo,
            CreatedAt = Columns.ToMoment(CreatedAt),
            Version = Version,
            SuspendedAt = SuspendedAt is { } at ? Columns.ToMoment(at) : null,
        };
    }
}

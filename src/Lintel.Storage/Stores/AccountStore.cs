using System.Data.Common;
using Dapper;
using Lintel.Accounts;

namespace Lintel.Storage;

/// <summary>Accounts in a database.</summary>
internal sealed class AccountStore(IDatabase database) : IAccountStore
{
    private const string Selected =
        "SELECT id, api, name, plan, subscription, limits, demo AS IsDemo, created_at AS CreatedAt, version, suspended_at AS SuspendedAt FROM account";

    public async ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<Row>($"{Selected} WHERE id = @id", new { id }), cancellationToken))?.ToAccount();

    public async ValueTask<IReadOnlyList<Account>> ListAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var where = query.Api is null ? string.Empty : "AND api = @Api";
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<Row>(
                $"{Selected} WHERE id > @After {where} ORDER BY id LIMIT @Limit",
                new { After = query.After ?? string.Empty, query.Api, query.Limit }),
            cancellationToken);
        return [.. rows.Select(row => row.ToAccount())];
    }

    public async ValueTask AddAsync(Account account, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => InsertAsync(connection, account), cancellationToken);

    /// <summary>Adds an account in a transaction of somebody else's.</summary>
    public static Task<int> InsertAsync(DbConnection connection, Account account) => connection.ExecuteAsync(
        """
        INSERT INTO account (id, api, name, plan, subscription, limits, demo, created_at, version, suspended_at)
        VALUES (@Id, @Api, @Name, @Plan, @Subscription, @Limits, @IsDemo, @CreatedAt, @Version, @SuspendedAt)
        """,
        new Row(account));

    public async ValueTask<bool> UpdateAsync(Account account, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            """
            UPDATE account SET api = @Api, name = @Name, plan = @Plan, subscription = @Subscription, limits = @Limits, version = @Version, suspended_at = @SuspendedAt
            WHERE id = @Id AND version = @Version - 1
            """,
            new Row(account)) == 1,
        cancellationToken);

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
            IsDemo = IsDemo,
            CreatedAt = Columns.ToMoment(CreatedAt),
            Version = Version,
            SuspendedAt = SuspendedAt is { } at ? Columns.ToMoment(at) : null,
        };
    }
}

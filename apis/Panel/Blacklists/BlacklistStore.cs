using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The blacklists of applications.</summary>
internal sealed class BlacklistStore(PanelDatabase database, Snowflakes ids, TimeProvider clock)
{
    private const string Resource = "Blacklist";
    private const string Columns = "id AS Id, ip_address AS IpAddress, client_id AS ClientId, comment AS Comment, created_at AS CreatedAt";

    private static readonly Dictionary<string, string> Searched = new(StringComparer.Ordinal) { ["IPv4"] = "ip_address", ["Client id"] = "client_id" };

    public async Task<BlacklistCount> CountAsync(Application application, SearchParameters? search, CancellationToken cancellationToken)
    {
        var filter = new TableFilter(application, search, Searched);
        return new BlacklistCount(
            await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM blacklists WHERE {filter}", filter.Parameters), cancellationToken));
    }

    public Task<TablePage<Blacklist>> ListAsync(Application application, TableQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
                (await TablePage<Row>.ReadAsync(connection, Columns, "blacklists", new TableFilter(application, query.SearchParams, Searched), query.CurrentPage))
                    .Select(row => row.Load()),
            cancellationToken);

    /// <summary>Adds an entry.</summary>
    /// <returns>Why not, where it says nothing, is there already, or the plan allows no more.</returns>
    public Task<Refusal?> AddAsync(Account account, Application application, BlacklistFields fields, CancellationToken cancellationToken)
    {
        var entry = new Blacklist(ids.Next(), fields.IpAddress.Value, fields.ClientId.Value, fields.Comment.Value, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteAsync(
            async connection =>
            {
                var refusal = await ApplicationStore.IsThereAsync(connection, application)
                    ? await CheckAsync(connection, application, entry)
                    : Refusals.Missing("Application");
                refusal ??= await PlanLimit.Blacklists.CheckAsync(connection, account, 1);
                if (refusal is null)
                {
                    await InsertAsync(connection, application, entry);
                }

                return refusal;
            },
            cancellationToken);
    }

    /// <summary>Changes an entry.</summary>
    public Task<Refusal?> EditAsync(Application application, long id, BlacklistFields fields, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await FindAsync(connection, application, id) is not { } entry)
            {
                return Refusals.Missing(Resource);
            }

            var changed = entry with
            {
                IpAddress = fields.IpAddress.Or(entry.IpAddress),
                ClientId = fields.ClientId.Or(entry.ClientId),
                Comment = fields.Comment.Or(entry.Comment),
            };
            if (await CheckAsync(connection, application, changed) is { } refusal)
            {
                return refusal;
            }

            await connection.ExecuteAsync(
                "UPDATE blacklists SET ip_address = @IpAddress, client_id = @ClientId, comment = @Comment WHERE id = @Id AND application_id = @applicationId",
                new { changed.IpAddress, changed.ClientId, changed.Comment, changed.Id, applicationId = application.Id });
            return null;
        },
        cancellationToken);

    /// <summary>Deletes an entry, or all.</summary>
    public Task<Refusal?> ActAsync(Application application, BlacklistAction action, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (action.BlacklistId is { } id && await FindAsync(connection, application, id.Number) is null)
            {
                return Refusals.Missing(Resource);
            }

            if (action.Lack is { } lack)
            {
                return Conflict.Because(lack);
            }

            await connection.ExecuteAsync(
                $"DELETE FROM blacklists WHERE application_id = @applicationId AND account_id = @AccountId {(action.BlacklistId is null ? string.Empty : "AND id = @BlacklistId")}",
                new { applicationId = application.Id, application.AccountId, BlacklistId = action.BlacklistId?.Number });
            return null;
        },
        cancellationToken);

    public static Task<int> InsertAsync(DbConnection connection, Application application, Blacklist entry) => connection.ExecuteAsync(
        """
        INSERT INTO blacklists (id, account_id, application_id, ip_address, client_id, comment, created_at)
        VALUES (@Id, @AccountId, @applicationId, @IpAddress, @ClientId, @Comment, @CreatedAt)
        """,
        new { entry.Id, application.AccountId, applicationId = application.Id, entry.IpAddress, entry.ClientId, entry.Comment, entry.CreatedAt });

    /// <summary>true if an entry of the application names this client id or this address; otherwise, false. Null is named by none.</summary>
    public static Task<bool> IsListedAsync(DbConnection connection, Application application, string? clientId, string? ipAddress) =>
        connection.ExecuteScalarAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM blacklists WHERE application_id = @applicationId AND (client_id = @clientId OR ip_address = @ipAddress))",
        new { applicationId = application.Id, clientId, ipAddress });

    private static async Task<Refusal?> CheckAsync(DbConnection connection, Application application, Blacklist entry)
    {
        if (entry.IpAddress is null && entry.ClientId is null)
        {
            return Conflict.Because("A blacklist entry needs an ipAddress or a clientId.");
        }

        var others = await connection.ExecuteScalarAsync<long>(
            """
            SELECT COUNT(*) FROM blacklists
            WHERE application_id = @applicationId AND COALESCE(ip_address, '') = COALESCE(@IpAddress, '') AND COALESCE(client_id, '') = COALESCE(@ClientId, '') AND id <> @Id
            """,
            new { applicationId = application.Id, entry.IpAddress, entry.ClientId, entry.Id });
        return others > 0 ? Conflict.Because("This blacklist entry exists already.") : null;
    }

    private static async Task<Blacklist?> FindAsync(DbConnection connection, Application application, long id) => (await connection
        .QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM blacklists WHERE id = @id AND application_id = @applicationId AND account_id = @AccountId",
            new { id, applicationId = application.Id, application.AccountId }))
        ?.Load();

    private sealed class Row
    {
        public long Id { get; init; }

        public string? IpAddress { get; init; }

        public string? ClientId { get; init; }

        public string? Comment { get; init; }

        public long CreatedAt { get; init; }

        public Blacklist Load() => new(Id, IpAddress, ClientId, Comment, CreatedAt);
    }
}

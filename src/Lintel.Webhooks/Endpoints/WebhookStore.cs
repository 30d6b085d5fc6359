using System.Data.Common;
using Dapper;
using Lintel.Keys;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>The endpoints of owners, in the API's own database. Whose an endpoint is, is the API's to check: every answer says its owner.</summary>
public sealed class WebhookStore
{
    private const string Columns =
        "id AS Id, owner AS Owner, url AS Url, events AS Events, enabled AS Enabled, disabled_reason AS DisabledReason, created_at AS CreatedAt, "
        + "description AS Description";

    private const int RemovedAtOnce = 1000;

    // Each is a parameter, of which a statement has a bounded number.
    private const int EventsAtOnce = 500;

    private readonly IDatabase _database;
    private readonly SecretSeal _seal;
    private readonly TimeProvider _time;

    /// <summary>A store over a database that has the tables of <see cref="WebhookTables"/>.</summary>
    public WebhookStore(IDatabase database, Pepper pepper, TimeProvider time)
    {
        _database = database;
        _seal = new SecretSeal(pepper);
        _time = time;
    }

    /// <summary>Adds an endpoint, enabled, with a new secret.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="webhook">What it is made from.</param>
    /// <param name="maximum">How many an owner may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where the owner has the maximum already.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<AddedWebhook?> AddAsync(string owner, NewWebhook webhook, int maximum, CancellationToken cancellationToken) =>
        _database.WriteAsync(connection => AddAsync(connection, owner, webhook, maximum), cancellationToken);

    /// <inheritdoc cref="AddAsync(string, NewWebhook, int, CancellationToken)"/>
    /// <param name="connection">The connection of the caller's own write, for one that checks in the same transaction whether the owner is still there.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="webhook">What it is made from.</param>
    /// <param name="maximum">How many an owner may have.</param>
    public async Task<AddedWebhook?> AddAsync(DbConnection connection, string owner, NewWebhook webhook, int maximum)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        if (await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhooks WHERE owner = @owner", new { owner }) >= maximum)
        {
            return null;
        }

        var secret = WebhookSecret.Generate();
        var row = new Row
        {
            Id = WebhookIds.Webhook(),
            Owner = owner,
            Url = webhook.Url,
            Events = Row.Join(webhook.Events),
            Enabled = true,
            CreatedAt = Now,
            Description = webhook.Description,
        };
        await connection.ExecuteAsync(
            """
            INSERT INTO webhooks (id, owner, url, events, tenant, sealed_secret, enabled, disabled_reason, failures, created_at, description)
            VALUES (@Id, @Owner, @Url, @Events, @Tenant, @sealedSecret, TRUE, NULL, 0, @CreatedAt, @Description)
            """,
            new { row.Id, row.Owner, row.Url, row.Events, webhook.Tenant, sealedSecret = _seal.Seal(row.Id, secret), row.CreatedAt, row.Description });
        return new AddedWebhook(row.Show(), WebhookSecret.Show(secret));
    }

    /// <summary>
    /// Removes the endpoints of a tenant with their deliveries, and the events that no delivery is left of: a bounded number of deliveries in a transaction.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Gives up between two pieces.</param>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public async Task RemoveTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        while (await _database.WriteAsync(connection => RemoveDeliveriesAsync(connection, tenant), cancellationToken) == RemovedAtOnce)
        {
            // More are left.
        }

        await _database.WriteAsync(
            async connection =>
            {
                await RemoveDeliveriesAsync(connection, tenant);
                return await connection.ExecuteAsync("DELETE FROM webhooks WHERE tenant = @tenant", new { tenant });
            },
            cancellationToken);
    }

    /// <summary>The endpoints of an owner, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public async Task<IReadOnlyList<Webhook>> ListAsync(string owner, CancellationToken cancellationToken) =>
        await _database.ReadAsync(
            async connection => (await connection.QueryAsync<Row>($"SELECT {Columns} FROM webhooks WHERE owner = @owner ORDER BY created_at, rowid", new { owner }))
                .Select(row => row.Show()).ToList(),
            cancellationToken);

    /// <summary>An endpoint, whosever it is; null where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<Webhook?> FindAsync(string id, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => FindAsync(connection, id), cancellationToken);

    /// <summary>Changes an endpoint.</summary>
    /// <returns>As it is then; null where there is none.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<Webhook?> EditAsync(string id, WebhookChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _database.WriteAsync(connection => EditAsync(connection, id, change), cancellationToken);
    }

    /// <summary>Changes an endpoint as it is stored now, if a predicate lets it.</summary>
    /// <returns>The endpoint as it is then; null where there is none, or where it stays as it is.</returns>
    internal Task<Webhook?> EditAsync(string id, WebhookChange change, Func<Webhook, bool> mayChange, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            async connection => await FindAsync(connection, id) is { } present && mayChange(present) ? await EditAsync(connection, id, change) : null,
            cancellationToken);

    /// <summary>Deletes an endpoint, with what waits for it and its delivery log.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) =>
        _database.WriteAsync(async connection => await connection.ExecuteAsync("DELETE FROM webhooks WHERE id = @id", new { id }) > 0, cancellationToken);

    /// <summary>Deletes all endpoints of an owner, within the caller's own write.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> DeleteAllAsync(DbConnection connection, string owner) =>
        connection.ExecuteAsync("DELETE FROM webhooks WHERE owner = @owner", new { owner });

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<Webhook?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM webhooks WHERE id = @id", new { id }))?.Show();

    private async Task<Webhook?> EditAsync(DbConnection connection, string id, WebhookChange change)
    {
        if (change.Url is not null)
        {
            await ReleaseAsync(connection, id, change.Url);
        }

        await connection.ExecuteAsync(
            """
            UPDATE webhooks SET url = COALESCE(@Url, url), events = COALESCE(@events, events), description = NULLIF(COALESCE(@Description, description), '')
            WHERE id = @id
            """,
            new { id, change.Url, events = change.Events is null ? null : Row.Join(change.Events), change.Description });
        if (change.Enabled == true)
        {
            await connection.ExecuteAsync("UPDATE webhooks SET enabled = TRUE, disabled_reason = NULL, failures = 0 WHERE id = @id AND NOT enabled", new { id });
        }
        else if (change.Enabled == false)
        {
            await DeliveryQueue.DisableAsync(connection, id, reason: null, Now);
        }

        return await FindAsync(connection, id);
    }

    /// <summary>Makes due what an endpoint had asked to wait: its answer does not bind another one.</summary>
    private async Task ReleaseAsync(DbConnection connection, string id, string url)
    {
        await connection.ExecuteAsync(
            """
            UPDATE webhook_deliveries SET due_at = @Now
            WHERE webhook_id = @id AND state = 'pending' AND due_at = (SELECT held_until FROM webhooks WHERE id = @id AND url <> @url)
            """,
            new { id, url, Now });
        await connection.ExecuteAsync("UPDATE webhooks SET held_until = NULL WHERE id = @id AND url <> @url", new { id, url });
    }

    // The events by their ids: to look for all that are without a delivery would read the outbox of every tenant, and lock it where it is shared.
    private static async Task<int> RemoveDeliveriesAsync(DbConnection connection, string tenant)
    {
        var events = (await connection.QueryAsync<string>(
            """
            DELETE FROM webhook_deliveries WHERE seq IN (
              SELECT d.seq FROM webhooks w JOIN webhook_deliveries d ON d.webhook_id = w.id WHERE w.tenant = @tenant LIMIT @RemovedAtOnce)
            RETURNING event_id
            """,
            new { tenant, RemovedAtOnce })).AsList();
        foreach (var some in events.Distinct(StringComparer.Ordinal).Chunk(EventsAtOnce))
        {
            await connection.ExecuteAsync(
                "DELETE FROM webhook_outbox WHERE id IN @some AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = webhook_outbox.id)",
                new { some });
        }

        return events.Count;
    }

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string Owner { get; init; } = string.Empty;

        public string Url { get; init; } = string.Empty;

        public string Events { get; init; } = string.Empty;

        public bool Enabled { get; init; }

        public string? DisabledReason { get; init; }

        public long CreatedAt { get; init; }

        public string? Description { get; init; }

        // With blanks around, so that one can be looked for with its blanks.
        public static string Join(IEnumerable<string> events) => $" {string.Join(' ', events)} ";

        public Webhook Show() => new(
            Id,
            Owner,
            Url,
            Events.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Enabled,
            DisabledReason,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt))
        {
            Description = Description,
        };
    }
}

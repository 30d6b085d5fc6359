using System.Text;
using Dapper;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;
using Lintel.Testing;
using Lintel.Tests.Storage;
using Lintel.Webhooks;
using Npgsql;

namespace Lintel.Tests.Webhooks;

/// <summary>The stores of webhooks over a file or a schema of their own, with a clock that stands still.</summary>
internal sealed class WebhookBase : IAsyncDisposable
{
    public const string Owner = "app_1";

    private const string Facts = "CREATE TABLE facts (name TEXT NOT NULL)";

    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource? _source;

    public WebhookBase()
        : this(source: null, database: null)
    {
    }

    private WebhookBase(NpgsqlDataSource? source, IDatabase? database)
    {
        _source = source;
        Database = database ?? SqliteDatabase.Open(_folder.File("api.db"), [.. WebhookTables.Migrations, Facts]);
        Store = new WebhookStore(Database, Pepper.Parse("0123456789abcdef0123456789abcdef"), Clock);
        Deliveries = new WebhookDeliveries(Database, new DeliverySignal(), Clock);
        Rotation = new SecretRotation(Database, new SecretSeal(Pepper.Parse("0123456789abcdef0123456789abcdef")), Clock);
        Outbox = new WebhookOutbox(new DeliverySignal());
        Queue = new DeliveryQueue(Database);
    }

    public static async Task<WebhookBase> InPostgresAsync(PostgresServer server)
    {
        var source = PostgresSource.Create(await server.CreateDatabaseAsync());
        return new WebhookBase(source, await PostgresDatabase.OpenAsync(source, "api", [.. WebhookTables.PostgresMigrations, Facts], Token));
    }

    public ManualClock Clock { get; } = new();

    public IDatabase Database { get; }

    public WebhookStore Store { get; }

    public WebhookDeliveries Deliveries { get; }

    public SecretRotation Rotation { get; }

    public WebhookOutbox Outbox { get; }

    public DeliveryQueue Queue { get; }

    public DeliverySlots Slots { get; private set; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<Webhook> AddAsync(string owner = Owner, params string[] events) => AddAsync(owner, tenant: null, events);

    /// <summary>Adds an endpoint of a tenant; null for a tenant of its own owner.</summary>
    public async Task<Webhook> AddAsync(string owner, string? tenant, string[] events)
    {
        var webhook = new NewWebhook("https://example.com/hook", events.Length == 0 ? ["otp.sent"] : events, tenant ?? owner);
        return (await Store.AddAsync(owner, webhook, maximum: 100, Token))!.Webhook;
    }

    public Task<string?> RaiseAsync(string type = "otp.sent", string owner = Owner) => Database.WriteAsync(
        connection => Outbox.AddAsync(connection, owner, type, id => Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), Clock.GetUtcNow()),
        Token);

    /// <summary>The deliveries that are due, taken again: none is under way, and every endpoint is known to be quick.</summary>
    public async Task<DueWork> TakeAsync()
    {
        Slots = await QuickSlotsAsync();
        return await TakeMoreAsync();
    }

    /// <summary>The deliveries that are due and not under way.</summary>
    public Task<DueWork> TakeMoreAsync() => Queue.TakeDueAsync(Clock.GetUtcNow(), Slots, Token);

    /// <summary>The slots of another dispatcher that knows every endpoint to be quick.</summary>
    public async Task<DeliverySlots> QuickSlotsAsync()
    {
        var slots = new DeliverySlots();
        foreach (var id in await Database.ReadAsync(connection => connection.QueryAsync<string>("SELECT id FROM webhooks"), Token))
        {
            slots.Take([new WaitingDelivery { Seq = -1, WebhookId = id, Tenant = id }]);
            slots.Free(-1, TimeSpan.Zero);
        }

        return slots;
    }

    public Task<bool> RecordAsync(DueDelivery delivery, AttemptOutcome outcome) =>
        Queue.RecordAsync(delivery, outcome, new AttemptTimes(Clock.GetUtcNow(), Clock.GetUtcNow(), TimeSpan.FromMilliseconds(12)), Token);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        _folder.Dispose();
    }
}

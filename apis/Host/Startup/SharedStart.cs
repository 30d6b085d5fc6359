using System.Security.Cryptography;
using System.Text;
using Dapper;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.Postgres;
using Npgsql;

namespace Lintel.Host.Startup;

/// <summary>
/// The start of one node among those of a database: one at a time, and each with the operator token and the demo data that the first one made. Texts of other
/// nodes are sealed under the pepper, which all have: the database alone tells no secret.
/// </summary>
internal sealed class SharedStart : IAsyncDisposable
{
    private const string Schema = "lintel_host";
    private const string OperatorName = "operator.token";
    private const string DemoName = "demo.json";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private static readonly string[] Tables =
    [
        "CREATE TABLE shared_text (name TEXT NOT NULL PRIMARY KEY, pepper_version INTEGER NOT NULL, content BYTEA NOT NULL);",
    ];

    private readonly HeldLock _lock;
    private readonly PostgresDatabase _database;
    private readonly AnswerSeal _seal;

    private SharedStart(HeldLock held, PostgresDatabase database, Pepper pepper)
    {
        _lock = held;
        _database = database;
        _seal = new AnswerSeal(pepper);
    }

    /// <summary>Waits until no other node starts.</summary>
    /// <param name="connectionString">How the database is reached.</param>
    /// <param name="stores">The open stores.</param>
    /// <param name="pepper">The pepper of all nodes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">Another node has been starting for two minutes, or the database cannot answer.</exception>
    public static async Task<SharedStart> EnterAsync(string connectionString, PostgresStores stores, Pepper pepper, CancellationToken cancellationToken)
    {
        var held = await HoldAsync(connectionString, cancellationToken);
        try
        {
            return new SharedStart(held, await stores.OpenSchemaAsync(Schema, Tables), pepper);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until no other node starts and no move begins, and keeps them from it.</summary>
    /// <exception cref="StoreUnavailableException">Another node has been starting for two minutes, or the database cannot answer.</exception>
    public static async Task<HeldLock> HoldAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        try
        {
            return await HeldLock.TryTakeAsync(connectionString, AdvisoryLocks.Start, LongestWait, cancellationToken)
                ?? throw new StoreUnavailableException(
                    "Another node of this database has been starting for two minutes. Look at its log, and start this one again.")
                {
                    IsTransient = true,
                };
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(PostgresSource.NameOf(connectionString, PostgresStores.LintelSchema), exception);
        }
    }

    /// <summary>Reads the operator token of the other nodes.</summary>
    /// <returns>The token, which may have ended; null where no node has made one.</returns>
    /// <exception cref="PepperException">It was sealed under another pepper.</exception>
    public Task<string?> ReadOperatorTokenAsync() => ReadAsync(OperatorName);

    /// <summary>Keeps the operator token for the nodes that start later.</summary>
    public Task KeepOperatorTokenAsync(string token) => WriteAsync(OperatorName, token);

    /// <summary>The text of the last <c>demo.json</c>; null where no node has made one.</summary>
    public Task<string?> ReadDemoAsync() => ReadAsync(DemoName);

    /// <summary>Keeps a <c>demo.json</c> for the nodes that start later.</summary>
    public Task KeepDemoAsync(string text) => WriteAsync(DemoName, text);

    /// <summary>Lets the next node start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private async Task<string?> ReadAsync(string name)
    {
        var row = await _database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<(int PepperVersion, byte[] Content)?>(
            "SELECT pepper_version, content FROM shared_text WHERE name = @name",
            new { name }));
        return row is { } kept ? Open(name, kept.PepperVersion, kept.Content) : null;
    }

    private string Open(string name, int pepperVersion, byte[] content)
    {
        try
        {
            return Encoding.UTF8.GetString(_seal.Open(name, new SealedAnswer
            {
                Name = AnswerSeal.NameOf(name),
                Owner = Schema,
                PepperVersion = pepperVersion,
                Content = content,
                ExpiresAt = DateTimeOffset.MaxValue,
            }));
        }
        catch (Exception exception) when (exception is PepperException or CryptographicException)
        {
            throw new PepperException(
                $"The {name} that the nodes share in the database was sealed with another pepper than this node has (version {pepperVersion}). Give all nodes "
                    + $"the same Lintel__Pepper. If that one is lost, run DELETE FROM {Schema}.shared_text in the database, and start again.",
                exception);
        }
    }

    private async Task WriteAsync(string name, string text)
    {
        var kept = _seal.Seal(Schema, name, Encoding.UTF8.GetBytes(text), DateTimeOffset.MaxValue);
        await _database.WriteAsync(connection => connection.ExecuteAsync(
            """
            INSERT INTO shared_text (name, pepper_version, content) VALUES (@name, @PepperVersion, @Content)
            ON CONFLICT (name) DO UPDATE SET pepper_version = excluded.pepper_version, content = excluded.content
            """,
            new { name, kept.PepperVersion, kept.Content }));
    }
}

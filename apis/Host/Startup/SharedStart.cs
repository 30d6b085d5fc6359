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

    // Beside those of Lintel.Postgres.
    private const long Lock = 0x6c696e74656e;

    private const int LongestWaitSeconds = 120;

    private static readonly string[] Tables =
    [
        "CREATE TABLE shared_text (name TEXT NOT NULL PRIMARY KEY, pepper_version INTEGER NOT NULL, content BYTEA NOT NULL);",
    ];

    private readonly NpgsqlConnection _lock;
    private readonly PostgresDatabase _database;
    private readonly AnswerSeal _seal;

    private SharedStart(NpgsqlConnection held, PostgresDatabase database, Pepper pepper)
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
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                $"SELECT set_config('lock_timeout', '{LongestWaitSeconds}s', false), pg_advisory_lock({Lock})",
                commandTimeout: LongestWaitSeconds + 5,
                cancellationToken: cancellationToken));
            return new SharedStart(connection, await stores.OpenSchemaAsync(Schema, Tables), pepper);
        }
        catch (NpgsqlException exception)
        {
            await connection.DisposeAsync();
            throw new StoreUnavailableException("The database cannot be entered: another node has been starting for two minutes, or it does not answer.", exception);
        }
    }

    /// <summary>Writes the operator token of the other nodes into the file of this one, where there is such a token.</summary>
    public async Task BringOperatorTokenAsync(string file)
    {
        if (await ReadAsync(OperatorName) is { } token)
        {
            PrivateFile.Write(file, token + "\n");
        }
    }

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
        return row is { } kept ? Encoding.UTF8.GetString(_seal.Open(name, new SealedAnswer
        {
            Name = AnswerSeal.NameOf(name),
            Owner = Schema,
            PepperVersion = kept.PepperVersion,
            Content = kept.Content,
            ExpiresAt = DateTimeOffset.MaxValue,
        })) : null;
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

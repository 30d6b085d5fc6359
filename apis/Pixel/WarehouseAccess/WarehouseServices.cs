using Dapper;

namespace Lintel.Pixel;

/// <summary>The targets of events and identities: as the process was told at its start, unless an operator has chosen otherwise for all processes.</summary>
internal sealed class WarehouseServices(WarehouseSettings settings, PixelDatabase database)
{
    public const string Ingest = "ingest";
    public const string Identify = "identify";

    /// <summary>The setting of the start.</summary>
    public const string AsSet = "as set";

    /// <summary>The service of this process.</summary>
    public const string BuiltIn = "built in";

    /// <summary>None, so that requests are refused.</summary>
    public const string Missing = "missing";

    /// <summary>The choices.</summary>
    public static IReadOnlyList<string> Choices { get; } = [AsSet, BuiltIn, Missing];

    /// <summary>true where this process has a warehouse of its own, which it starts with.</summary>
    public bool HasBuiltIn => settings.Pipes is WarehouseService.BuiltIn;

    /// <summary>Finds a service by its name.</summary>
    public async Task<WarehouseService> FindAsync(string name, CancellationToken cancellationToken) => await ChoiceAsync(name, cancellationToken) switch
    {
        BuiltIn => new WarehouseService.BuiltIn(),
        Missing => new WarehouseService.NotConfigured(),
        _ => name == Ingest ? settings.Ingest : settings.Identify,
    };

    /// <summary>Passes unless there is no such service. One below a warehouse that is missing is there, and fails.</summary>
    public async Task<Decision> CheckAsync(string name, string code, CancellationToken cancellationToken)
    {
        var isThere = await ChoiceAsync(name, cancellationToken) switch
        {
            BuiltIn => true,
            Missing => false,
            _ => name == Ingest ? settings.HasIngest : settings.HasIdentify,
        };
        return isThere ? Decision.Pass : Refusal.WithCode(code);
    }

    /// <summary>Chooses for all processes, from the next request on.</summary>
    public Task ChooseAsync(string name, string choice, CancellationToken cancellationToken) => database.WriteAsync(
        connection => choice == AsSet
            ? connection.ExecuteAsync("DELETE FROM services WHERE name = @name", new { name })
            : connection.ExecuteAsync(
                "INSERT INTO services (name, state) VALUES (@name, @choice) ON CONFLICT (name) DO UPDATE SET state = excluded.state",
                new { name, choice }),
        cancellationToken);

    private Task<string?> ChoiceAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<string>("SELECT state FROM services WHERE name = @name", new { name }),
        cancellationToken);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lintel.Pixel;

/// <summary>Where one of the warehouse's services is. A closed type.</summary>
internal abstract record WarehouseService
{
    private WarehouseService()
    {
    }

    /// <summary>In this process.</summary>
    public sealed record BuiltIn : WarehouseService;

    /// <summary>At an address.</summary>
    /// <param name="Address">Without a slash at the end.</param>
    public sealed record Remote(string Address) : WarehouseService;

    /// <summary>The setting is there and blank: this server has none.</summary>
    public sealed record NotConfigured : WarehouseService;
}

/// <summary>The settings <c>Pixel:WarehouseUrl</c>, <c>Pixel:IngestUrl</c>, <c>Pixel:IdentifyUrl</c> and <c>Pixel:WarehouseSecret</c>.</summary>
internal sealed record WarehouseSettings
{
    /// <summary>Where pipes are read. <value>the built-in warehouse</value></summary>
    public required WarehouseService Pipes { get; init; }

    /// <summary>Where events are sent. <value><c>/ingest</c> of where pipes are read</value></summary>
    public required WarehouseService Ingest { get; init; }

    /// <summary>Where identities are sent. <value><c>/identify</c> of where pipes are read</value></summary>
    public required WarehouseService Identify { get; init; }

    /// <summary>Whether <c>Pixel:IngestUrl</c> is not blank.</summary>
    public required bool HasIngest { get; init; }

    /// <summary>Whether <c>Pixel:IdentifyUrl</c> is not blank.</summary>
    public required bool HasIdentify { get; init; }

    /// <summary>What a warehouse elsewhere and this server both know; null where tokens are signed with a random secret of this process.</summary>
    public string? Secret { get; init; }

    public static WarehouseSettings Read(IConfiguration configuration)
    {
        var pipes = ReadService(configuration, "Pixel:WarehouseUrl");
        var ingest = ReadService(configuration, "Pixel:IngestUrl");
        var identify = ReadService(configuration, "Pixel:IdentifyUrl");
        var secret = configuration["Pixel:WarehouseSecret"];
        return new WarehouseSettings
        {
            Pipes = pipes ?? new WarehouseService.BuiltIn(),
            Ingest = ingest ?? Below(pipes, "/ingest"),
            Identify = identify ?? Below(pipes, "/identify"),
            HasIngest = ingest is not WarehouseService.NotConfigured,
            HasIdentify = identify is not WarehouseService.NotConfigured,
            Secret = string.IsNullOrWhiteSpace(secret) ? null : secret,
        };
    }

    /// <summary>A setting that is not what it must be, named as it stands in the environment.</summary>
    public static OptionsValidationException Wrong(string problem) =>
        new("Pixel", typeof(WarehouseSettings), [problem.Replace("Pixel:", "Pixel__", StringComparison.Ordinal)]);

    private static WarehouseService Below(WarehouseService? warehouse, string path) => warehouse switch
    {
        WarehouseService.Remote remote => new WarehouseService.Remote(remote.Address + path),
        WarehouseService.NotConfigured none => none,
        _ => new WarehouseService.BuiltIn(),
    };

    private static WarehouseService? ReadService(IConfiguration configuration, string name)
    {
        var text = configuration[name];
        if (text is null)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return new WarehouseService.NotConfigured();
        }

        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new WarehouseService.Remote(text.Trim().TrimEnd('/'))
            : throw Wrong($"The setting {name} is not an http or https address. Write one, or leave it blank for none.");
    }
}

/// <summary>Where the built-in warehouse listens, once it does.</summary>
internal sealed class WarehouseAddress
{
    private volatile Uri? _builtIn;

    public Uri? BuiltIn
    {
        get => _builtIn;
        set => _builtIn = value;
    }
}

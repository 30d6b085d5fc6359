using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lintel.Bench.Servers;

/// <summary>How much there is of what may grow, written as <c>keys=100000,policies=4</c>.</summary>
internal sealed record Scale
{
    /// <summary>Keys, ten of an account. <value>10,000</value></summary>
    public int Keys { get; init; } = BenchKeys.Count;

    /// <summary>Rate limit policies that each request is under. <value>1</value></summary>
    public int Policies { get; init; } = 1;

    /// <summary>Rows of each contract's catalog; at least those that the measured requests need. <value>0</value></summary>
    public int Rows { get; init; }

    /// <summary>APIs on the host, of which the first is measured. <value>1</value></summary>
    public int Apis { get; init; } = 1;

    /// <summary>1 where clients are also limited by the address that the measuring side forwards. <value>0</value></summary>
    public int ByAddress { get; init; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out Scale? scale)
    {
        scale = new Scale();
        foreach (var part in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            scale = part.Split('=') is [var name, var value] && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? scale?.With(name, number)
                : null;
        }

        return scale is not null;
    }

    private Scale? With(string name, int number) => name switch
    {
        "keys" => this with { Keys = number },
        "policies" => this with { Policies = number },
        "rows" => this with { Rows = number },
        "apis" => this with { Apis = number },
        "byAddress" => this with { ByAddress = number },
        _ => null,
    };
}

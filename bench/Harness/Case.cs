using System.Text.Json;

namespace Lintel.Bench.Harness;

/// <summary>One kind of request.</summary>
/// <param name="Name">The name, as the results have it.</param>
/// <param name="Status">What a server that looks at keys answers.</param>
/// <param name="Keys">The keys that are sent, in rotation.</param>
internal sealed record Case(string Name, int Status, Func<ServerKeys, IReadOnlyList<string>> Keys)
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new("admitted", 200, keys => [keys.Good[0]]),
        new("rotation", 200, keys => keys.Good),
        new("bad-key", 401, keys => [keys.Bad]),
        new("missing-scope", 403, keys => [keys.NoScope]),
        new("over-limit", 429, keys => [keys.OverLimit]),
        new("json-body", 200, keys => [keys.Good[0]]) { Body = MakeBody() },
    ];

    public static Case Admitted => Named("admitted");

    /// <summary>Clients that are told apart by the address that a proxy forwards; null where all come from one.</summary>
    public Callers? Callers { get; init; }

    /// <summary>The JSON body of a POST; null for a GET.</summary>
    public string? Body { get; private init; }

    public bool IsRefusal => Status >= 400;

    public string Path => Body is null ? "/shop/things" : "/shop/orders";

    public static Case Named(string name) => All.First(one => one.Name == name);

    /// <summary>What a variant answers: one that looks at no key is measured on its only answer.</summary>
    public int StatusOf(string variant) => variant is "raw" or "minimal" ? 200 : Status;

    /// <summary>Whether a variant can serve it: nginx alone validates no JSON.</summary>
    public bool Suits(string variant) => Body is null || variant != "nginx";

    private static string MakeBody() => JsonSerializer.Serialize(new
    {
        customer = "Brook Dairy, Mill Lane",
        email = "orders@brook-dairy.example",
        note = "Please ring twice. " + new string('x', 150),
        lines = Enumerable.Range(1, 14).Select(i => new { sku = $"SKU-{i:D6}", quantity = i, price = 1250 * i }),
    });
}

/// <summary>Client addresses in rotation, by number.</summary>
/// <param name="First">The first number.</param>
/// <param name="Step">From one to the next.</param>
/// <param name="Count">How many.</param>
internal sealed record Callers(int First, int Step, int Count);

/// <summary>The keys that a server wrote down.</summary>
internal sealed record ServerKeys(IReadOnlyList<string> Good, string Bad, string NoScope, string OverLimit);

/// <summary>A measurement that must not be used: a server did not start, or answered something else than the case is about.</summary>
internal class MeasurementException(string message) : Exception(message);

/// <summary>Some answers were not what the case is about; the same measurement may go well the next time.</summary>
internal sealed class UnexpectedAnswerException(string message) : MeasurementException(message);

namespace Lintel.Bench.Growth;

/// <summary>One thing that grows, while the rest stays.</summary>
/// <param name="Name">What grows.</param>
/// <param name="Values">How far, smallest first.</param>
/// <param name="QuickValues">How far for a rough answer.</param>
/// <param name="Scale">The server's scale for a value.</param>
/// <param name="Case">The requests for a value.</param>
internal sealed record Series(string Name, int[] Values, int[] QuickValues, Func<int, string> Scale, Func<int, Case> Case)
{
    // wrk makes the texts of its requests beforehand: so many callers take turns, from all over the number.
    private const int CallersInRotation = 10_000;

    public static IReadOnlyList<Series> All { get; } =
    [
        new("keys", [1_000, 10_000, 100_000, 1_000_000], [1_000, 20_000], keys => $"keys={keys}", _ => Bench.Harness.Case.Named("rotation")),
        new("cells", [1_000, 10_000, 100_000, 1_000_000], [1_000, 50_000], _ => "keys=10,byAddress=1", InRotation) { HasCells = true },
        new("policies", [1, 2, 4, 8], [1, 8], policies => $"keys=100,policies={policies}", _ => Bench.Harness.Case.Admitted),

        // A refusal, since it is the catalog that grows; 1,000 rows are the most that a contract may have.
        new("rows", [10, 100, 1_000], [10, 1_000], rows => $"keys=100,rows={rows}", _ => Bench.Harness.Case.Named("missing-scope")),
        new("apis", [1, 10, 100], [1, 100], apis => $"keys=100,apis={apis}", _ => Bench.Harness.Case.Admitted),
    ];

    /// <summary>True where as many callers are let through the limiter before the measurement.</summary>
    public bool HasCells { get; private init; }

    private static Case InRotation(int callers) =>
        Bench.Harness.Case.Admitted with { Callers = new Callers(0, Math.Max(1, callers / CallersInRotation), Math.Min(callers, CallersInRotation)) };
}

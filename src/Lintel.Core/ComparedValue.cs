namespace Lintel;

/// <summary>A value that a guard has looked at to decide. For the request log alone; the caller never learns it.</summary>
/// <param name="Name">What it is, such as <c>header</c> or <c>allowed</c>; the first 32 characters are logged.</param>
/// <param name="Value">The value; the first 128 characters are logged. null where there was none.</param>
internal readonly record struct ComparedValue(string Name, string? Value)
{
    /// <summary>The most characters of a name in the log.</summary>
    public const int LongestName = 32;

    /// <summary>The most characters of a value in the log.</summary>
    public const int LongestValue = 128;

    // A secret is masked as a whole or not at all: much more is kept until that was done than is logged.
    private const int LongestKept = 4096;

    /// <summary>The most values of a decision.</summary>
    internal const int Most = 8;

    internal static ComparedValue[] Bounded(ReadOnlySpan<(string Name, string? Value)> values)
    {
        var kept = new ComparedValue[Math.Min(values.Length, Most)];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = new ComparedValue(Cut(values[i].Name), values[i].Value is { } value ? Cut(value) : null);
        }

        return kept;
    }

    private static string Cut(string text) => text.Length <= LongestKept ? text : text[..LongestKept];
}

namespace Lintel;

/// <summary>A value that a guard has looked at to decide. For the request log alone; the caller never learns it.</summary>
/// <param name="Name">What it is, such as <c>header</c> or <c>allowed</c>; the first 32 characters are kept.</param>
/// <param name="Value">The value; the first 128 characters are kept. null where there was none.</param>
public readonly record struct ComparedValue(string Name, string? Value)
{
    internal const int LongestName = 32;
    internal const int LongestValue = 128;

    /// <summary>The most values of a decision.</summary>
    internal const int Most = 8;

    internal static ComparedValue[] Bounded(ReadOnlySpan<(string Name, string? Value)> values)
    {
        var kept = new ComparedValue[Math.Min(values.Length, Most)];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = new ComparedValue(Cut(values[i].Name, LongestName), values[i].Value is { } value ? Cut(value, LongestValue) : null);
        }

        return kept;
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}

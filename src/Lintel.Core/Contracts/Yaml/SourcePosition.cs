namespace Lintel.Contracts;

/// <summary>A place in a contract file.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column in UTF-16 code units, counted from 1.</param>
/// <param name="File">The file, where it is one that the contract takes parts from; null for the contract's own.</param>
internal readonly record struct SourcePosition(int Line, int Column, string? File = null)
{
    /// <summary>The beginning of a file, for faults of the whole file.</summary>
    public static SourcePosition Start { get; } = new(1, 1);

    /// <summary>The place of a character in a text.</summary>
    public static SourcePosition Of(ReadOnlySpan<char> text, int index)
    {
        var before = text[..index];
        return new(before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }
}

using System.Text.RegularExpressions;

namespace Lintel.HttpTests.Seams;

/// <summary>
/// A request that its operation answers with success. Where an id belongs stands the record that it names: <c>&lt;job&gt;</c>; two of a kind are
/// <c>&lt;job:a&gt;</c> and <c>&lt;job:b&gt;</c>. With <c>&lt;job?&gt;</c> an unknown id is no fault, as in a filter. <c>&lt;new&gt;</c> is a text that
/// was never sent before.
/// </summary>
/// <param name="Target">Path and query string; null for the operation's own route.</param>
/// <param name="Body">The JSON; null for none.</param>
internal sealed partial record Recipe(string? Target = null, string? Body = null)
{
    public const string New = "<new>";

    /// <summary>Everything that stands for an id.</summary>
    public IReadOnlyList<Slot> Slots =>
        [.. Marks().Matches($"{Target}\n{Body}").Select(match => match.Value).Where(mark => mark != New).Distinct(StringComparer.Ordinal).Select(mark => new Slot(mark))];

    /// <summary>The request with everything in its place.</summary>
    public Recipe Fill(Func<string, string> idOf) => new(Fill(Target, idOf), Fill(Body, idOf));

    /// <summary>Whether a parameter or member of this name has an id.</summary>
    public bool Covers(string name) =>
        Regex.IsMatch($"{Target}\n{Body}", $"""(?<!\w){Regex.Escape(name)}(=|"\s*:\s*\[?\s*"?)<(?!new>)""", RegexOptions.None, TimeSpan.FromSeconds(1));

    public override string ToString() => $"{Target} {Body}".TrimEnd();

    private static string? Fill(string? text, Func<string, string> idOf) => text is null ? null : Marks().Replace(text, match => idOf(match.Value));

    [GeneratedRegex("<[a-zA-Z]+(:[a-z0-9]+)?[?]?>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();
}

/// <summary>A place for an id.</summary>
/// <param name="Mark">How a recipe writes it.</param>
internal sealed record Slot(string Mark)
{
    /// <summary>Whether an unknown id is no fault here.</summary>
    public bool IsFilter => Mark.EndsWith("?>", StringComparison.Ordinal);

    /// <summary>The record, such as <c>job:a</c>.</summary>
    public string Record => Mark.Trim('<', '>', '?');
}

namespace Lintel.FieldService;

/// <summary>The statuses of a kind of record, and from which one each can be reached.</summary>
internal sealed class StatusTable
{
    private readonly string _resource;
    private readonly Dictionary<string, string[]> _rows;

    /// <param name="resource">The kind of record for people, such as <c>Job</c>.</param>
    /// <param name="rows">Each status with those that may follow it; one without any is terminal.</param>
    public StatusTable(string resource, params IReadOnlyList<(string From, string[] To)> rows)
    {
        _resource = resource;
        _rows = rows.ToDictionary(row => row.From, row => row.To, StringComparer.Ordinal);
        Words = [.. rows.Select(row => row.From)];
    }

    /// <summary>Every status, in the order of the table.</summary>
    public IReadOnlyList<string> Words { get; }

    public bool IsTerminal(string status) => _rows[status].Length == 0;

    /// <summary>Whether a change is in the table; staying where one is never is.</summary>
    public bool Allows(string from, string to) => Array.IndexOf(_rows[from], to) >= 0;

    /// <summary>The table in Markdown, a row for each status.</summary>
    public override string ToString()
    {
        var rows = _rows.Select(row => $"| {row.Key} | {(row.Value.Length == 0 ? "none: it is final" : string.Join(", ", row.Value))} |");
        return string.Join('\n', rows.Prepend("|---|---|").Prepend("| from | to |"));
    }

    public Refusal Refuse(string from, string to) => Refusal.WithCode(Codes.InvalidStatusTransition, ("resource", _resource), ("from", from), ("to", to));
}

namespace Lintel.Postgres;

/// <summary>
/// The releases that can work with tables. One that knows fewer scripts than were run can, because scripts only add: unless the first line of a script says
/// <c>-- needs n</c>, by which a release that knows fewer than n scripts cannot work with the tables any more.
/// </summary>
internal static class MigrationNeeds
{
    private const string Mark = "-- needs ";

    /// <summary>The fewest scripts that a release must know, to work with the tables that scripts have made.</summary>
    /// <exception cref="ArgumentException">A script does not say a number.</exception>
    public static int Of(IReadOnlyList<string> migrations) => migrations.Select(Of).DefaultIfEmpty(0).Max();

    private static int Of(string script)
    {
        if (!script.StartsWith(Mark, StringComparison.Ordinal))
        {
            return 0;
        }

        var line = script.AsSpan(Mark.Length);
        return WholeNumberText.TryParse(line[..line.IndexOfAny('\r', '\n')], out int number)
            ? number
            : throw new ArgumentException("The first line of a script must be '-- needs' and a number of scripts, such as -- needs 3.", nameof(script));
    }
}

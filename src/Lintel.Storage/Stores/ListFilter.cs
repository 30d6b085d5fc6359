using Dapper;

namespace Lintel.Storage;

/// <summary>The filters of a list of records, in SQL.</summary>
internal sealed class ListFilter
{
    private readonly List<string> _conditions = [];

    /// <summary>Makes a filter that lets everything through.</summary>
    /// <param name="after">The id that the page begins after; null for the first page.</param>
    /// <param name="limit">The most records of the page.</param>
    public ListFilter(string? after, int limit)
    {
        Parameters.Add("After", after ?? string.Empty);
        Parameters.Add("Limit", limit);
    }

    /// <summary>The conditions, each after AND.</summary>
    public string Sql => string.Concat(_conditions.Select(condition => $" AND {condition}"));

    /// <summary>The parameters, with those of the page.</summary>
    public DynamicParameters Parameters { get; } = new();

    /// <summary>Adds a condition on a parameter; not where its value is null.</summary>
    public ListFilter Add(string condition, string parameter, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            Parameters.Add(parameter, value);
        }

        return this;
    }

    /// <summary>Adds a parameter that another condition has too.</summary>
    public ListFilter With(string parameter, object? value)
    {
        Parameters.Add(parameter, value);
        return this;
    }

    /// <summary>Compares a column; not where the value is null.</summary>
    public ListFilter Where(string column, string comparison, string parameter, object? value) => Add($"{column} {comparison} @{parameter}", parameter, value);

    /// <summary>Looks for a text in a column; not where it is null.</summary>
    public ListFilter Containing(string column, string parameter, string? text) => Add(Has(column, parameter), parameter, text);

    /// <summary>Looks for a text in a list of texts; not where it is null.</summary>
    public ListFilter Listing(string column, string parameter, string? text) => Containing(column, parameter, InList(text));

    /// <summary>Looks for a text in a list of texts that may be missing, which is as if it had all; not where the text is null.</summary>
    public ListFilter ListingOrAll(string column, string parameter, string? text) =>
        Add($"({column} IS NULL OR {Has(column, parameter)})", parameter, InList(text));

    /// <summary>Looks for members in an object of texts.</summary>
    public ListFilter WithMetadata(string column, IReadOnlyDictionary<string, string> members)
    {
        foreach (var (member, place) in members.Select((member, place) => (member, place)))
        {
            Containing(column, $"Metadata{place}", InObject(member));
        }

        return this;
    }

    /// <summary>The condition that a column has a text in it, whatever the case of its letters; the parameter is of <see cref="AnyCase"/>.</summary>
    public static string HasAnyCase(string column, string parameter) => Has($"lower({column})", parameter);

    /// <summary>A text as <see cref="HasAnyCase"/> compares it; null for null. One engine knows the letters A to Z alone.</summary>
    public static string? AnyCase(string? text) => text?.ToLowerInvariant();

    // The engines find a text in another by functions of different names, and LIKE ignores case in one of them.
    private static string Has(string column, string parameter) => $"replace({column}, @{parameter}, '') <> {column}";

    // As the column has it. A quotation mark within a text is escaped there, so that nothing else looks like it.
    private static string? InList(string? text) => text is null ? null : Columns.FromTexts([text])[1..^1];

    private static string InObject(KeyValuePair<string, string> member) =>
        Columns.FromMetadata(new Dictionary<string, string> { [member.Key] = member.Value })[1..^1];
}

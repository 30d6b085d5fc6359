using Lintel.AspNetCore;

namespace Lintel.Management;

/// <summary>Reads the metadata of keys and accounts, and filters by them.</summary>
internal static class MetadataFields
{
    private const string Member = "metadata";
    private const string Prefix = Member + ".";
    private const int MostFilters = 5;
    private const int LongestText = 500;

    // Each is looked for among all that were sent, which takes time by the square of their number. What is left out is refused as unknown.
    private const int MostMembers = 100;

    /// <summary>An object of texts; how many there may be, and how long, is checked where the record is made. null where it was not sent.</summary>
    public static Dictionary<string, string>? Read(FieldReader fields) => fields.Object(
        Member,
        texts => texts.Names.Take(MostMembers).ToDictionary(name => name, name => texts.Text(name, max: LongestText) ?? string.Empty));

    /// <summary>The parameters of a query that begin with <c>metadata.</c>.</summary>
    public static Dictionary<string, string> ReadFilter(FieldReader fields) => fields.Names
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length)
        .Take(MostFilters)
        .ToDictionary(name => name[Prefix.Length..], name => fields.Text(name, max: LongestText) ?? string.Empty);
}

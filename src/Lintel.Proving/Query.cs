namespace Lintel.Proving;

/// <summary>Targets with something more in their query.</summary>
internal static class Query
{
    public static string Add(string target, string more) => $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{more}";
}

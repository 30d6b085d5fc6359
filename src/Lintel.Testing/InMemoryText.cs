namespace Lintel.Testing;

/// <summary>Looks for texts as the databases do.</summary>
internal static class InMemoryText
{
    /// <summary>Tells whether one of some fields has a text in it, whatever the case of its letters.</summary>
    public static bool IsIn(string text, params IEnumerable<string?> fields) =>
        fields.Any(field => field?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
}

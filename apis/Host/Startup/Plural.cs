namespace Lintel.Host.Startup;

/// <summary>Numbers with the word for what they count.</summary>
internal static class Plural
{
    /// <summary>Returns a number and its word, such as <c>1 file</c> and <c>2 files</c>.</summary>
    /// <param name="number">The number.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for any other number; null for that of one with an s.</param>
    public static string Of(long number, string one, string? many = null) => $"{number} {(number == 1 ? one : many ?? one + "s")}";
}

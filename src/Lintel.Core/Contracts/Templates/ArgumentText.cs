using System.Globalization;

namespace Lintel.Contracts;

/// <summary>Arguments as text.</summary>
internal static class ArgumentText
{
    /// <summary>A value as messages show it: lists with commas, numbers in the invariant culture, nothing as an empty text.</summary>
    public static string Format(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        true => "true",
        false => "false",
        IEnumerable<string> texts => string.Join(", ", texts),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}

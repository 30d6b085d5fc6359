using System.Text.RegularExpressions;

namespace Lintel.HttpTests.Golden;

/// <summary>The placeholders in the golden files of the reference APIs.</summary>
internal static partial class GoldenText
{
    /// <summary>
    /// Fills <c>{base}</c>, <c>{baseUrl}</c>, <c>{key:name}</c>, <c>{id:name}</c>, <c>{operator}</c>, <c>{session}</c>, <c>{session:name}</c>,
    /// <c>{application:name.part}</c> and what preconditions have noted.
    /// </summary>
    public static string Fill(string text, Func<string, string?> lookup) =>
        Name().Replace(text, match => lookup(match.Groups["name"].Value) ?? throw new InvalidDataException($"Nothing is known for {match.Value}."));

    [GeneratedRegex(
        @"\{(?<name>base|operator|baseUrl|session|(key|id|session|note):[A-Za-z0-9_]+|application:[A-Za-z0-9_.]+)\}",
        RegexOptions.ExplicitCapture,
        2000)]
    private static partial Regex Name();
}

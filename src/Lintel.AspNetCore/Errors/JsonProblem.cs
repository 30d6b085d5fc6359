using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lintel.AspNetCore;

/// <summary>The message of a JSON reader about a body that it could not read. The message may name .NET types and is never shown.</summary>
/// <param name="Message">The reader's message, in English in every culture.</param>
/// <param name="Path">The path of the member, such as <c>$.lines[0].count</c>; <c>$</c> for the body itself.</param>
/// <param name="Line">The line, from 1; null where it is not known.</param>
/// <param name="Byte">The byte in the line, from 1; null where it is not known.</param>
internal sealed partial record JsonProblem(string Message, string Path, long? Line, long? Byte)
{
    public static JsonProblem Of(JsonException exception) =>
        new(exception.Message, exception.Path ?? "$", exception.LineNumber + 1, exception.BytePositionInLine + 1);

    /// <summary>
    /// Finds the problem in a text of a model state: MVC keeps nothing else of what its input formatters throw. Both of the framework's formatters end
    /// their messages with the place.
    /// </summary>
    /// <returns>The problem; null for any other text.</returns>
    public static JsonProblem? Find(string text)
    {
        if (SystemTextJson().Match(text) is { Success: true } own)
        {
            return new JsonProblem(own.Groups["message"].Value, own.Groups["path"].Value, NumberOf(own.Groups["line"]) + 1, NumberOf(own.Groups["byte"]) + 1);
        }

        return NewtonsoftJson().Match(text) is { Success: true } other
            ? new JsonProblem(other.Groups["message"].Value, PathOf(other.Groups["path"].Value), NumberOf(other.Groups["line"]), NumberOf(other.Groups["byte"]))
            : null;
    }

    private static long? NumberOf(Group digits) => WholeNumberText.TryParse(digits.Value, out long number) ? number : null;

    private static string PathOf(string path) => path.Length == 0 ? "$" : path[0] == '[' ? $"${path}" : $"$.{path}";

    [GeneratedRegex(
        "^(?<message>.+) Path: (?<path>\\$.*) \\| LineNumber: (?<line>[0-9]+) \\| BytePositionInLine: (?<byte>[0-9]+)\\.$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000)]
    private static partial Regex SystemTextJson();

    [GeneratedRegex(
        "^(?<message>.+) Path '(?<path>.*)', line (?<line>[0-9]+), position (?<byte>[0-9]+)\\.$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000)]
    private static partial Regex NewtonsoftJson();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>Names the member of a JSON body that the framework's serializer could not read.</summary>
internal static partial class JsonFaults
{
    private const int MostFaults = 100;

    public static Refusal Of(JsonException exception, ApiCall call)
    {
        if (MissingMembers().Match(exception.Message) is { Success: true } missing)
        {
            return Refusal.Invalid([.. Quoted().Matches(missing.Groups["names"].Value).Take(MostFaults).Select(name => Fault(call, name.Groups["name"].Value, FieldFaultKind.Missing))]);
        }

        if (UnknownMember().Match(exception.Message) is { Success: true } unknown)
        {
            return Refusal.Invalid(Fault(call, unknown.Groups["name"].Value, FieldFaultKind.Unknown));
        }

        return WrongType().Match(exception.Message) is { Success: true } wrong && exception.Path is { Length: > 1 } path
            ? Refusal.Invalid(call.Fault(path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..], ExpectedValue.Of(wrong.Groups["type"].Value, null)))
            : Refusal.Unreadable(Condition.RequestMalformed, Problem(exception));
    }

    private static FieldFault Fault(ApiCall call, string field, FieldFaultKind kind) => FieldReader.MakeFault(call.Contract.FieldErrors, FieldLocation.Body, field, kind);

    private static string Problem(JsonException exception) => exception.LineNumber is { } line && exception.BytePositionInLine is { } column
        ? $"The request body is not valid JSON: line {line + 1}, byte {column + 1}."
        : "The request body is not valid JSON.";

    [GeneratedRegex("missing required properties,? including: (?<names>.+?)\\.?( Path:|$)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(?<name>[^']+)' could not be mapped", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("^The JSON value could not be converted to (?<type>[^ ]+)\\.( |$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrongType();
}

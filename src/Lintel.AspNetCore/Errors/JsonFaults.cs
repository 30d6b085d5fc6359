using System.Globalization;
using System.Text.RegularExpressions;

namespace Lintel.AspNetCore;

/// <summary>Names the member of a JSON body that a serializer could not read, and says what was expected.</summary>
internal static partial class JsonFaults
{
    private const int MostFaults = 100;

    /// <summary>The refusal of a body that could not be read: faults of fields where it is JSON; otherwise, <c>request.malformed</c>.</summary>
    public static Refusal Of(JsonProblem problem, ApiCall call)
    {
        if (MissingMembers().Match(problem.Message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups["names"].Value).Take(MostFaults).Select(name => name.Groups["name"].Value);
            return Refusal.Invalid([.. names.Select(name => Fault(call, name, FieldFaultKind.Missing))]);
        }

        if (UnknownMember().Match(problem.Message) is { Success: true } unknown)
        {
            return Refusal.Invalid(Fault(call, unknown.Groups["name"].Value, FieldFaultKind.Unknown));
        }

        if (TwiceSent().Match(problem.Message) is { Success: true } twice)
        {
            return Refusal.Invalid(call.Fault(twice.Groups["name"].Value, "is sent twice"));
        }

        return IsOfValue().IsMatch(problem.Message) ? OfValue(problem, call)
            : problem.Message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) ? Empty(call)
            : Refusal.Unreadable(Condition.RequestMalformed, Describe(problem));
    }

    /// <summary>The refusal of a request without a body, or with one that has no JSON in it.</summary>
    public static Refusal Empty(ApiCall call) =>
        Refusal.Unreadable(Condition.RequestMalformed, $"The request body is empty; {BodyShape.Of(call).Kind ?? "a JSON value"} is expected.");

    /// <summary>The refusal of a body that is <c>null</c>, which the framework takes for none.</summary>
    public static Refusal EmptyOrNull(ApiCall call) => call.BodyBytes > 0 ? OfBody(BodyShape.Of(call)) : Empty(call);

    private static Refusal OfValue(JsonProblem problem, ApiCall call)
    {
        var body = BodyShape.Of(call);
        if (problem.Path.Length < 2)
        {
            return OfBody(body);
        }

        var isNull = NotNull().IsMatch(problem.Message);
        var field = problem.Path.StartsWith("$.", StringComparison.Ordinal) ? problem.Path[2..] : problem.Path[1..];
        return Refusal.Invalid(call.Fault(field, isNull ? "must not be null" : body.At(problem.Path).Expected));
    }

    private static Refusal OfBody(BodyShape body) => Refusal.Unreadable(
        Condition.RequestInvalid,
        body.Kind is { } kind ? $"The request body must be {kind}." : "The request body is JSON of another form than is expected here.");

    private static FieldFault Fault(ApiCall call, string field, FieldFaultKind kind) =>
        FieldReader.MakeFault(call.Contract.FieldErrors, FieldLocation.Body, field, kind);

    private static string Describe(JsonProblem problem)
    {
        if (TooDeep().Match(problem.Message) is { Success: true } deep)
        {
            return $"The request body is nested too deeply; at most {deep.Groups["depth"].Value} levels are accepted.";
        }

        return problem is { Line: { } line, Byte: { } column }
            ? string.Create(CultureInfo.InvariantCulture, $"The request body is not valid JSON: line {line}, byte {column}.")
            : "The request body is not valid JSON.";
    }

    [GeneratedRegex(
        "missing required properties,? including: (?<names>.+?)\\.?( Path:|$)|^Required property (?<names>'[^']+') ",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(?<name>[^']+)' could not be mapped|^Could not find member '(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("^Duplicate property '(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TwiceSent();

    [GeneratedRegex(
        "^The JSON value could not be converted to |^Error converting value |^Could not (convert|cast) |^Cannot deserialize |discriminator| is not "
            + "supported|doesn't allow .*null values",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex IsOfValue();

    [GeneratedRegex("doesn't allow .*null values", RegexOptions.None, 1000)]
    private static partial Regex NotNull();

    [GeneratedRegex(
        "^The maximum configured depth of (?<depth>[0-9]+) has been exceeded|MaxDepth of (?<depth>[0-9]+) has been exceeded",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex TooDeep();
}

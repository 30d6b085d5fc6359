using System.Text.Json;

namespace Lintel.Host.Infer;

/// <summary>Takes the errors out of recorded exchanges.</summary>
internal static class ErrorResponses
{
    private const int DeepestBody = 32;

    /// <summary>Responses with 400 and above that have a JSON body, and those with 200 whose body looks like an error.</summary>
    public static IReadOnlyList<Sample> Of(IReadOnlyList<Exchange> exchanges, Notes notes)
    {
        var samples = new List<Sample>();
        foreach (var exchange in exchanges.Where(exchange => exchange.Status is 200 or (>= 400 and <= 599)))
        {
            if (Parse(exchange.Body) is { } body)
            {
                samples.Add(new Sample(exchange, body));
            }
            else if (exchange.Status >= 400)
            {
                notes.Add($"{exchange.Place} was left out: {Reason(exchange)}");
            }
        }

        var shapes = samples.Where(sample => sample.Status >= 400).Select(sample => Names(sample.Body)).ToHashSet(StringComparer.Ordinal);
        return [.. samples.Where(sample => sample.Status >= 400 || shapes.Contains(Names(sample.Body)) || SaysItFailed(sample.Body))];
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DeepestBody });
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !HasTwins(document.RootElement)
                ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasTwins(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).Any(same => same.Count() > 1)
            || value.EnumerateObject().Any(member => HasTwins(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasTwins),
        _ => false,
    };

    private static string Reason(Exchange exchange) => exchange.Body.TrimStart() switch
    {
        "" => "it has no body.",
        ['<', ..] => "XML and HTML bodies cannot be inferred. For XML write the envelope as JSON has it, and see docs/envelopes.md.",
        _ => "its body is no JSON object or list, nests deeper than 32 levels or has a member twice.",
    };

    private static string Names(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object ? string.Join('\0', body.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)) : "list";

    private static bool SaysItFailed(JsonElement body) => body.ValueKind == JsonValueKind.Object
        && body.EnumerateObject().Any(
            member => (member.Name is "ok" or "success" && member.Value.ValueKind == JsonValueKind.False)
                || (member.Name is "error" && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Object)
                || (member.Name is "errors" && member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0));
}

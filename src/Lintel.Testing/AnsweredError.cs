using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>The body of an error, compared with the definitions of a contract.</summary>
internal sealed class AnsweredError
{
    private readonly Contract _contract;
    private readonly int _status;
    private readonly JsonElement? _json;

    private AnsweredError(Contract contract, int status, JsonElement? json)
    {
        _contract = contract;
        _status = status;
        _json = json;
    }

    /// <summary>Reads a body; one that is neither JSON nor XML is a fault.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="status">The status that it came with.</param>
    /// <param name="isXml">Whether it came as XML.</param>
    /// <param name="body">The body.</param>
    /// <param name="faults">Where faults go.</param>
    /// <returns>Null where it cannot be read.</returns>
    public static AnsweredError? Read(Contract contract, int status, bool isXml, byte[] body, List<string> faults)
    {
        try
        {
            if (isXml)
            {
                XDocument.Load(new MemoryStream(body));
                return new AnsweredError(contract, status, null);
            }

            using var document = JsonDocument.Parse(body);
            return new AnsweredError(contract, status, document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            faults.Add($"The body is not {(isXml ? "XML" : "JSON")}: {exception.Message}");
            return null;
        }
    }

    /// <summary>The definition that the body and the status fit best; null where the contract has none of its code.</summary>
    /// <param name="requestId">The id that the response carries.</param>
    /// <param name="header">The value of a header field of the response; null for none.</param>
    public ErrorDefinition? Find(string? requestId, Func<string, string?> header)
    {
        if (CodeInBody() is { } code)
        {
            return _contract.TryGetError(code, out var definition) ? definition : null;
        }

        return _contract.Errors
            .Where(definition => !definition.Retired)
            .MinBy(definition => FaultsOf(definition, requestId).Count * 4 + DistanceTo(definition, header));
    }

    /// <summary>The code that the body says; null where it says none.</summary>
    public string? CodeInBody() => _json is { } json
        ? _contract.Errors.Select(definition => definition.Envelope)
            .Distinct()
            .Select(envelope => Texts(envelope, json, EnvelopeVariable.Code).FirstOrDefault())
            .FirstOrDefault(found => found is not null)
        : null;

    /// <summary>A variable of a definition's envelope as the body has it; null where it has none.</summary>
    public string? TextOf(ErrorDefinition definition, EnvelopeVariable variable) =>
        _json is { } json ? Texts(definition.Envelope, json, variable).FirstOrDefault() : null;

    /// <summary>The differences between the body and a definition.</summary>
    public IReadOnlyList<string> FaultsOf(ErrorDefinition definition, string? requestId)
    {
        var faults = new List<string>();
        if (definition.Status != _status)
        {
            faults.Add($"The definition of '{definition.Code}' says {definition.Status}, the response {_status}.");
        }

        if (_json is { } json)
        {
            new EnvelopeComparison(definition, requestId, faults).Compare(definition.Envelope, json, string.Empty);
        }

        return faults;
    }

    /// <summary>Returns how far the fields and the message that never vary are from a definition's, which tells those of one shape and status apart.</summary>
    private int DistanceTo(ErrorDefinition definition, Func<string, string?> header)
    {
        var context = new ErrorContext(Refusal.For(Condition.ServerError), string.Empty);
        var distance = definition.Template.Headers.Count(field => field.IsConstant && header(field.Name) != field.Format(context)) * 2;
        return TextOf(definition, EnvelopeVariable.Message) is { } message && !MessageText.Fits(definition.Message, message) ? distance + 1 : distance;
    }

    private static IEnumerable<string> Texts(EnvelopeValue value, JsonElement json, EnvelopeVariable wanted) => value switch
    {
        EnvelopeValue.Variable variable when variable.Name == wanted => TextOf(json),
        EnvelopeValue.Text { Pieces: [{ Variable: { } variable }] } when variable.Name == wanted => TextOf(json),
        EnvelopeValue.Text text when json.ValueKind == JsonValueKind.String => Inside(text, json.GetString()!, wanted),
        EnvelopeValue.Group group when json.ValueKind == JsonValueKind.Object =>
            group.Members.SelectMany(member => json.TryGetProperty(member.Name, out var inner) ? Texts(member.Value, inner, wanted) : []),
        EnvelopeValue.List list when json.ValueKind == JsonValueKind.Array => list.Items.SelectMany(
            item => json.EnumerateArray().SelectMany(inner => Texts(item is EnvelopeValue.Each each ? each.Item : item, inner, wanted))),
        _ => [],
    };

    private static IEnumerable<string> TextOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Number => [json.GetRawText()],
        _ => [],
    };

    /// <summary>A variable between words that are always the same.</summary>
    private static IEnumerable<string> Inside(EnvelopeValue.Text text, string sent, EnvelopeVariable wanted)
    {
        var at = text.Pieces.ToList().FindIndex(piece => piece.Variable?.Name == wanted);
        if (at < 0 || text.Pieces.Count(piece => piece.Variable is not null) > 1)
        {
            return [];
        }

        var before = string.Concat(text.Pieces.Take(at).Select(piece => piece.Words));
        var after = string.Concat(text.Pieces.Skip(at + 1).Select(piece => piece.Words));
        var fits = sent.StartsWith(before, StringComparison.Ordinal) && sent.EndsWith(after, StringComparison.Ordinal);
        return fits && sent.Length >= before.Length + after.Length ? [sent[before.Length..^after.Length]] : [];
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Makes JSON schemas of error bodies, one for each definition, from its envelope. The member that holds the code is a constant.</summary>
/// <param name="contract">The contract.</param>
/// <param name="error">The error.</param>
internal sealed class EnvelopeSchemas(Contract contract, PossibleError error)
{
    private readonly ErrorDefinition _definition = error.Definition;

    /// <summary>Marks the member that generated clients of Kiota take for the message of their exception.</summary>
    private const string PrimaryMessage = "x-ms-primary-error-message";

    // The faults that the part of the envelope goes through which is being described; null outside such parts.
    private FaultSource? _faults;

    // True inside a list, of which no entry is the message.
    private bool _isListed;

    /// <summary>The schema of an error's body.</summary>
    public static JsonObject Of(Contract contract, PossibleError error) => new EnvelopeSchemas(contract, error).Of(error.Definition.Envelope);

    /// <summary>A schema that admits one value.</summary>
    /// <remarks>The object model has constants that are texts and no others.</remarks>
    public static JsonObject Constant(JsonNode? value) => value is JsonValue text && text.GetValueKind() == JsonValueKind.String
        ? new JsonObject { ["type"] = "string", ["const"] = value }
        : value is null ? new JsonObject { ["type"] = "null" }
        : OfOne(value);

    private static JsonObject OfOne(JsonNode value)
    {
        var schema = TypeOf(value) == "integer" ? IntegerFormats.Schema(IntegerFormats.Of(value)) : new JsonObject { ["type"] = TypeOf(value) };
        schema["enum"] = new JsonArray(value);
        return schema;
    }

    private static string TypeOf(JsonNode value) => value switch
    {
        JsonArray => "array",
        JsonObject => "object",
        _ when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
    };

    private JsonObject Of(EnvelopeValue value) => value switch
    {
        EnvelopeValue.Constant constant => Constant(JsonNode.Parse(constant.Json)),
        EnvelopeValue.Variable { Name: EnvelopeVariable.Details } variable => OfDetails(variable.Optional),
        EnvelopeValue.Variable variable => OfVariable(variable),
        EnvelopeValue.Text text => OfText(text),
        EnvelopeValue.Group group => OfMembers(group.Members),
        EnvelopeValue.Details details => Nullable(OfMembers(details.Members)),
        EnvelopeValue.WhereFaults faults => faults.Optional ? Of(faults.Value) : Nullable(Of(faults.Value)),
        EnvelopeValue.List list => OfList(list),
        EnvelopeValue.Each each => OfFault(each.Source, each.Item),
        EnvelopeValue.Keyed { By: FaultKey.Nested } => new JsonObject { ["type"] = "object" },
        EnvelopeValue.Keyed keyed => new JsonObject { ["type"] = "object", ["additionalProperties"] = OfFault(keyed.Source, keyed.Value) },
        _ => new JsonObject { ["type"] = "null" },
    };

    private JsonObject OfMembers(IReadOnlyList<EnvelopeMember> members)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var member in members)
        {
            if (IsNever(member.Value))
            {
                continue;
            }

            properties[member.Name] = Of(member.Value);
            if (!member.Value.IsLeftOut)
            {
                required.Add(member.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["properties"] = properties;
        return schema;
    }

    /// <summary>Tells whether a member is left out of every body of the definition.</summary>
    private bool IsNever(EnvelopeValue value) => value switch
    {
        EnvelopeValue.Nothing nothing => nothing.Optional,
        EnvelopeValue.Variable { Optional: true } variable => variable.Name switch
        {
            EnvelopeVariable.Details => _definition.Details is DetailsShape.Nothing || Details is EnvelopeValue.Nothing,
            EnvelopeVariable.Docs => _definition.Texts.Docs is null,
            EnvelopeVariable.Member => !_definition.Texts.Members.ContainsKey(variable.Of),
            EnvelopeVariable.RetryAfter => !MayWait,
            EnvelopeVariable.Argument => _definition.Texts.Arguments?.Contains(variable.Of) == false,
            _ => false,
        },
        EnvelopeValue.Group { Members.Count: > 0 } group => group.Members.All(member => IsNever(member.Value)),
        _ => false,
    };

    private bool MayWait => error.SaysWhen || _definition.Retry is RetryAdvice.AfterHeader || error.Status == 503;

    private EnvelopeValue Details => DetailsValues.Of(_definition.Details, contract.FieldErrors.Form);

    private JsonObject OfDetails(bool optional)
    {
        var schema = Of(Details);
        return optional && schema["type"] is JsonArray types ? WithType(schema, types[0]!.DeepClone()) : optional ? schema : Nullable(schema);
    }

    private JsonObject OfVariable(EnvelopeValue.Variable variable)
    {
        var schema = variable.Type is { } type ? OfType(type) : variable.Name switch
        {
            EnvelopeVariable.Code => OfCode(_definition.Texts.Code),
            EnvelopeVariable.Status => Constant(_definition.Status),
            EnvelopeVariable.RetryAfter => new JsonObject { ["type"] = "integer", ["format"] = IntegerFormats.Int32, ["minimum"] = 0 },
            EnvelopeVariable.Timestamp or EnvelopeVariable.TimestampOffset => Formatted("date-time"),
            EnvelopeVariable.TimestampSeconds or EnvelopeVariable.TimestampMilliseconds => IntegerFormats.Schema(IntegerFormats.Int64),
            EnvelopeVariable.Type or EnvelopeVariable.Docs or EnvelopeVariable.Instance => Formatted("uri-reference"),
            EnvelopeVariable.Member => OfMember(variable.Of),
            EnvelopeVariable.RequestId => new JsonObject { ["type"] = "string", ["pattern"] = ResponseHeaderSchemas.PatternOf(contract.RequestId) },
            EnvelopeVariable.FaultCode => SchemaUnion.Of([.. CodesOfFaults().Distinct().Select(OfCode)]),
            EnvelopeVariable.FaultSegments =>
                new JsonObject { ["type"] = "array", ["items"] = FaultSegment() },
            EnvelopeVariable.FaultValue or EnvelopeVariable.Argument => [],
            EnvelopeVariable.Message when _faults is null && !_isListed => new JsonObject { ["type"] = "string", [PrimaryMessage] = true },
            _ => new JsonObject { ["type"] = "string" },
        };
        schema["description"] = EnvelopeTexts.Of(contract, variable);
        return !variable.Optional && MayBeNothing(variable.Name) ? Nullable(schema) : schema;
    }

    private IEnumerable<CodeText> CodesOfFaults() =>
        _faults == FaultSource.Errors ? contract.FieldErrors.Codes.Values.Append(_definition.Texts.Code) : contract.FieldErrors.Codes.Values;

    private static JsonObject OfCode(CodeText code) => Constant(code.IsNumber ? JsonNode.Parse(code.Text) : code.Text);

    /// <summary>
    /// A fault says everything of itself; the error that stands in its place has a code and a message, and outside of both there is nothing to say.
    /// </summary>
    private bool MayBeNothing(EnvelopeVariable name) => name switch
    {
        EnvelopeVariable.RetryAfter or EnvelopeVariable.Argument or EnvelopeVariable.Member or EnvelopeVariable.TraceId or EnvelopeVariable.Method
            or EnvelopeVariable.Path or EnvelopeVariable.Instance or EnvelopeVariable.Docs or EnvelopeVariable.Help or EnvelopeVariable.FaultValue => true,
        EnvelopeVariable.FaultCode or EnvelopeVariable.FaultMessage => _faults is null,
        >= EnvelopeVariable.FaultCode => _faults is null or FaultSource.Errors,
        _ => false,
    };

    private JsonObject OfMember(string name) => _definition.Texts.Members.TryGetValue(name, out var value)
        ? Constant(JsonSerializer.SerializeToNode(value))
        : [];

    /// <summary>A text that has nothing but the code beside its words is a constant, too.</summary>
    private JsonObject OfText(EnvelopeValue.Text text) => text.Pieces.All(piece => piece.Variable is null or { Name: EnvelopeVariable.Code })
        ? Constant(string.Concat(text.Pieces.Select(piece => piece.Variable is null ? piece.Words : _definition.Code)))
        : new JsonObject { ["type"] = "string" };

    private JsonObject OfList(EnvelopeValue.List list)
    {
        var outer = _isListed;
        _isListed = true;
        JsonObject[] items = [.. list.Items.Where(item => !IsNever(item)).Select(Of)];
        _isListed = outer;
        var schema = new JsonObject { ["type"] = "array" };
        if (items.Length > 0)
        {
            schema["items"] = SchemaUnion.Of(items);
        }

        return schema;
    }

    private JsonObject OfFault(FaultSource source, EnvelopeValue value)
    {
        var outer = _faults;
        _faults = source;
        var schema = Of(value);
        _faults = outer;
        return schema;
    }

    private static JsonObject OfType(DetailsType type) => type switch
    {
        DetailsType.Integer => IntegerFormats.Schema(IntegerFormats.Int64),
        DetailsType.Number => new JsonObject { ["type"] = "number" },
        DetailsType.Boolean => new JsonObject { ["type"] = "boolean" },
        DetailsType.StringList => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
        _ => new JsonObject { ["type"] = "string" },
    };

    /// <summary>A member's name, or the index of an item.</summary>
    private static JsonObject FaultSegment() =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, IntegerFormats.Schema(IntegerFormats.Int32)) };

    private static JsonObject Formatted(string format) => new() { ["type"] = "string", ["format"] = format };

    private static JsonObject WithType(JsonObject schema, JsonNode type)
    {
        schema["type"] = type;
        return schema;
    }

    private static JsonObject Nullable(JsonObject schema) => schema["type"] switch
    {
        JsonValue type when type.GetValue<string>() == "null" => schema,
        JsonValue type when !schema.ContainsKey("const") && !schema.ContainsKey("enum") => WithType(schema, new JsonArray(type.DeepClone(), "null")),
        JsonArray types when types.All(type => type!.GetValue<string>() != "null") =>
            WithType(schema, new JsonArray([.. types.Select(type => type!.DeepClone()), "null"])),
        _ => schema,
    };
}

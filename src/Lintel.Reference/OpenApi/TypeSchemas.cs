using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>
/// Makes JSON schemas of .NET types as the serializer writes and reads them, with the rules of <c>System.ComponentModel.DataAnnotations</c>. Objects become
/// components of the document, each once. Not thread-safe.
/// </summary>
/// <param name="components">The document's schemas by name, which receive those of objects.</param>
/// <param name="refusesUnknown">True where members that a body's type does not have are refused.</param>
/// <param name="longestBody">The size of the largest body in bytes; null for no limit.</param>
internal sealed class TypeSchemas(JsonObject components, bool refusesUnknown, long? longestBody)
{
    private readonly Dictionary<(Type Type, JsonSerializerOptions Options, bool IsRead), string> _names = [];
    private readonly Dictionary<string, JsonNode> _given = [];

    /// <summary>The examples that types have themselves, by the names of their schemas.</summary>
    public IReadOnlyDictionary<string, JsonNode> Given => _given;

    /// <summary>Makes the schemas of an API. A type may be that of any operation, so that the longest body is that of all.</summary>
    /// <param name="runtime">The API.</param>
    /// <param name="components">The document's schemas by name.</param>
    public static TypeSchemas Of(ApiRuntime runtime, JsonObject components)
    {
        var contract = runtime.Contract;
        var longest = DescribedOperations.Of(runtime).Select(operation => operation.MaxBody ?? 0).Append(contract.Sizes.Body).Max();
        return new TypeSchemas(components, contract.UnknownMembers == UnknownMembers.Refuse, longest == BodyLimit.None ? null : longest);
    }

    /// <summary>The schema of a type that is written.</summary>
    public JsonObject OfWritten(Type type, JsonSerializerOptions options) => Of(TypePlan.InfoOf(type, options), isRead: false);

    /// <summary>The schema of a type that is read.</summary>
    public JsonObject OfRead(Type type, JsonSerializerOptions options) => OfRead(TypePlan.InfoOf(type, options));

    /// <summary>The schema of a type that is read.</summary>
    public JsonObject OfRead(JsonTypeInfo info)
    {
        var schema = Of(info, isRead: true);
        RequestBounds.Add(schema, longestBody);
        return schema;
    }

    /// <summary>The schemas of a type's members, for a query string, which has no null, in their order.</summary>
    public IEnumerable<MemberSchema> MembersOf(JsonTypeInfo info) => MembersOf(info, admitsNull: false);

    /// <summary>The schema of a value that is a text of the path, the query or a header field.</summary>
    public static JsonObject OfText(Type type, JsonSerializerOptions options)
    {
        var schema = Leaf(TypePlan.InfoOf(type, options));
        return schema.ContainsKey("type") || schema.ContainsKey("enum") ? schema : new JsonObject { ["type"] = "string" };
    }

    private JsonObject Of(JsonTypeInfo info, bool isRead) => info.Kind switch
    {
        JsonTypeInfoKind.Object when info.Type != typeof(object) => ReferenceTo(info, isRead),
        JsonTypeInfoKind.Enumerable => new JsonObject
        {
            ["type"] = "array",
            ["items"] = Of(TypePlan.InfoOf(info.ElementType!, info.Options), isRead),
        },
        JsonTypeInfoKind.Dictionary => new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = Of(TypePlan.InfoOf(info.ElementType!, info.Options), isRead),
        },
        _ => Leaf(info),
    };

    /// <summary>The serializer's own view of a value that has no members.</summary>
    private static JsonObject Leaf(JsonTypeInfo info)
    {
        var schema = info.Options.GetJsonSchemaAsNode(info.Type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }) as JsonObject ?? [];
        if (info.Type == typeof(DateTimeOffset) || info.Type == typeof(DateTime))
        {
            schema["format"] = "date-time";
        }

        if (schema["enum"] is not null)
        {
            schema["type"] ??= "string";
        }
        else if (schema["type"] is JsonArray)
        {
            // Numbers are read from texts as well, which nobody has to know.
            schema["type"] = schema["type"]!.AsArray().Select(type => type!.GetValue<string>()).First(type => type is not ("string" or "null"));
            schema.Remove("pattern");
        }

        if (FormatOf(info.Type) is { } format && (string?)schema["type"] is "integer" or "number")
        {
            schema["format"] = format;
        }

        return schema;
    }

    private static string? FormatOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        _ => IntegerFormats.Of(type),
    };

    private JsonObject ReferenceTo(JsonTypeInfo info, bool isRead)
    {
        var key = (info.Type, info.Options, isRead);
        if (!_names.TryGetValue(key, out var name))
        {
            name = ComponentNames.FreeIn(components, NameOf(info.Type));
            _names.Add(key, name);
            components[name] = new JsonObject();
            if (!isRead && ResponseExamples.Of(info.Type) is { } example)
            {
                _given[name] = example;
            }

            var schema = Describe(ObjectOf(info, isRead), info.Type);
            if (isRead)
            {
                RequestBounds.Add(schema, longestBody);
            }

            components[name] = schema;
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonObject ObjectOf(JsonTypeInfo info, bool isRead)
    {
        var members = isRead
            ? MembersOf(info, admitsNull: true)
            : info.Properties.Where(property => property.Get is not null && !property.IsExtensionData).Select(OfWrittenMember);
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var member in members)
        {
            properties[member.Name] = member.Schema;
            if (member.IsRequired)
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
        if (isRead && refusesUnknown && !TypePlan.Of(info).KeepsRest)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    private IEnumerable<MemberSchema> MembersOf(JsonTypeInfo info, bool admitsNull) =>
        TypePlan.Of(info).Members.Where(member => !member.IsRest).Select(member => OfReadMember(member, admitsNull));

    private MemberSchema OfReadMember(MemberPlan member, bool admitsNull)
    {
        var schema = Annotated(Of(member.Plan.Info, isRead: true), member.Rules, member.Attributes);
        return new MemberSchema(member.Name, admitsNull && member.IsNullable ? OrNull(schema) : schema, member.IsRequired);
    }

    private MemberSchema OfWrittenMember(JsonPropertyInfo property)
    {
        var plan = new MemberPlan(property);
        var schema = Annotated(Of(TypePlan.InfoOf(property.PropertyType, property.Options), isRead: false), plan.Rules, plan.Attributes);
        var mayBeNull = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;
        var isAlwaysThere = property.ShouldSerialize is null;
        return new MemberSchema(property.Name, mayBeNull && isAlwaysThere ? OrNull(schema) : schema, isAlwaysThere);
    }

    private static JsonObject Annotated(JsonObject schema, IEnumerable<Attribute> rules, IEnumerable<Attribute> attributes)
    {
        ValidationRules.Add(schema, rules);
        if (attributes.OfType<DescriptionAttribute>().FirstOrDefault() is { Description.Length: > 0 } description)
        {
            schema["description"] = description.Description;
        }

        if (attributes.OfType<DefaultValueAttribute>().FirstOrDefault() is { Value: { } value })
        {
            schema["default"] = JsonSerializer.SerializeToNode(value);
        }

        return schema;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && !schema.ContainsKey("enum") && !schema.ContainsKey("const"))
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        return IsAny(schema) ? schema : new JsonObject { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    /// <summary>Tells whether a schema takes every value, null too, with a description or without.</summary>
    private static bool IsAny(JsonObject schema) => !schema.Any(member => member.Key is "type" or "$ref" or "enum" or "const");

    private static JsonObject Describe(JsonObject schema, Type type)
    {
        if (type.GetCustomAttribute<DescriptionAttribute>() is { Description.Length: > 0 } description)
        {
            schema["description"] = description.Description;
        }

        return schema;
    }

    /// <summary>The name of a type, with its arguments before it: a <c>Page&lt;Order&gt;</c> is an <c>OrderPage</c>.</summary>
    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "List";
        }

        var bare = type.Name.Split('`')[0];
        return type.IsGenericType
            ? string.Concat(type.GetGenericArguments().Select(argument => NameOf(Nullable.GetUnderlyingType(argument) ?? argument)))
                + (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true ? "List" : bare)
            : bare;
    }
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="IsRequired">True where it is always there.</param>
internal sealed record MemberSchema(string Name, JsonObject Schema, bool IsRequired);

using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Reference;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The documents as generators of clients read them: types with names, plain members, formats and bounds.</summary>
public sealed class ClientSchemaTests(SharedHost shared)
{
    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Body_of_every_error_is_a_component_with_plain_members(string api)
    {
        var described = await ReadAsync(api);
        var responses = described.Document["components"]!["responses"]!.AsObject();
        var bodies =
            from response in responses
            from media in response.Value!["content"]!.AsObject()
            select (response.Key, Schema: media.Value!["schema"]!);

        Assert.Empty(bodies.Where(body => Component(described, body.Schema)?["properties"] is null).Select(body => body.Key));
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Message_of_every_error_is_marked_for_clients(string api)
    {
        var described = await ReadAsync(api);
        var responses = described.Document["components"]!["responses"]!.AsObject();

        Assert.Empty(responses.Where(response => !HasMessage(response.Value!["content"]!.AsObject().First().Value!["schema"])).Select(response => response.Key));

        bool HasMessage(JsonNode? schema) => (Component(described, schema!) ?? schema) is JsonObject found
            && ((bool?)found["x-ms-primary-error-message"] == true
                || (found["properties"] is JsonObject members && members.Any(member => HasMessage(member.Value))));
    }

    [Theory]
    [InlineData("AccountDisabledError", "AccountDisabledErrorInfo", "account_disabled")]
    [InlineData("ForbiddenError", "ForbiddenErrorInfo", "insufficient_scope", "account_disabled")]
    public async Task Error_is_called_by_its_one_code_or_by_its_status(string name, string inner, params string[] codes)
    {
        var described = await ReadAsync("pixel");
        var schemas = described.Document["components"]!["schemas"]!;

        Assert.Equal($"#/components/schemas/{inner}", (string?)schemas[name]!["properties"]!["error"]!["$ref"]);
        Assert.Equal("#/components/schemas/ErrorMeta", (string?)schemas[name]!["properties"]!["meta"]!["$ref"]);
        var code = schemas[inner]!["properties"]!["code"]!;
        Assert.Equal(codes, codes.Length == 1 ? [(string)code["const"]!] : Component(described, code)!["enum"]!.AsArray().Select(value => (string)value!));
    }

    [Fact]
    public async Task Details_of_one_code_of_several_need_not_be_there()
    {
        var inner = (await ReadAsync("pixel")).Document["components"]!["schemas"]!["ForbiddenErrorInfo"]!;

        Assert.Contains("details", inner["properties"]!.AsObject().Select(member => member.Key));
        Assert.DoesNotContain("details", inner["required"]!.AsArray().Select(name => (string)name!));
    }

    [Theory]
    [InlineData("NotFound", true)]
    [InlineData("ServiceUnavailable", true)]
    [InlineData("TooManyRequests", true)]
    [InlineData("Unauthorized", false)]
    public async Task Error_that_may_follow_the_limit_tells_what_is_left(string response, bool tells)
    {
        var headers = (await ReadAsync("pixel")).Document["components"]!["responses"]![response]!["headers"]!.AsObject();

        Assert.Equal(tells, headers.ContainsKey("X-RateLimit-Remaining"));
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Every_integer_has_a_format(string api)
    {
        var described = await ReadAsync(api);

        Assert.Empty(Schemas(described.Document).Where(schema => IsOf(schema, "integer") && schema["format"] is null).Select(schema => schema.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Everything_that_callers_send_has_bounds(string api)
    {
        var described = await ReadAsync(api);
        var sent = described.Operations.SelectMany(item => new[] { item.Operation["parameters"], item.Operation["requestBody"] })
            .SelectMany(part => Reached(described, part, []));

        Assert.Empty(sent.SelectMany(Schemas).Where(schema => !IsBounded(schema)).Select(schema => schema.ToJsonString()).Distinct());
    }

    [Theory]
    [InlineData("sold_out", "SoldOut")]
    [InlineData("SOLD_OUT", "SoldOut")]
    [InlineData("soldOut", "SoldOut")]
    [InlineData("Sold out", "SoldOut")]
    [InlineData("I'm a teapot", "ImATeapot")]
    [InlineData("auth/session.missing", "AuthSessionMissing")]
    public void Name_of_a_component_is_made_of_words(string words, string name) => Assert.Equal(name, ComponentNames.OfWords(words));

    private static bool IsBounded(JsonObject schema) => schema.ContainsKey("enum") || schema.ContainsKey("const")
        || ((!IsOf(schema, "string") || schema.ContainsKey("maxLength"))
            && (!IsOf(schema, "array") || schema.ContainsKey("maxItems"))
            && (!IsOf(schema, "integer")
                || ((schema.ContainsKey("minimum") || schema.ContainsKey("exclusiveMinimum"))
                    && (schema.ContainsKey("maximum") || schema.ContainsKey("exclusiveMaximum")))));

    private static bool IsOf(JsonObject schema, string type) => schema["type"] switch
    {
        JsonArray types => types.Any(one => (string?)one == type),
        JsonValue only => (string?)only == type,
        _ => false,
    };

    /// <summary>Every schema inside a part of a document that says its type.</summary>
    private static IEnumerable<JsonObject> Schemas(JsonNode? node) => node switch
    {
        JsonObject { } one => one.Where(member => member.Key is not ("examples" or "example" or "default" or "x-lintel-errors"))
            .SelectMany(member => Schemas(member.Value))
            .Concat(one["type"] is JsonArray or JsonValue ? [one] : []),
        JsonArray list => list.SelectMany(Schemas),
        _ => [],
    };

    /// <summary>A part of a document and the components that it refers to, each once.</summary>
    private static List<JsonNode> Reached(DocumentedApi described, JsonNode? part, HashSet<string> seen)
    {
        var found = new List<JsonNode>();
        if (part is not null)
        {
            found.Add(part);
            foreach (var reference in References(part).Where(seen.Add))
            {
                found.AddRange(Reached(described, described.Document["components"]!["schemas"]![reference.Split('/')[^1]], seen));
            }
        }

        return found;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject { } one => one.SelectMany(member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static JsonObject? Component(DocumentedApi described, JsonNode schema) =>
        (string?)schema["$ref"] is { } reference ? described.Document["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject() : null;

    private Task<DocumentedApi> ReadAsync(string api) =>
        DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api));
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lintel.Management.Demo;

/// <summary><c>demo.json</c>: where everything is and which keys open it, so that people and scripts can try everything at once.</summary>
public sealed class DemoDocument
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Operators = "operators";

    private readonly JsonObject _root;

    private DemoDocument(JsonObject root) => _root = root;

    /// <summary>Reads a document; one that is missing or not ours is an empty one.</summary>
    public static DemoDocument ReadFile(string path)
    {
        try
        {
            return new DemoDocument(JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? []);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return new DemoDocument([]);
        }
    }

    /// <summary>Reads the text of a document.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal static DemoDocument Read(string text) => new(JsonNode.Parse(text) as JsonObject ?? []);

    /// <summary>Puts a document together.</summary>
    /// <param name="baseUrl">Where the process answers, without a trailing slash.</param>
    /// <param name="operatorToken">The operator token.</param>
    /// <param name="sections">What each API says of itself, by its name.</param>
    public static DemoDocument Of(string baseUrl, string operatorToken, IEnumerable<KeyValuePair<string, JsonObject>> sections)
    {
        var root = new JsonObject
        {
            ["version"] = 1,
            ["baseUrl"] = baseUrl,
            ["operator"] = new JsonObject { ["base"] = ManagementApi.BasePath, ["token"] = operatorToken },
        };
        foreach (var (api, section) in sections)
        {
            root[api] = section.Parent is null ? section : section.DeepClone();
        }

        return new DemoDocument(root);
    }

    /// <summary>Adds an operator of each role.</summary>
    /// <param name="tokens">Their personal tokens, by the roles; null for none.</param>
    /// <returns>This document.</returns>
    internal DemoDocument WithOperators(JsonObject? tokens)
    {
        if (tokens is not null)
        {
            _root[Operators] = tokens.DeepClone();
        }

        return this;
    }

    /// <summary>The personal token of an operator by the role; null where the document has none.</summary>
    internal string? OperatorToken(string role) => Text(_root[Operators], role);

    /// <summary>A key by the API's name and its own; null where the document has none.</summary>
    public string? Key(string api, string name) => Text((_root[api] as JsonObject)?["keys"], name);

    /// <summary>A credential by the API's name and where its part has it, such as <c>sessions.a</c>; null where the document has none.</summary>
    public string? Credential(string api, string path)
    {
        var names = path.Split('.', 2);
        return Text((_root[api] as JsonObject)?[names[0]], names[^1]);
    }

    /// <summary>Where an API begins, without a trailing slash; null where the document does not have it.</summary>
    public string? Base(string api) => Text(_root[api], "base");

    /// <summary>The section of an API; null where the document does not have it.</summary>
    public JsonObject? Section(string api) => _root[api] as JsonObject;

    /// <summary>Writes the document whole or not at all, readable by the owner only.</summary>
    public void WriteFile(string path) => PrivateFile.Write(path, _root.ToJsonString(Indented) + "\n");

    /// <inheritdoc/>
    public override string ToString() => _root.ToJsonString(Indented);

    private static string? Text(JsonNode? section, string name) =>
        section is JsonObject members && members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

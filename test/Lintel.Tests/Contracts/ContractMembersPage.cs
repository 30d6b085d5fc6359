using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Makes docs/contract-members.md from the schema, with an example of each member from the contracts of the repository.</summary>
internal sealed class ContractMembersPage
{
    private const int LongestExample = 60;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Head = """
        # Members of a contract

        Made from [`schemas/contract.schema.json`](../schemas/contract.schema.json); examples are from the contracts of this repository.
        [contract-format.md](contract-format.md) explains them, [envelopes.md](envelopes.md) the values inside `envelope`. Members in bold must be there, where the
        contract takes in no other.

        """;

    private readonly JsonObject _schema;
    private readonly YamlMapping[] _contracts;
    private readonly List<(string Path, string Row)> _rows = [];

    private ContractMembersPage(JsonObject schema, YamlMapping[] contracts)
    {
        _schema = schema;
        _contracts = contracts;
    }

    /// <summary>The members that no contract has, for which there is no example.</summary>
    public List<string> WithoutExample { get; } = [];

    /// <summary>Makes the page.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="contracts">Contracts, those that are looked at first for examples first.</param>
    public static (string Text, IReadOnlyList<string> WithoutExample) Make(string schema, IEnumerable<string> contracts)
    {
        var page = new ContractMembersPage(
            JsonNode.Parse(schema)!.AsObject(),
            [.. contracts.Select(text => YamlTree.Read(text, new FaultList("example"))).OfType<YamlMapping>()]);
        var required = Names(page._schema["else"]!["required"]);
        var ofDefinitions = Names(page._schema["else"]!["properties"]!["errors"]!["additionalProperties"]!["required"]);
        page.AddMembers(page._schema, string.Empty, required, ofDefinitions);
        var text = new StringBuilder(Head).Append("\n| member | values | default | meaning | example |\n|---|---|---|---|---|\n");
        foreach (var (_, row) in page._rows)
        {
            text.Append(row).Append('\n');
        }

        return (text.ToString(), page.WithoutExample);
    }

    /// <summary>The schema's own example, for members that no contract of the repository has.</summary>
    private static string? Given(JsonNode member) => member["examples"]?[0] is { } given
        ? Short(Flow(YamlTree.Read(given.ToJsonString(Plain), new FaultList("example"))!).Replace("\"", string.Empty, StringComparison.Ordinal))
        : null;

    private static string[] Names(JsonNode? names) => [.. names?.AsArray().GetValues<string>() ?? []];

    private void AddMembers(JsonNode node, string path, string[] required, string[] ofDefinitions)
    {
        foreach (var (name, member) in node["properties"]!.AsObject())
        {
            Add(Resolve(member!), path + name, required.Contains(name), ofDefinitions);
        }
    }

    private void Add(JsonNode member, string path, bool isRequired, string[] ofDefinitions)
    {
        var example = Find(path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.')) ?? Given(member);
        if (example is null)
        {
            WithoutExample.Add(path);
        }

        var name = isRequired ? $"**`{path}`**" : $"`{path}`";
        _rows.Add(
            (path, $"| {name} | {Cell(Values(member))} | {Code(member["default"]?.ToString())} | {Cell(member["description"]?.ToString())} | {Code(example)} |"));
        if (path is "envelope" or "envelopes" or "errors.code.messages")
        {
            return;
        }

        foreach (var (inner, innerPath) in Inner(member, path))
        {
            AddMembers(inner, innerPath, innerPath == "errors.code." ? ofDefinitions : member["anyOf"] is null ? Names(inner["required"]) : [], ofDefinitions);
        }
    }

    /// <summary>The objects with members of their own that a member may be.</summary>
    private IEnumerable<(JsonNode Node, string Path)> Inner(JsonNode member, string path)
    {
        foreach (var node in member["anyOf"]?.AsArray().Select(one => Resolve(one!)) ?? [member])
        {
            if (node["properties"] is not null)
            {
                yield return (node, path + ".");
            }
            else if (node["items"] is { } items && Resolve(items)["properties"] is not null)
            {
                yield return (Resolve(items), path + "[].");
            }
            else if (node["patternProperties"]?.AsObject().First().Value is { } named && path == "errors")
            {
                yield return (Resolve(named), path + ".code.");
            }
        }
    }

    private JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference ? _schema["definitions"]![reference.ToString().Split('/')[^1]]! : node;

    private string Values(JsonNode member, int depth = 0)
    {
        // A value in an envelope holds others of its kind.
        if (depth > 2)
        {
            return "…";
        }

        if (member["anyOf"] is JsonArray several)
        {
            return string.Join(", or ", several.Select(one => Values(Resolve(one!), depth + 1)).Distinct());
        }

        if (member["enum"] is JsonArray words)
        {
            return string.Join(" ", words.Take(8).Select(word => $"`{word}`")) + (words.Count > 8 ? " …" : string.Empty);
        }

        if (member["type"] is JsonArray types)
        {
            return string.Join(", or ", types.GetValues<string>().Select(one => one == "string" ? "text" : one));
        }

        var type = member["type"]?.ToString() ?? "any";
        return (type, member["items"]) switch
        {
            ("array", { } items) => $"list of {Values(Resolve(items), depth + 1)}",
            ("string", _) => "text",
            ("object", _) => "mapping",
            ("boolean", _) => "`true` `false`",
            _ when member["minimum"] is { } least => $"{least}{(member["maximum"] is { } most ? $" to {most}" : " or more")}",
            _ => type,
        };
    }

    private string? Find(string[] names) => _contracts.Select(contract => Find(contract, names)).FirstOrDefault(found => found is not null) is { } node
        ? Short(Flow(node))
        : null;

    private static YamlNode? Find(YamlNode node, ReadOnlySpan<string> names)
    {
        if (names.IsEmpty)
        {
            return node is YamlScalar { IsNull: true } ? null : node;
        }

        IEnumerable<YamlNode> inner = (node, names[0]) switch
        {
            (YamlSequence list, "[]") => list.Items,
            (YamlMapping errors, "code") when names.Length > 1 => errors.Members.Select(member => member.Value),
            (YamlMapping mapping, var name) => mapping.Members.Where(member => member.Name == name).Select(member => member.Value),
            _ => [],
        };
        foreach (var next in inner)
        {
            if (Find(next, names[1..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Flow(YamlNode node) => node switch
    {
        YamlMapping mapping => $"{{ {string.Join(", ", mapping.Members.Select(member => $"{member.Name}: {Flow(member.Value)}"))} }}",
        YamlSequence list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        YamlScalar { IsPlain: true } plain => plain.Value.Trim(),
        YamlScalar quoted => JsonSerializer.Serialize(quoted.Value.Trim().Split('\n')[0], Plain),
        _ => string.Empty,
    };

    private static string Short(string text) => text.Length <= LongestExample ? text : text[..LongestExample] + "…";

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? string.Empty : $"`{Cell(text).Replace("`", "'", StringComparison.Ordinal)}`";

    private static string Cell(string? text) => (text ?? string.Empty).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}

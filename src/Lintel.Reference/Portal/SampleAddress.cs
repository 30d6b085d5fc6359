using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lintel.Reference;

/// <summary>
/// The path and query of an operation as samples write it: with a value in the place of each parameter whose description has one, and a variable with the
/// parameter's name in the place of any other, such as an id.
/// </summary>
/// <param name="template">The text, with the name of each variable in braces.</param>
/// <param name="variables">The variables in order.</param>
internal sealed class SampleAddress(string template, IReadOnlyList<SampleVariable> variables)
{
    /// <summary>The variables in order.</summary>
    public IReadOnlyList<SampleVariable> Variables { get; } = variables;

    /// <summary>The address with a text in the place of each variable.</summary>
    public string Write(Func<SampleVariable, string> write) => Variables.Aggregate(
        template, (text, variable) => text.Replace($"{{{variable.Name}}}", write(variable), StringComparison.Ordinal));

    /// <summary>Writes the address of an operation.</summary>
    /// <param name="path">The path from the root of the application.</param>
    /// <param name="parameters">The parameters of the operation.</param>
    /// <param name="examples">Makes the values of parameters.</param>
    public static SampleAddress Of(string path, IEnumerable<ParameterEntry> parameters, SchemaExamples examples)
    {
        var variables = new List<SampleVariable>();
        var query = new List<string>();
        foreach (var parameter in parameters.Where(parameter => parameter.Place == "path" || parameter is { Place: "query", IsRequired: true }))
        {
            var value = ValueOf(parameter, examples);
            if (value is null)
            {
                variables.Add(new SampleVariable(parameter.Name, parameter.Schema));
            }

            var text = value is null ? $"{{{parameter.Name}}}" : Uri.EscapeDataString(value);
            if (parameter.Place == "query")
            {
                query.Add($"{parameter.Name}={text}");
            }
            else if (value is not null)
            {
                path = path.Replace($"{{{parameter.Name}}}", text, StringComparison.Ordinal);
            }
        }

        return new SampleAddress(query.Count == 0 ? path : $"{path}?{string.Join('&', query)}", variables);
    }

    /// <summary>A value that the description tells; null for ids and for texts of any form, which nobody but the reader knows.</summary>
    private static string? ValueOf(ParameterEntry parameter, SchemaExamples examples)
    {
        var schema = parameter.Schema;
        var isChosen = schema.ContainsKey("const") || schema.ContainsKey("default") || schema.ContainsKey("enum");
        var isId = SampleVariable.IsId(parameter.Name) || (string?)schema["format"] == "uuid";
        var isText = !schema.ContainsKey("type") || (schema["type"] is JsonValue type && (string?)type == "string" && !schema.ContainsKey("format"));
        return isChosen || !(isId || isText) ? examples.Of(schema)?.ToString() : null;
    }
}

/// <summary>A parameter in the place of which the reader puts a value.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Schema">The schema of its values.</param>
internal sealed partial record SampleVariable(string Name, JsonObject Schema)
{
    /// <summary>Words that a language or a sample has a meaning of its own for.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "as", "attempt", "base", "body", "class", "client", "client_id", "client_secret", "code", "api_key", "default", "delete", "error", "event", "export",
        "for", "from", "global", "headers", "home", "httpx", "i", "if", "import", "in", "internal", "is", "key", "namespace", "new", "object", "operator", "or",
        "out", "package", "params", "path", "private", "public", "ref", "request", "response", "session", "status", "string", "time", "token", "type", "user",
        "wait", "with",
    };

    private string[] Words => Separator().Split(Taken.Contains(Name) ? Name + "_value" : Name) is var words
        ? [.. words.Where(word => word.Length > 0).Select(word => word.ToLowerInvariant())]
        : [];

    /// <summary>The variable of a shell.</summary>
    public string Shell => string.Join('_', Words).ToUpperInvariant();

    /// <summary>The variable of C# and TypeScript.</summary>
    public string Camel => string.Concat(Words.Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The variable of Python.</summary>
    public string Snake => string.Join('_', Words);

    /// <summary>A value of the right form that no record has.</summary>
    public string Nobodys => (string?)Schema["format"] == "uuid" ? "00000000-0000-4000-8000-000000000000"
        : Schema["type"] is JsonValue type && (string?)type == "integer" ? "987654321"
        : "no-such-" + string.Join('-', Words);

    /// <summary>Tells whether a parameter picks a record, by its name.</summary>
    public static bool IsId(string name) => IdName().IsMatch(name);

    [GeneratedRegex("^id$|[a-z0-9]Id$|[_-]id$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdName();

    [GeneratedRegex("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separator();
}

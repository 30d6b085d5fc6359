using System.Text.Json.Nodes;

namespace Lintel.Console;

/// <summary>Metadata as they are typed: a name and a text on each line, with an equals sign between them.</summary>
internal static class MetadataText
{
    /// <summary>The field of a form.</summary>
    public const string Field = "metadata";

    /// <summary>The field with what the form has shown.</summary>
    public const string ShownField = "metadata-shown";

    /// <summary>Writes metadata for a form.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> metadata) =>
        string.Join('\n', metadata.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key} = {member.Value}"));

    /// <summary>
    /// Puts what was typed into a body. What nobody has touched is left out: a name may have an equals sign, and a text white space around it.
    /// </summary>
    public static void AddTo(JsonObject body, ConsoleForm form)
    {
        var typed = Lines(form.Text(Field));
        if (string.Join('\n', typed) != string.Join('\n', Lines(form.Text(ShownField))))
        {
            body[Field] = ObjectOf(typed);
        }
    }

    /// <summary>The metadata of lines.</summary>
    public static JsonObject ObjectOf(IEnumerable<string> lines)
    {
        var members = new JsonObject();
        foreach (var line in lines)
        {
            var (name, text) = Split(line);
            members[name] = text;
        }

        return members;
    }

    /// <summary>The parameter of a list for a filter that was typed, such as <c>team=billing</c>.</summary>
    public static (string Name, string? Value) FilterOf(string? typed)
    {
        var (name, text) = Split(typed ?? string.Empty);
        return ($"{Field}.{name}", text);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (string Name, string Text) Split(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (line.Trim(), string.Empty) : (line[..at].Trim(), line[(at + 1)..].Trim());
    }
}

using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>The parts of a contract that its envelopes need beside their shape.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, BodyPath> _names = new(StringComparer.Ordinal);

    /// <summary>The members that definitions set, by name.</summary>
    public Dictionary<string, FoundMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The arguments that envelopes show, by code.</summary>
    public Dictionary<string, HashSet<string>> Arguments { get; } = new(StringComparer.Ordinal);

    /// <summary>The address of every code's documentation, with <c>{code}</c>; null for none.</summary>
    public string? Docs { get; set; }

    /// <summary>The addresses of documentation that do not have the code in them, by code.</summary>
    public Dictionary<string, string> DocsByCode { get; } = new(StringComparer.Ordinal);

    /// <summary>The words of the kinds of faults.</summary>
    public HashSet<CodeText> FaultCodes { get; } = [];

    /// <summary>true if bodies show what was sent for faulty fields.</summary>
    public bool EchoesValues { get; set; }

    /// <summary>The places of values that are the same wherever they are.</summary>
    public SortedSet<string> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>A name for the value at a place, the same each time and no other's.</summary>
    public string NameOf(BodyPath path)
    {
        var words = path.Steps.Where(step => step != BodyPath.ItemStep).Select(Identifier).ToArray();
        for (var count = 1; count <= words.Length; count++)
        {
            var name = Camel(words[^count..]);
            if (!_names.TryGetValue(name, out var owner) || owner.Equals(path))
            {
                _names[name] = path;
                return name;
            }
        }

        var last = $"value{_names.Count}";
        _names[last] = path;
        return last;
    }

    public void AddArgument(string code, string name)
    {
        if (!Arguments.TryGetValue(code, out var names))
        {
            Arguments.Add(code, names = new HashSet<string>(StringComparer.Ordinal));
        }

        names.Add(name);
    }

    private static string Camel(string[] words) =>
        Cut(string.Concat(words.Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])));

    private static string Cut(string name) => name.Length > 64 ? name[..64] : name;

    private static string Identifier(string name)
    {
        var clean = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character == '_' ? character : '_')).Trim('_');
        return clean.Length > 0 && char.IsAsciiLetter(clean[0]) ? clean : "x" + clean;
    }
}

/// <summary>A member that definitions set.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Optional">Whether definitions may leave it out.</param>
/// <param name="Values">Its value by code.</param>
internal sealed record FoundMember(DetailsType Type, bool Optional, IReadOnlyDictionary<string, JsonElement> Values);

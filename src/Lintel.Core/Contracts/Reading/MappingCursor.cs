using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lintel.Contracts;

/// <summary>
/// Reads a mapping member by member and notes every fault. Asking for a member makes its name known; <see cref="RefuseOthers"/> then refuses the
/// names that nobody asked for. A faulty or missing member is read as a harmless value, since faults keep the contract from being made at all.
/// </summary>
internal sealed class MappingCursor(YamlMapping mapping, string subject, FaultList faults)
{
    private const int LongestText = 4096;
    private const int LongestList = 256;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>What the mapping is called in faults, such as <c>limit 'daily'</c>.</summary>
    public string Subject { get; } = subject;

    /// <summary>The subject at the beginning of a sentence.</summary>
    public string Name { get; } = Capital(subject);

    public FaultList Faults { get; } = faults;

    public SourcePosition Position => mapping.Position;

    public IReadOnlyList<YamlMember> Members => mapping.Members;

    /// <summary>A member that was written and has a value; null otherwise.</summary>
    public YamlNode? Find(string name)
    {
        _known.Add(name);
        foreach (var member in mapping.Members)
        {
            if (string.Equals(member.Name, name, StringComparison.Ordinal))
            {
                return member.Value is YamlScalar { IsNull: true } ? null : member.Value;
            }
        }

        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The position of a member, or of the mapping where it is missing.</summary>
    public SourcePosition PositionOf(string name)
    {
        foreach (var member in mapping.Members)
        {
            if (string.Equals(member.Name, name, StringComparison.Ordinal))
            {
                return member.Position;
            }
        }

        return Position;
    }

    public void Fault(string name, string problem, string fix) => Faults.Add(PositionOf(name), problem, fix);

    /// <summary>A member that must be there; its absence is a fault.</summary>
    public YamlNode? Need(string name, string what)
    {
        var node = Find(name);
        if (node is null)
        {
            Fault(name, $"{Name} has no `{name}`.", $"Add `{name}:` with {what}.");
        }

        return node;
    }

    /// <summary>A text of one line; empty where it is missing.</summary>
    public string Text(string name) => Find(name) is { } node ? TextOf(node, name, lines: false) : string.Empty;

    /// <summary>A text of one line that must be there.</summary>
    public string NeedText(string name, string what) => Need(name, what) is { } node ? TextOf(node, name, lines: false) : string.Empty;

    /// <summary>A text of any number of lines that must be there.</summary>
    public string NeedLines(string name, string what) => Need(name, what) is { } node ? TextOf(node, name, lines: true) : string.Empty;

    /// <summary>A text of any number of lines and any length.</summary>
    public string Prose(string name) => Find(name) is { } node ? TextOf(node, name, lines: true, ContractReader.MaximumLength) : string.Empty;

    /// <summary>A text in a form.</summary>
    public string Matching(string name, Regex form, string formInWords, string fallback) => Matching(name, form, formInWords, fallback, numbers: false);

    /// <summary>A text in a form, or a number that is written in it.</summary>
    public string MatchingNumberOrText(string name, Regex form, string formInWords, string fallback) =>
        Matching(name, form, formInWords, fallback, numbers: true);

    /// <summary>A text in a form that must be there.</summary>
    public string NeedMatching(string name, Regex form, string formInWords) =>
        Need(name, formInWords) is null ? string.Empty : Matching(name, form, formInWords, string.Empty);

    /// <summary>A whole number in a range.</summary>
    public int Integer(string name, int minimum, int maximum, int fallback) =>
        Find(name) is { } node ? IntegerOf(node, name, minimum, maximum, fallback) : fallback;

    /// <summary>A whole number in a range that must be there.</summary>
    public int NeedInteger(string name, int minimum, int maximum, string what) =>
        Need(name, what) is { } node ? IntegerOf(node, name, minimum, maximum, minimum) : minimum;

    /// <summary>A number in a range.</summary>
    public double Number(string name, double minimum, double maximum, double fallback)
    {
        if (Find(name) is not { } node)
        {
            return fallback;
        }

        if (node is YamlScalar { IsPlain: true } scalar
            && double.TryParse(
                CoreSchema.ToJsonNumber(scalar.Value),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Faults.Add(node.Position, $"`{name}` of {Subject} is {Describe(node)}.", $"Write a number from {minimum} to {maximum}.");
        return fallback;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        switch (Find(name))
        {
            case null:
                return fallback;
            case YamlScalar { IsPlain: true } scalar when CoreSchema.ToBoolean(scalar.Value) is { } flag:
                return flag;
            case var node:
                Faults.Add(node.Position, $"`{name}` of {Subject} is {Describe(node)}.", "Write true or false.");
                return fallback;
        }
    }

    /// <summary>One of some words.</summary>
    public T Choice<T>(string name, IReadOnlyDictionary<string, T> words, T fallback) =>
        Find(name) is { } node ? ChoiceOf(node, name, words, fallback) : fallback;

    /// <summary>One of some words that must be there.</summary>
    public T NeedChoice<T>(string name, IReadOnlyDictionary<string, T> words, T fallback) =>
        Need(name, Quoting.Alternatives(words.Keys)) is { } node ? ChoiceOf(node, name, words, fallback) : fallback;

    /// <summary>The items of a list; a single value counts as a list of one where that is meant.</summary>
    public IReadOnlyList<YamlNode> Items(string name, bool singleAllowed = false)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case YamlSequence sequence:
                return sequence.Items;
            case YamlScalar scalar when singleAllowed:
                return [scalar];
            case var node:
                return WrongKind<IReadOnlyList<YamlNode>>(node, name, "a list", []);
        }
    }

    /// <summary>A list of texts of one line each, without repetitions.</summary>
    public IReadOnlyList<string> Texts(string name, Regex form, string formInWords, bool singleAllowed = false)
    {
        var texts = new List<string>();
        var items = Items(name, singleAllowed);
        if (items.Count > LongestList)
        {
            Faults.Add(items[0].Position, $"`{name}` of {Subject} has more than {LongestList} items.", "Shorten the list.");
            return texts;
        }

        foreach (var item in items)
        {
            if (item is not YamlScalar scalar || !form.IsMatch(scalar.Value))
            {
                Faults.Add(item.Position, $"`{name}` of {Subject} holds {Describe(item)}.", $"Write {formInWords}.");
            }
            else if (scalar.OtherKind is not null)
            {
                RefuseOtherKind(item, name);
            }
            else if (texts.Contains(scalar.Value))
            {
                Faults.Add(item.Position, $"`{name}` of {Subject} holds {Quoting.Quote(scalar.Value)} twice.", "Keep one of them.");
            }
            else
            {
                texts.Add(scalar.Value);
            }
        }

        return texts;
    }

    /// <summary>A nested mapping.</summary>
    public bool TryMapping(string name, string nestedSubject, [NotNullWhen(true)] out MappingCursor? nested)
    {
        nested = null;
        return Find(name) is { } node && TryMapping(node, nestedSubject, out nested);
    }

    /// <summary>A node as a mapping; another kind is a fault.</summary>
    public bool TryMapping(YamlNode node, string nestedSubject, [NotNullWhen(true)] out MappingCursor? nested)
    {
        nested = node is YamlMapping inner ? new MappingCursor(inner, nestedSubject, Faults) : null;
        if (nested is null)
        {
            Faults.Add(node.Position, $"{Capital(nestedSubject)} is {Describe(node)}.", "Write a mapping: names, colons and values.");
        }

        return nested is not null;
    }

    /// <summary>Refuses every member that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var member in mapping.Members)
        {
            if (!_known.Contains(member.Name))
            {
                Faults.Add(member.Position, $"{Name} has an unknown member {Quoting.Quote(member.Name)}.", FixOf(member));
            }
        }
    }

    private string FixOf(YamlMember member)
    {
        var cutByComma = member.Value is YamlScalar { IsNull: true } && member.Name.Contains(' ', StringComparison.Ordinal);
        if (cutByComma)
        {
            return Spelling.Suggest(member.Name, _known, "Put the text in quotes; a comma inside braces ends it otherwise.");
        }

        var known = string.Join(", ", _known);
        var elsewhere = MemberPlaces.Describe(member.Name);
        return elsewhere is null
            ? Spelling.Suggest(member.Name, _known, $"Take it away; known are {known}.")
            : Spelling.Suggest(member.Name, _known, $"Take it away, or move it; known here are {known}.") + " " + elsewhere;
    }

    /// <summary>A node in the words of a fault.</summary>
    public static string Describe(YamlNode node) => node is YamlScalar scalar ? Quoting.Quote(scalar.Value) : node.Kind;

    private static string Capital(string text) => string.Concat(char.ToUpperInvariant(text[0]).ToString(), text.AsSpan(1));

    private string Matching(string name, Regex form, string formInWords, string fallback, bool numbers)
    {
        if (Find(name) is not { } node)
        {
            return fallback;
        }

        var faultsBefore = Faults.Count;
        var text = CharactersOf(node, name, lines: false, LongestText);
        if (Faults.Count == faultsBefore && !form.IsMatch(text))
        {
            Faults.Add(node.Position, $"`{name}` of {Subject} is {Quoting.Quote(text)}.", $"Write {formInWords}.");
            return fallback;
        }

        if (!numbers || CoreSchema.ToJsonNumber(text) is null)
        {
            RefuseOtherKind(node, name);
        }

        return text;
    }

    private string TextOf(YamlNode node, string name, bool lines, int longest = LongestText)
    {
        RefuseOtherKind(node, name);
        return CharactersOf(node, name, lines, longest);
    }

    /// <summary>Refuses a plain scalar that the core schema takes for something else than a text.</summary>
    private void RefuseOtherKind(YamlNode node, string name)
    {
        if (node is YamlScalar { OtherKind: { } kind } scalar)
        {
            Faults.Add(
                node.Position,
                $"`{name}` of {Subject} is {Quoting.Quote(scalar.Value)} without quotes, which is {kind} in YAML 1.2, not a text.",
                $"Put it in quotes: {Quoting.Quote(scalar.Value)}.");
        }
    }

    private string CharactersOf(YamlNode node, string name, bool lines, int longest)
    {
        if (node is not YamlScalar scalar)
        {
            return WrongKind(node, name, "a text", string.Empty);
        }

        var text = scalar.Value.TrimEnd();
        if (text.Length == 0)
        {
            Faults.Add(node.Position, $"`{name}` of {Subject} is empty.", "Write its text, or take the member away where it is optional.");
        }
        else if (text.Length > longest)
        {
            Faults.Add(node.Position, $"`{name}` of {Subject} is longer than {longest} characters.", "Shorten it; long texts belong into `guide`.");
        }
        else if (text.Any(character => char.IsControl(character) && !(lines && character is '\n' or '\t')))
        {
            Faults.Add(
                node.Position,
                $"`{name}` of {Subject} holds a line break or another control character.",
                "Write it on one line, without control characters.");
        }
        else if (SourceText.IndexOfHalfCharacter(text) >= 0)
        {
            Faults.Add(node.Position, $"`{name}` of {Subject} holds half a character.", "Write the whole character.");
        }
        else
        {
            return text;
        }

        return string.Empty;
    }

    private int IntegerOf(YamlNode node, string name, int minimum, int maximum, int fallback)
    {
        if (node is YamlScalar { IsPlain: true } scalar
            && int.TryParse(CoreSchema.ToJsonNumber(scalar.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Faults.Add(node.Position, $"`{name}` of {Subject} is {Describe(node)}.", $"Write a whole number from {minimum} to {maximum}.");
        return fallback;
    }

    private T ChoiceOf<T>(YamlNode node, string name, IReadOnlyDictionary<string, T> words, T fallback)
    {
        if (node is YamlScalar scalar && words.TryGetValue(scalar.Value, out var value))
        {
            return value;
        }

        var all = $"Write {Quoting.Alternatives(words.Keys)}.";
        var fix = node is YamlScalar wrong ? Spelling.Suggest(wrong.Value, words.Keys, string.Empty) + " " + all : all;
        Faults.Add(node.Position, $"`{name}` of {Subject} is {Describe(node)}.", fix.Trim());
        return fallback;
    }

    private T WrongKind<T>(YamlNode node, string name, string wanted, T fallback)
    {
        Faults.Add(node.Position, $"`{name}` of {Subject} is {Describe(node)}.", $"Write {wanted}.");
        return fallback;
    }
}

using System.Text;

namespace Lintel.Contracts;

/// <summary>Reads the variables in the texts of an envelope or a header field.</summary>
/// <param name="faults">Where faults go.</param>
/// <param name="members">The members that the contract declares.</param>
/// <param name="place">What the texts are called in faults, such as <c>The envelope</c>.</param>
internal sealed class VariableReader(FaultList faults, IReadOnlyDictionary<string, MemberDeclaration> members, string place)
{
    private readonly List<(EnvelopeValue.Variable Variable, SourcePosition Position)> _used = [];

    /// <summary>The variables that were read, each with its place in the file.</summary>
    public IReadOnlyList<(EnvelopeValue.Variable Variable, SourcePosition Position)> Used => _used;

    /// <summary>Returns true if a text has a variable in it; otherwise, false.</summary>
    public static bool HasVariable(string text) => Split(text).Exists(piece => piece.IsVariable);

    /// <summary>A text without variables, in which two dollar signs are one.</summary>
    public static string WordsOf(string text) => string.Concat(Split(text).Select(piece => piece.Text));

    /// <summary>Returns true if a variable may have nothing to say; otherwise, false.</summary>
    public static bool CanBeLeftOut(EnvelopeVariable variable) => variable is EnvelopeVariable.Details
        or EnvelopeVariable.RetryAfter
        or EnvelopeVariable.Docs
        or EnvelopeVariable.Method
        or EnvelopeVariable.Path
        or EnvelopeVariable.Instance
        or EnvelopeVariable.TraceId
        or EnvelopeVariable.Help
        or EnvelopeVariable.FaultLocation
        or EnvelopeVariable.FaultPath
        or EnvelopeVariable.FaultDotted
        or EnvelopeVariable.FaultPointer
        or EnvelopeVariable.FaultSegments
        or EnvelopeVariable.FaultField
        or EnvelopeVariable.FaultValue;

    /// <summary>A text as a variable, where it is one from its beginning to its end; null otherwise.</summary>
    /// <param name="scalar">The text.</param>
    /// <param name="isInEach">Whether it stands inside <c>$each</c>.</param>
    public EnvelopeValue? ReadWhole(YamlScalar scalar, bool isInEach)
    {
        var optional = scalar.Value.EndsWith('?');
        var name = optional ? scalar.Value[..^1] : scalar.Value;
        if (Split(name) is not [{ IsVariable: true } only])
        {
            return null;
        }

        var variable = Read(only.Text, scalar.Position, optional, isInEach);
        var isText = !scalar.IsPlain && variable.Name is not (EnvelopeVariable.Details or EnvelopeVariable.FaultSegments);
        return (isText, optional) switch
        {
            (true, true) => variable with { Type = DetailsType.String },
            (true, false) => new EnvelopeValue.Text([new TextPiece(string.Empty, variable)]),
            _ => variable,
        };
    }

    /// <summary>A text with its variables.</summary>
    public EnvelopeValue.Text ReadText(YamlScalar scalar, bool isInEach)
    {
        var pieces = new List<TextPiece>();
        foreach (var (piece, isVariable) in Split(scalar.Value))
        {
            if (isVariable)
            {
                var variable = Read(piece, scalar.Position, optional: false, isInEach);
                if (variable.Name == EnvelopeVariable.Details)
                {
                    faults.Add(scalar.Position, $"{place} has $details inside a text.", "Give $details a member of its own.");
                }

                pieces.Add(new TextPiece(string.Empty, variable));
            }
            else
            {
                pieces.Add(new TextPiece(piece, null));
            }
        }

        return new EnvelopeValue.Text(pieces);
    }

    private EnvelopeValue.Variable Read(string name, SourcePosition position, bool optional, bool isInEach)
    {
        var variable = Find(name, position, optional) ?? new EnvelopeValue.Variable(EnvelopeVariable.Code, Optional: false);
        if (variable.Name >= EnvelopeVariable.FaultCode && !isInEach)
        {
            faults.Add(
                position,
                $"{place} uses {name} outside $each, where there is no fault.",
                "Put it into a list such as [{ $each: faults, field: $fault.path }].");
        }

        _used.Add((variable, position));
        return variable;
    }

    private EnvelopeValue.Variable? Find(string name, SourcePosition position, bool optional)
    {
        if (name.StartsWith("$argument.", StringComparison.Ordinal))
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.Argument, optional, name["$argument.".Length..]);
        }

        if (name.StartsWith("$member.", StringComparison.Ordinal))
        {
            return FindMember(name["$member.".Length..], position, optional);
        }

        if (!ContractWords.Variables.TryGetValue(name, out var variable))
        {
            var all = $"Known are {string.Join(", ", ContractWords.Variables.Keys)}, $argument.name and $member.name; $$ is a dollar sign.";
            faults.Add(position, $"{place} uses an unknown variable {Quoting.Quote(name)}.", Spelling.Suggest(name, ContractWords.Variables.Keys, all));
            return null;
        }

        if (optional && !CanBeLeftOut(variable))
        {
            var all = string.Join(", ", ContractWords.Variables.Where(word => CanBeLeftOut(word.Value)).Select(word => word.Key + "?"));
            faults.Add(
                position,
                $"{place} says {Quoting.Quote(name + "?")}, but {name} always has something to say.",
                $"Write {name}; only {all}, $argument.name? and $member.name? can be left out.");
        }

        return new EnvelopeValue.Variable(variable, optional);
    }

    private EnvelopeValue.Variable FindMember(string name, SourcePosition position, bool optional)
    {
        if (!members.ContainsKey(name))
        {
            var all = members.Count == 0
                ? $"Declare it: members: {{ {name}: string }}."
                : $"Declared are {string.Join(", ", members.Keys)}; others go into `members`.";
            faults.Add(position, $"{place} uses an unknown member {Quoting.Quote(name)}.", Spelling.Suggest(name, members.Keys, all));
        }

        return new EnvelopeValue.Variable(EnvelopeVariable.Member, optional, name);
    }

    /// <summary>
    /// Takes a text apart: variables with their dollar sign, and the words between them, in which two dollar signs are one. Braces tell a variable from a
    /// letter that follows: <c>${retryAfter}s</c>.
    /// </summary>
    private static List<(string Text, bool IsVariable)> Split(string text)
    {
        var pieces = new List<(string Text, bool IsVariable)>();
        var words = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var end = text[i] == '$' ? EndOfVariable(text, i + 1) : i;
            if (end > i + 1)
            {
                AddWords(pieces, words);
                pieces.Add((NameOf(text[i..end]), true));
                i = end;
            }
            else
            {
                words.Append(text[i]);
                i += text.AsSpan(i).StartsWith("$$") ? 2 : 1;
            }
        }

        AddWords(pieces, words);
        return pieces;
    }

    private static void AddWords(List<(string Text, bool IsVariable)> pieces, StringBuilder words)
    {
        if (words.Length > 0)
        {
            pieces.Add((words.ToString(), false));
            words.Clear();
        }
    }

    private static string NameOf(string variable) => variable[1] == '{' ? $"${variable[2..^1]}" : variable;

    private static int EndOfVariable(string text, int start)
    {
        if (start == text.Length || text[start] != '{')
        {
            return EndOfName(text, start);
        }

        var end = EndOfName(text, start + 1);
        return end > start + 1 && end < text.Length && text[end] == '}' ? end + 1 : start;
    }

    private static int EndOfName(string text, int start)
    {
        var end = EndOfWord(text, start);
        var family = text[start..end] is "argument" or "member" or "fault" or "timestamp";
        return family && end + 1 < text.Length && text[end] == '.' && EndOfWord(text, end + 1) is var last && last > end + 1 ? last : end;
    }

    private static int EndOfWord(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || (end > start && (char.IsAsciiDigit(text[end]) || text[end] == '_'))))
        {
            end++;
        }

        return end;
    }
}

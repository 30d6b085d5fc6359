using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Guesses the kinds of faults that recorded words stand for.</summary>
internal static class FaultWords
{
    private static readonly (FieldFaultKind Kind, string[] Words)[] Kinds =
    [
        (FieldFaultKind.Missing, ["missing", "required", "blank", "presence"]),
        (FieldFaultKind.TooShort, ["tooshort", "minlength", "short"]),
        (FieldFaultKind.TooLong, ["toolong", "maxlength", "long"]),
        (FieldFaultKind.TooFew, ["toofew", "minitems"]),
        (FieldFaultKind.TooMany, ["toomany", "maxitems"]),
        (FieldFaultKind.TooSmall, ["toosmall", "minimum", "greater", "below"]),
        (FieldFaultKind.TooLarge, ["toolarge", "maximum", "less", "above"]),
        (FieldFaultKind.OneOf, ["oneof", "enum", "choice", "inclusion", "notin"]),
        (FieldFaultKind.Type, ["type"]),
        (FieldFaultKind.Format, ["format", "pattern", "invalid", "malformed"]),
        (FieldFaultKind.Unknown, ["unknown", "unrecognized", "unexpected", "extra"]),
        (FieldFaultKind.Other, [string.Empty]),
    ];

    // The parts of sentences that tell the kind; the first that is found decides. "A valid integer is required." is of another kind than what is missing.
    private static readonly (FieldFaultKind Kind, string[] Parts)[] Sentences =
    [
        (FieldFaultKind.Other, ["valid"]),
        (FieldFaultKind.Missing, ["required", "blank", "missing", "is needed", "must be present", "must be set", "not be empty"]),
        (FieldFaultKind.TooLong, ["too long", "longer than"]),
        (FieldFaultKind.TooShort, ["too short", "shorter than"]),
        (FieldFaultKind.OneOf, ["one of"]),
        (FieldFaultKind.Unknown, ["unknown", "unrecognized", "unexpected", "not known"]),
    ];

    /// <summary>The kind of fault that a sentence tells of, where its item has no word for it.</summary>
    public static FieldFaultKind KindOf(string sentence)
    {
        foreach (var (kind, parts) in Sentences)
        {
            if (parts.Any(part => sentence.Contains(part, StringComparison.OrdinalIgnoreCase)))
            {
                return kind;
            }
        }

        return FieldFaultKind.Other;
    }

    /// <summary>The words by kind, each kind once; those that are the name of their kind are left out.</summary>
    public static IReadOnlyDictionary<string, CodeText> Of(IReadOnlyCollection<CodeText> recorded)
    {
        var found = new Dictionary<string, CodeText>(StringComparer.Ordinal);
        var names = ContractWords.FieldFaultKinds;
        CodeText[] others = [.. recorded.Where(word => word.IsNumber || !names.ContainsKey(word.Text))];
        HashSet<string> taken = [.. recorded.Except(others).Select(word => word.Text)];
        foreach (var (kind, parts) in Kinds)
        {
            var name = names.First(word => word.Value == kind).Key;
            CodeText[] words = [.. others
                .Where(other => !found.ContainsValue(other) && parts.Any(part => NameScores.Plain(other.Text).Contains(part, StringComparison.Ordinal)))];
            if (words.Length > 0 && !taken.Contains(name))
            {
                found.Add(name, words[0]);
            }
        }

        return found;
    }
}

using System.Text.RegularExpressions;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Makes <c>fieldErrors.texts</c> of recorded sentences: one for each kind of fault, with placeholders for field and limit.</summary>
internal sealed partial class FaultTexts(Notes notes)
{
    private const int Unlimited = -1;
    private const string Field = "{field}";
    private const string Limit = "{limit}";

    private static readonly FieldFaultKind[] WithLimit =
    [
        FieldFaultKind.TooShort, FieldFaultKind.TooLong, FieldFaultKind.TooFew, FieldFaultKind.TooMany, FieldFaultKind.TooSmall, FieldFaultKind.TooLarge,
    ];

    // Their sentences differ from field to field by more than a number.
    private static readonly FieldFaultKind[] OfOneField = [FieldFaultKind.OneOf, FieldFaultKind.Type, FieldFaultKind.Format];

    /// <summary>The texts by the contract's word for the kind, without those that Lintel has anyway.</summary>
    /// <param name="recorded">The faults that were recorded.</param>
    public IReadOnlyDictionary<string, string> Of(IEnumerable<FieldFault> recorded)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var byKind = recorded.Where(fault => fault.Field.Length > 0 && IsUsable(fault.Problem)).ToLookup(KindOf);
        foreach (var (word, kind) in ContractWords.FieldFaultKinds.Where(kind => kind.Value != FieldFaultKind.Other))
        {
            (string Text, string[] Fields)[] found =
            [
                .. byKind[kind].GroupBy(fault => TemplateOf(fault, kind), fault => fault.Field)
                    .Select(same => (same.Key, Fields: same.ToArray()))
                    .Where(same => IsOfKind(same.Key, kind, same.Fields))
                    .OrderByDescending(same => same.Fields.Length),
            ];
            if (found.Length > 1)
            {
                notes.Add(
                    $"{found.Length} texts for the kind of fault '{word}' were recorded, and a contract has one for each kind; the most frequent was taken. The "
                    + "others are for validators of the application.");
            }

            if (found.Length > 0 && found[0].Text != FieldErrorFormat.DefaultTexts[kind])
            {
                texts.Add(word, found[0].Text);
            }
        }

        return texts;
    }

    /// <summary>Braces would be placeholders.</summary>
    private static bool IsUsable(string text) => LeafText.IsSentence(text) && !text.AsSpan().ContainsAny('{', '}');

    private static FieldFaultKind KindOf(FieldFault fault) =>
        fault.Kind != FieldFaultKind.Other ? fault.Kind : FaultWords.KindOf(TemplateOf(fault, FieldFaultKind.Other));

    private static string TemplateOf(FieldFault fault, FieldFaultKind kind)
    {
        var text = Regex.Replace(fault.Problem, $@"(?<![\w.]){Regex.Escape(fault.Field)}(?![\w]|\.\w)", Field, RegexOptions.CultureInvariant);
        return WithLimit.Contains(kind) && Number().Count(text) == 1 ? Number().Replace(text, Limit) : text;
    }

    /// <summary>
    /// Tells whether a sentence is good for every field: it holds the placeholders, or was recorded for several fields, and does not name its field in some
    /// other spelling.
    /// </summary>
    private static bool IsOfKind(string template, FieldFaultKind kind, string[] fields)
    {
        if (fields.Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return true;
        }

        var name = FieldPath.Segments(fields[0]).Last(segment => !segment.IsPlace).Name;
        return !OfOneField.Contains(kind)
            && (!WithLimit.Contains(kind) || template.Contains(Limit, StringComparison.Ordinal))
            && !NameScores.Plain(template.Replace(Field, string.Empty, StringComparison.Ordinal)).Contains(NameScores.Plain(name), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<![\w.])-?[0-9]+(?:\.[0-9]+)?(?![\w]|\.[0-9])", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Number();
}

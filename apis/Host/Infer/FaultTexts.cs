using System.Text;
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
        var text = WithPlaceholder(fault.Problem, fault.Field);
        return WithLimit.Contains(kind) && Number().Count(text) == 1 ? Number().Replace(text, Limit) : text;
    }

    /// <summary>A sentence with the placeholder wherever the path of the field stands by itself.</summary>
    private static string WithPlaceholder(string text, string field)
    {
        var result = new StringBuilder();
        var copied = 0;
        for (var at = text.IndexOf(field, StringComparison.Ordinal); at >= 0; at = text.IndexOf(field, at + field.Length, StringComparison.Ordinal))
        {
            if (StandsAlone(text.AsSpan(0, at), text.AsSpan(at + field.Length)))
            {
                result.Append(text, copied, at - copied).Append(Field);
                copied = at + field.Length;
            }
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool StandsAlone(ReadOnlySpan<char> before, ReadOnlySpan<char> after) =>
        !(before is [.., var last] && (IsOfName(last) || last == '.'))
        && !(after is [var next, ..] && IsOfName(next))
        && !(after is ['.', var second, ..] && IsOfName(second));

    private static bool IsOfName(char character) => char.IsLetterOrDigit(character) || character == '_';

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

        var name = FieldPath.Segments(fields[0]).Where(segment => !segment.IsPlace).Select(segment => segment.Name).LastOrDefault();
        return name is not null
            && !OfOneField.Contains(kind)
            && (!WithLimit.Contains(kind) || template.Contains(Limit, StringComparison.Ordinal))
            && !NameScores.Plain(template.Replace(Field, string.Empty, StringComparison.Ordinal)).Contains(NameScores.Plain(name), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<![\w.])-?[0-9]+(?:\.[0-9]+)?(?![\w]|\.[0-9])", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex Number();
}

namespace Lintel.Contracts;

/// <summary>Reads <c>fieldErrors</c>.</summary>
internal static class FieldErrorsReader
{
    private static readonly string[] Placeholders = ["field", "expected", "received", "allowed", "limit", "problem"];

    public static FieldErrorFormat Read(MappingCursor root)
    {
        var texts = new Dictionary<FieldFaultKind, string>();
        if (!root.TryMapping("fieldErrors", "`fieldErrors`", out var cursor))
        {
            return new FieldErrorFormat(FieldErrorForm.First, blankIsMissing: false, texts);
        }

        var form = cursor.Choice("form", ContractWords.FieldErrorForms, FieldErrorForm.First);
        var blankIsMissing = cursor.Choice("missing", ContractWords.BlankIsMissing, fallback: false);
        if (cursor.TryMapping("texts", "`texts` of `fieldErrors`", out var words))
        {
            foreach (var (word, kind) in ContractWords.FieldFaultKinds)
            {
                if (words.Has(word))
                {
                    texts[kind] = words.Text(word);
                    CheckPlaceholders(words, word, texts[kind]);
                }
            }

            words.RefuseOthers();
        }

        var format = new FieldErrorFormat(form, blankIsMissing, texts) { Codes = ReadCodes(cursor), EchoesValues = cursor.Flag("echo", fallback: false) };
        cursor.RefuseOthers();
        return format;
    }

    private static Dictionary<FieldFaultKind, CodeText> ReadCodes(MappingCursor cursor)
    {
        var codes = new Dictionary<FieldFaultKind, CodeText>(FieldErrorFormat.DefaultCodes);
        if (!cursor.TryMapping("codes", "`codes` of `fieldErrors`", out var words))
        {
            return codes;
        }

        foreach (var (word, kind) in ContractWords.FieldFaultKinds)
        {
            if (words.Find(word) is YamlScalar { IsPlain: true } scalar && Forms.NumberCode.IsMatch(scalar.Value))
            {
                codes[kind] = new CodeText(scalar.Value, IsNumber: true);
            }
            else if (words.Has(word))
            {
                codes[kind] = new CodeText(words.Text(word));
            }
        }

        words.RefuseOthers();
        return codes;
    }

    private static void CheckPlaceholders(MappingCursor words, string word, string text)
    {
        if (MessageTemplate.Parse(text) is not { } template || text.Contains("{{", StringComparison.Ordinal) || text.Contains("}}", StringComparison.Ordinal))
        {
            words.Fault(word, $"The text for {word} has a brace that belongs to no placeholder.", "Use braces around the names of placeholders only.");
            return;
        }

        foreach (var name in template.Placeholders.Except(Placeholders, StringComparer.Ordinal))
        {
            words.Fault(
                word,
                $"The text for {word} has an unknown placeholder {Quoting.Quote(name)}.",
                Spelling.Suggest(name, Placeholders, $"Known are {string.Join(", ", Placeholders)}."));
        }
    }
}

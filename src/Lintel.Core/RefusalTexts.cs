namespace Lintel;

/// <summary>Replaces the texts in the parts of a refusal; each part stays the same instance where no text differs.</summary>
internal static class RefusalTexts
{
    public static object? Map(object? value, Func<string, string> replace) => value switch
    {
        null or bool or int or long or short or byte or decimal or double => value,
        string text => replace(text),
        IReadOnlyList<string> texts => Map(texts, replace),
        _ => MapOther(value, replace),
    };

    public static IReadOnlyList<FieldFault> Map(IReadOnlyList<FieldFault> faults, Func<string, string> replace)
    {
        FieldFault[]? changed = null;
        for (var i = 0; i < faults.Count; i++)
        {
            var (field, problem) = (replace(faults[i].Field), replace(faults[i].Problem));
            var value = Map(faults[i].Value, replace);
            if (!ReferenceEquals(field, faults[i].Field) || !ReferenceEquals(problem, faults[i].Problem) || !ReferenceEquals(value, faults[i].Value))
            {
                changed ??= [.. faults];
                changed[i] = faults[i] with { Field = field, Problem = problem, Value = value };
            }
        }

        return changed ?? faults;
    }

    public static InternalCause? Map(InternalCause? cause, Func<string, string> replace)
    {
        if (cause is null)
        {
            return null;
        }

        var description = replace(cause.Description);
        return ReferenceEquals(description, cause.Description) ? cause : new InternalCause(description, cause.Exception);
    }

    private static IReadOnlyList<string> Map(IReadOnlyList<string> texts, Func<string, string> replace)
    {
        string[]? changed = null;
        for (var i = 0; i < texts.Count; i++)
        {
            // Lists of the application may hold null whatever their type says.
            if (texts[i] is { } text && replace(text) is var replaced && !ReferenceEquals(replaced, text))
            {
                changed ??= [.. texts];
                changed[i] = replaced;
            }
        }

        return changed ?? texts;
    }

    /// <summary>
    /// Objects of the application are told as their text. One whose ToString throws tells nothing, which the writer of the message finds out.
    /// </summary>
    private static object MapOther(object value, Func<string, string> replace)
    {
        try
        {
            var text = Convert.ToString(value) ?? string.Empty;
            var replaced = replace(text);
            return ReferenceEquals(replaced, text) ? value : replaced;
        }
        catch (Exception)
        {
            return value;
        }
    }
}

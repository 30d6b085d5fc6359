using System.Globalization;
using System.Text.RegularExpressions;

namespace Lintel.AspNetCore;

/// <summary>Says why the framework could not read a form. Its messages are English in every culture.</summary>
internal static partial class FormFaults
{
    // What MVC puts before the reason.
    private const string Lead = "Failed to read the request form. ";

    /// <summary>The refusal of a request whose form is missing.</summary>
    public static Refusal Empty { get; } = Malformed("The request body is empty; a form is expected.");

    /// <summary>Finds the fault in a text of a model state.</summary>
    /// <returns>The refusal; null where the text is about something else.</returns>
    public static Refusal? Find(string text) => text.StartsWith(Lead, StringComparison.Ordinal) ? Of(text[Lead.Length..]) : null;

    /// <summary>The refusal for a message of the framework's form reader.</summary>
    public static Refusal Of(string message)
    {
        if (Limit().Match(message) is { Success: true } limit)
        {
            return OfLimit(limit.Groups["what"].Value, long.Parse(limit.Groups["limit"].Value, CultureInfo.InvariantCulture));
        }

        return Malformed(message switch
        {
            _ when message.StartsWith("Missing content-type boundary", StringComparison.Ordinal) => "The Content-Type of the form has no boundary.",
            _ when message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal) => "The form ends before its last boundary.",
            _ when message.Contains("Content-Disposition", StringComparison.Ordinal) => "A part of the form has no valid Content-Disposition.",
            _ => "The form could not be read.",
        });
    }

    private static Refusal OfLimit(string what, long limit) => what switch
    {
        "Multipart body length" =>
            Refusal.Unreadable(Condition.RequestTooLarge, Text($"A part of the form is too large; at most {limit:#,0} bytes are accepted."), limit),
        "Form value count" => Malformed(Text($"The form has too many fields; at most {limit:#,0} are accepted.")),
        "Form value length" => Malformed(Text($"A value of the form is too long; at most {limit:#,0} characters are accepted.")),
        "Multipart headers count" => Malformed(Text($"A part of the form has too many header fields; at most {limit:#,0} are accepted.")),
        "Multipart boundary length" => Malformed(Text($"The boundary of the form is too long; at most {limit:#,0} characters are accepted.")),
        "Multipart headers length" or "Multipart header length" or "Line length" =>
            Malformed(Text($"The header of a part of the form is too long; at most {limit:#,0} bytes are accepted.")),
        _ => Malformed(Text($"A field of the form is too long; the name of one has at most {limit:#,0} characters.")),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Refusal Malformed(string problem) => Refusal.Unreadable(Condition.RequestMalformed, problem);

    [GeneratedRegex("^(?<what>[A-Z][A-Za-z ]+?) limit (?<limit>[0-9]{1,18}) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Limit();
}

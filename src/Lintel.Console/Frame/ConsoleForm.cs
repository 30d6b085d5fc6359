using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.Console;

/// <summary>A form that was sent, with what was typed.</summary>
internal sealed class ConsoleForm(IFormCollection fields)
{
    /// <summary>The field with the session's token.</summary>
    public const string TokenField = "form";

    /// <summary>The field with the idempotency key.</summary>
    public const string OnceField = "once";

    /// <summary>The field that says which of a page's actions is meant.</summary>
    public const string ActionField = "do";

    /// <summary>The field with the entity tag of the record as it was shown.</summary>
    public const string IfMatchField = "if-match";

    private static readonly byte[] Purpose = "lintel console form"u8.ToArray();

    // A body that is decided on has up to 64 KiB, and three times that where each character is escaped.
    private const int LargestForm = 256 * 1024;
    private const int MostFields = 512;
    private const int OnceLength = 32;

    /// <summary>A form that nobody has sent.</summary>
    public static ConsoleForm None { get; } = new(FormCollection.Empty);

    /// <summary>A form that was too large to be read.</summary>
    public static ConsoleForm TooLarge { get; } = new(FormCollection.Empty);

    /// <summary>The action.</summary>
    public string Action => Text(ActionField);

    /// <summary>The idempotency key; null where the form has none.</summary>
    public string? Once => Text(OnceField) is { Length: OnceLength } once && once.All(char.IsAsciiHexDigit) ? once : null;

    /// <summary>The entity tag of the record as whoever sends the form has seen it; null where the form is for whatever there is.</summary>
    public string? IfMatch => Text(IfMatchField) is { Length: > 2 and <= 128 } tag && tag.All(letter => letter is >= '!' and <= '~') ? tag : null;

    /// <summary>The token of a session's forms. It is the same on every node, and tells nothing of the session's.</summary>
    public static string TokenOf(string session) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(session), Purpose));

    /// <summary>Tells whether the form is one of a session's.</summary>
    public bool IsOf(string session) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(session)), Encoding.UTF8.GetBytes(Text(TokenField)));

    /// <summary>Makes the idempotency key of a form.</summary>
    public static string NewOnce() => RandomNumberGenerator.GetHexString(OnceLength, lowercase: true);

    /// <summary>Tells whether a field was sent: another form of the page has others, and boxes that are not checked are not sent.</summary>
    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>A field without the white space around it; empty where it is missing.</summary>
    public string Text(string name) => fields[name].ToString().Trim();

    /// <summary>A field as it was typed, such as a password, in which white space counts; empty where it is missing.</summary>
    public string Raw(string name) => fields[name].ToString();

    /// <summary>The values of a field that may be sent more than once.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. fields[name].Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim())];

    /// <summary>The lines of a field.</summary>
    public IReadOnlyList<string> Lines(string name) => Text(name).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The words of a field, such as addresses, between blanks, commas and ends of lines.</summary>
    public IReadOnlyList<string> Words(string name) =>
        Text(name).Split(['\n', ',', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// Tells whether a field has a record's name. White space counts as a page shows it: several blanks are one, and those at the ends are none.
    /// </summary>
    public bool Confirms(string name, string field = "confirm") => Collapse(Text(field)) == Collapse(name);

    /// <summary>The fields whose names begin so, with the rest of their names.</summary>
    public IEnumerable<(string Name, string Value)> Named(string beginning) =>
        fields.Keys.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Select(name => (name[beginning.Length..], Text(name)));

    /// <summary>A number that was typed. What is none is sent as it is, so that the answer names it.</summary>
    public static JsonValue NumberOf(string text) => WholeNumberText.TryParse(text, out long number) ? JsonValue.Create(number) : JsonValue.Create(text)!;

    /// <summary>Reads a form that one of the console's pages has sent.</summary>
    /// <returns>The form, or <see cref="TooLarge"/>; null where another page has sent it, or it cannot be read.</returns>
    public static async Task<ConsoleForm?> ReadAsync(HttpContext http, ConsoleAddress address)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestForm;
        }

        if (!SameOrigin.Holds(http.Request, address.Origin) || !FormType.Holds(http.Request))
        {
            return null;
        }

        try
        {
            var options = new FormOptions { ValueLengthLimit = LargestForm, KeyLengthLimit = LargestForm, ValueCountLimit = MostFields };
            return new ConsoleForm(await http.Request.ReadFormAsync(options, http.RequestAborted));
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return TooLarge;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

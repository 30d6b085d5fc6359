using System.Security.Cryptography;
using System.Text;
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

    private static readonly byte[] Purpose = "lintel console form"u8.ToArray();

    private const int LargestForm = 64 * 1024;
    private const int MostFields = 512;
    private const int OnceLength = 32;
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    /// <summary>A form that nobody has sent.</summary>
    public static ConsoleForm None { get; } = new(FormCollection.Empty);

    /// <summary>The action.</summary>
    public string Action => Text(ActionField);

    /// <summary>The idempotency key; null where the form has none.</summary>
    public string? Once => Text(OnceField) is { Length: OnceLength } once && once.All(char.IsAsciiHexDigit) ? once : null;

    /// <summary>The token of a session's forms. It is the same on every node, and tells nothing of the session's.</summary>
    public static string TokenOf(string session) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(session), Purpose));

    /// <summary>Tells whether the form is one of a session's.</summary>
    public bool IsOf(string session) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(session)), Encoding.UTF8.GetBytes(Text(TokenField)));

    /// <summary>Makes the idempotency key of a form.</summary>
    public static string NewOnce() => RandomNumberGenerator.GetHexString(OnceLength, lowercase: true);

    /// <summary>A field without the white space around it; empty where it is missing.</summary>
    public string Text(string name) => fields[name].ToString().Trim();

    /// <summary>The values of a field that may be sent more than once.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. fields[name].Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim())];

    /// <summary>The lines of a field.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        Text(name).Split(['\n', ',', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The fields whose names begin so, with the rest of their names.</summary>
    public IEnumerable<(string Name, string Value)> Named(string beginning) =>
        fields.Keys.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Select(name => (name[beginning.Length..], Text(name)));

    /// <summary>Reads a form that one of the console's pages has sent.</summary>
    /// <returns>The form; null where another page has sent it, or it cannot be read.</returns>
    public static async Task<ConsoleForm?> ReadAsync(HttpContext http, ConsoleAddress address)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestForm;
        }

        if (!SameOrigin.Holds(http.Request, address.Origin)
            || http.Request.ContentType?.StartsWith(UrlEncoded, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            var options = new FormOptions { BufferBodyLengthLimit = LargestForm, ValueCountLimit = MostFields };
            return new ConsoleForm(await http.Request.ReadFormAsync(options, http.RequestAborted));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return null;
        }
    }
}

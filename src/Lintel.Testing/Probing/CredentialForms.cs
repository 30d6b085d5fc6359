using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>A credential in forms that are none, for credentials of one header line.</summary>
internal static class CredentialForms
{
    private const string Authorization = "Authorization";

    /// <summary>Another scheme, two lines, two credentials on one line.</summary>
    public static IEnumerable<ProbeRequest> Malformed(ProbeEntry entry) =>
        IsAuthorization(entry) ? Twice(entry).Prepend(entry.Read.With(Authorization, "Basic dTpw")) : Twice(entry);

    /// <summary>The same credential twice: on two lines, and joined on one as servers join lines.</summary>
    public static IEnumerable<ProbeRequest> Twice(ProbeEntry entry)
    {
        if (!IsOneLine(entry))
        {
            yield break;
        }

        var (name, value) = entry.Credential.Fields[0];
        var once = entry.Read.With(entry.Credential);
        yield return once.With(name, value);
        yield return once.Replacing(name, $"{value},{value}");
        yield return once.Replacing(name, $"{value}, {value}");
    }

    /// <summary>The header with nothing in it, or with the scheme alone.</summary>
    public static IEnumerable<ProbeRequest> Empty(ProbeEntry entry)
    {
        if (IsAuthorization(entry))
        {
            yield return entry.Read.With(Authorization, entry.Credential.Fields[0].Value.Split(' ')[0]);
            yield return entry.Read.With(Authorization, entry.Credential.Fields[0].Value.Split(' ')[0] + " ");
        }
        else if (IsOneLine(entry))
        {
            yield return entry.Read.With(entry.Credential.Fields[0].Key, string.Empty);
        }
    }

    public static bool IsAuthorization(ProbeEntry entry) => IsOneLine(entry) && string.Equals(entry.Credential.Fields[0].Key, Authorization, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of a credential of one line, without its scheme.</summary>
    public static string TextOf(ProbeCredential credential) => credential.Fields[0].Value.Split(' ')[^1];

    // A cookie may stand twice in a request, and three headers are three.
    private static bool IsOneLine(ProbeEntry entry) =>
        entry.Credential.Fields.Count == 1 && !string.Equals(entry.Credential.Fields[0].Key, "Cookie", StringComparison.OrdinalIgnoreCase);
}

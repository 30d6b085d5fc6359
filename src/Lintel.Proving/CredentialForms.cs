using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>Faults that can be made of a good credential.</summary>
internal static class CredentialForms
{
    private const string Authorization = "Authorization";

    /// <summary>Another scheme, two lines, two credentials on one line.</summary>
    public static IEnumerable<ProbeRequest> Malformed(ProbeEntry entry) =>
        IsAuthorization(entry) ? Twice(entry).Prepend(entry.Read.With(Authorization, "Basic dTpw")) : Twice(entry);

    /// <summary>The condition of a credential that is not in its form.</summary>
    public static Condition MalformedOf(ProbeEntry entry) => entry.Scheme is SessionScheme ? Condition.SessionInvalid : Condition.CredentialMalformed;

    /// <summary>The same credential twice: on two lines, and joined on one as servers join lines.</summary>
    public static IEnumerable<ProbeRequest> Twice(ProbeEntry entry)
    {
        var once = entry.Read.With(entry.Credential);
        foreach (var (name, value) in IsCookie(entry) ? [] : entry.Credential.Fields)
        {
            yield return once.With(name, value);
            yield return once.Replacing(name, $"{value},{value}");
            yield return once.Replacing(name, $"{value}, {value}");
        }
    }

    /// <summary>A header with nothing in it or with the scheme alone; where several belong together, each of them in turn is empty, and not there.</summary>
    public static IEnumerable<ProbeRequest> Empty(ProbeEntry entry)
    {
        if (IsAuthorization(entry))
        {
            var scheme = entry.Credential.Fields[0].Value.Split(' ')[0];
            yield return entry.Read.With(Authorization, scheme);
            yield return entry.Read.With(Authorization, scheme + " ");
            yield return entry.Read.With(Authorization, string.Empty);
            yield break;
        }

        var once = entry.Read.With(entry.Credential);
        foreach (var name in IsCookie(entry) ? [] : entry.Credential.Fields.Select(field => field.Key))
        {
            yield return once.Without(name);
            yield return once.Replacing(name, string.Empty);
        }
    }

    /// <summary>One character another, in each line: a text that nobody was ever given.</summary>
    public static IEnumerable<ProbeRefused> Altered(ProbeEntry entry)
    {
        var condition = entry.Scheme switch
        {
            SessionScheme => Condition.SessionInvalid,
            ApplicationScheme => Condition.CredentialMismatched,
            _ => Condition.CredentialUnknown,
        };
        foreach (var (name, value) in entry.Credential.Fields.Where(field => field.Value.Length > 16))
        {
            var at = value.Length - 5;
            var other = $"{value[..at]}{(value[at] == 'a' ? 'b' : 'a')}{value[(at + 1)..]}";
            yield return new ProbeRefused(
                IsClientId(entry, name) ? Condition.CredentialUnknown : condition,
                new([.. entry.Credential.Fields.Select(field => field.Key == name ? new(name, other) : field)]))
            {
                Request = entry.Read,
            };
        }
    }

    public static bool IsAuthorization(ProbeEntry entry) =>
        entry.Credential.Fields.Count == 1 && string.Equals(entry.Credential.Fields[0].Key, Authorization, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of a credential of one line, without its scheme.</summary>
    public static string TextOf(ProbeCredential credential) => credential.Fields[0].Value.Split(' ')[^1];

    private static bool IsClientId(ProbeEntry entry, string name) => entry.Scheme is ApplicationScheme scheme && scheme.Header == name;

    // A cookie may stand twice in a request; which of the two counts is nobody's promise.
    private static bool IsCookie(ProbeEntry entry) =>
        entry.Credential.Fields.Any(field => string.Equals(field.Key, "Cookie", StringComparison.OrdinalIgnoreCase));
}

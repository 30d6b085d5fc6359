using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>What a caller presents: one header line, or several that belong together.</summary>
/// <param name="Fields">The lines.</param>
public sealed record ProbeCredential(IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>No credential, for an API that reads none.</summary>
    public static ProbeCredential None { get; } = new([]);

    /// <summary>A key or a session's token, written as a contract's scheme wants it.</summary>
    /// <param name="scheme">Where it goes; an application's three texts have a method of their own.</param>
    /// <param name="text">The key or token.</param>
    public static ProbeCredential Of(CredentialScheme scheme, string text)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return scheme switch
        {
            // What a browser adds to a request of the API's own pages, without which a cookie does not count for unsafe methods.
            SessionScheme { Kind: CredentialKind.SessionCookie } cookie => Of((scheme.Header, $"{cookie.Cookie}={text}"), ("Sec-Fetch-Site", "same-origin")),
            { Kind: CredentialKind.Header } => Of((scheme.Header, text)),
            CustomScheme custom => throw new ArgumentException($"The application reads '{custom.Name}' itself. Give its header lines.", nameof(scheme)),
            ApplicationScheme => throw new ArgumentException("An application has three texts.", nameof(text)),
            _ => Of((scheme.Header, $"Bearer {text}")),
        };
    }

    /// <summary>An application's credentials, each in its header; null for a header that is left out.</summary>
    /// <param name="scheme">Where they go: a scheme of kind <c>application</c>.</param>
    /// <param name="clientId">The client id.</param>
    /// <param name="clientSecret">The client secret.</param>
    /// <param name="apiKey">The API key.</param>
    public static ProbeCredential Of(CredentialScheme scheme, string? clientId, string? clientSecret, string? apiKey)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        var of = scheme as ApplicationScheme ?? throw new ArgumentException("Only an application has three texts.", nameof(scheme));
        (string Name, string? Value)[] fields = [(of.Header, clientId), (of.ClientSecretHeader, clientSecret), (of.ApiKeyHeader, apiKey)];
        return new([.. fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))]);
    }

    /// <summary>Header lines that belong together.</summary>
    public static ProbeCredential Of(params (string Name, string Value)[] fields) =>
        new([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);

    /// <summary>The names of the headers only: a report is read by many.</summary>
    public override string ToString() => Fields.Count == 0 ? "no credential" : string.Join(", ", Fields.Select(field => field.Key));
}

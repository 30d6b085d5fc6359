using Lintel.Contracts;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>A credential in the query (RFC 6750 section 2.3), for operations that say that they accept one there.</summary>
internal static class QueryCredential
{
    /// <summary>The values that were sent; none where the operation does not accept a credential in the query.</summary>
    public static StringValues Of(ApiCall call) =>
        call.Operation is { AcceptsCredentialInQuery: true }
            && call.Http.Request.QueryString.HasValue
            && call.Http.Request.Query.TryGetValue(Operation.CredentialParameter, out var sent)
            ? sent
            : default;

    /// <summary>The credentials of an operation that are one text: keys and bearer tokens.</summary>
    public static CredentialScheme[] SchemesOf(Operation operation, IEnumerable<CredentialScheme> schemes) =>
        [.. schemes.Where(scheme => scheme is KeyScheme or SessionScheme { Kind: CredentialKind.SessionBearer } && operation.Accepts(scheme))];

    /// <summary>The kind of credential that a text is, by its prefix; the first one for a text of no known prefix. Null where there is none.</summary>
    public static CredentialScheme? SchemeOf(string text, CredentialScheme[] schemes) =>
        Array.Find(schemes, scheme => PrefixOf(scheme) is { Length: > 0 } prefix && text.StartsWith(prefix + "_", StringComparison.Ordinal))
        ?? Array.Find(schemes, scheme => PrefixOf(scheme).Length == 0)
        ?? schemes.FirstOrDefault();

    private static string PrefixOf(CredentialScheme scheme) => scheme switch
    {
        KeyScheme key => key.Prefix,
        SessionScheme session => session.Prefix,
        _ => string.Empty,
    };
}

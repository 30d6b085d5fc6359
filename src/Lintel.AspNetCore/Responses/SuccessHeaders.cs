using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// The header fields of a success that was given to a credential: it is for that caller alone. Caches are kept from storing it, or where the handler
/// lets them, from giving it to somebody else; browsers are kept from guessing its type, also that of an answer to a sign-in. Where the address holds the
/// credential, no cache may store it.
/// </summary>
internal static class SuccessHeaders
{
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoSniff = "nosniff";

    /// <summary>Adds the fields to a response that is about to begin, whatever the handler has set by then.</summary>
    public static void Write(ApiCall call)
    {
        var response = call.Http.Response;
        if (call.Error is not null || response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            return;
        }

        var headers = response.Headers;
        if (call.CredentialScheme is not { } scheme)
        {
            // The answer to a sign-in: nobody has a credential yet, and what must not be stored is not to be guessed at either.
            if (headers.XContentTypeOptions.Count == 0 && IsNotStored(headers))
            {
                headers.XContentTypeOptions = NoSniff;
            }

            return;
        }

        if (headers.XContentTypeOptions.Count == 0)
        {
            headers.XContentTypeOptions = NoSniff;
        }

        // A cache goes by the address, and RFC 6750 section 2.3 asks for "private" at least.
        if (headers.CacheControl.Count == 0 || call.CredentialIsInQuery)
        {
            headers.CacheControl = NoStore;
        }
        else if (!IsNotStored(headers))
        {
            VaryBy(scheme, headers);
        }
    }

    private static bool IsNotStored(IHeaderDictionary headers) =>
        headers.CacheControl.Count > 0 && headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);

    private static void VaryBy(CredentialScheme scheme, IHeaderDictionary headers)
    {
        // A credential that is in no header, such as a client certificate, has nothing that a cache could tell callers by.
        string[] names = scheme is ApplicationScheme application ? [scheme.Header, application.ClientSecretHeader, application.ApiKeyHeader]
            : [scheme.Header.Length > 0 ? scheme.Header : "*"];
        var present = headers.GetCommaSeparatedValues("Vary");
        var missing = names.Except(present, StringComparer.OrdinalIgnoreCase).ToArray();
        if (missing.Length > 0 && !present.Contains("*"))
        {
            headers.Vary = string.Join(", ", [.. present, .. missing]);
        }
    }
}

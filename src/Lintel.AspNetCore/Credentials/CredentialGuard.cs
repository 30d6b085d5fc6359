using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Sessions;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>
/// A credential is there, once and in its form. It is read from headers alone (RFC 9700 section 4.3.2), except for operations that say that they accept it
/// in the query.
/// </summary>
/// <param name="contract">The contract.</param>
/// <param name="keys">The keys.</param>
/// <param name="failures">Counts those who present none, or a malformed one.</param>
/// <param name="readers">The readers of the application's own kinds, by their words.</param>
internal sealed class CredentialGuard(
    Contract contract,
    KeyCache keys,
    FailedAuthentication failures,
    IReadOnlyDictionary<string, ICredentialReader> readers) : Guard
{
    private const string Bearer = "Bearer";

    private readonly CredentialScheme[] _headers =
        [.. contract.Credentials.Where(scheme => scheme.Kind is not (CredentialKind.SessionCookie or CredentialKind.Custom))];

    // Those that have a header in common, which is rare: an access token or a session beside keys.
    private readonly CredentialScheme[] _shared =
    [
        .. contract.Credentials.Where(scheme => scheme.Kind is not (CredentialKind.SessionCookie or CredentialKind.Custom))
            .GroupBy(scheme => scheme.Header, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .SelectMany(group => group),
    ];

    private readonly (CustomScheme Scheme, ICredentialReader Reader)[] _custom =
        [.. contract.Credentials.OfType<CustomScheme>().Select(scheme => (scheme, readers[scheme.Name]))];

    private readonly SessionScheme? _cookie = contract.Credentials.OfType<SessionScheme>().FirstOrDefault(
        scheme => scheme.Kind == CredentialKind.SessionCookie);

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        if (call.Operation is { Anonymous: true })
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        var fault = call.Rehearsal is { StoredKey: not null } ? FindStored(call) : Find(call);
        return ValueTask.FromResult(
            fault is null || (call.Operation is { CredentialIsOptional: true } operation && !IsPresented(call, operation))
                ? Decision.Pass
                : failures.Count(call, Refusal.For(fault)));
    }

    /// <summary>Takes the stored key of a rehearsal for presented in the first way that the operation takes keys in.</summary>
    private Condition? FindStored(ApiCall call) =>
        Array.Find(_headers, scheme => scheme is KeyScheme && call.Operation?.Accepts(scheme) != false) is { } keys
            ? Accept(keys, 0, call)
            : Missing(call.Operation);

    /// <summary>Tells whether the caller sent anything in a place for a credential, be it empty.</summary>
    private bool IsPresented(ApiCall call, Operation operation)
    {
        var request = call.Http.Request;
        return QueryCredential.Of(call).Count > 0
            || Array.Exists(_custom, custom => operation.Accepts(custom.Scheme) && custom.Reader.IsPresented(request))
            || Array.Exists(
                _headers,
                scheme => operation.Accepts(scheme)
                    && (request.Headers.ContainsKey(scheme.Header) || (scheme is ApplicationScheme application && HasOther(application, call))))
            || (_cookie is not null && operation.Accepts(_cookie) && request.Cookies.ContainsKey(_cookie.Cookie));
    }

    private Condition? Find(ApiCall call)
    {
        if (!TryFindCustom(call, out var custom))
        {
            return Condition.CredentialMalformed;
        }

        if (custom is not null && custom.Header.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase) && !SameOrigin.Holds(call))
        {
            return Condition.CredentialMalformed;
        }

        var found = custom is not null;
        foreach (var scheme in _headers)
        {
            if (call.Operation is { } operation && !operation.Accepts(scheme))
            {
                continue;
            }

            var header = call.Http.Request.Headers[scheme.Header];
            if (header.Count == 0 && !(scheme is ApplicationScheme application && HasOther(application, call)))
            {
                continue;
            }

            if ((custom is not null && IsIn(custom.Header, scheme)) || IsForAnother(scheme, header, call.Operation))
            {
                // The reader has recognized what the header holds as its own, or it has the form of another kind.
                continue;
            }

            if (found || header.Count > 1)
            {
                return Malformed(scheme);
            }

            found = true;
            if (Read(scheme, header, call) is { } fault)
            {
                return fault;
            }
        }

        if (QueryCredential.Of(call) is { Count: > 0 } sent)
        {
            return found ? Malformed(call.CredentialScheme!) : ReadQuery(sent, call);
        }

        // A browser sends its cookie with everything, so a cookie beside a header is no second credential.
        return found ? null : FindCookie(call);
    }

    /// <summary>
    /// Tells credentials in the same header apart, by their form. Where the operation takes only one of them, whatever is there is taken for that one.
    /// </summary>
    private bool IsForAnother(CredentialScheme scheme, StringValues header, Operation? operation) =>
        Array.IndexOf(_shared, scheme) >= 0 && OwnerOf(scheme, header, operation) is { } owner && owner != scheme;

    // Apart, because what it captures would be made for every request.
    private CredentialScheme? OwnerOf(CredentialScheme scheme, StringValues header, Operation? operation)
    {
        CredentialScheme[] candidates = [.. _shared.Where(
            other => string.Equals(other.Header, scheme.Header, StringComparison.OrdinalIgnoreCase) && operation?.Accepts(other) != false)];
        var text = header.ToString();
        return Array.Find(candidates, candidate => HasFormOf(candidate, text))
            ?? Array.Find(candidates, candidate => candidate is KeyScheme)
            ?? Array.Find(candidates, candidate => candidate is not JwtScheme);
    }

    private static bool HasFormOf(CredentialScheme scheme, string header) => scheme switch
    {
        JwtScheme => AccessTokenText.IsIn(header),
        SessionScheme session => SessionToken.IsIn(session, header),
        _ => false,
    };

    /// <summary>Asks the application's own kinds, which may share a header with one of Lintel's and tell their own from it.</summary>
    /// <returns>False where the caller has presented two of them, or one in two lines.</returns>
    private bool TryFindCustom(ApiCall call, out CustomScheme? found)
    {
        found = null;
        foreach (var (scheme, reader) in _custom)
        {
            if (call.Operation?.Accepts(scheme) == false || !reader.IsPresented(call.Http.Request))
            {
                continue;
            }

            if (found is not null || (scheme.Header.Length > 0 && call.Http.Request.Headers[scheme.Header].Count > 1))
            {
                return false;
            }

            found = scheme;
            Accept(scheme, 0, call);
        }

        return true;
    }

    private Condition? ReadQuery(StringValues sent, ApiCall call)
    {
        var value = sent.ToString();
        if (QueryCredential.SchemeOf(value, QueryCredential.SchemesOf(call.Operation!, _headers)) is not { } scheme)
        {
            return Missing(call.Operation);
        }

        return sent.Count > 1 ? Malformed(scheme)
            : !string.IsNullOrWhiteSpace(value) ? Accept(scheme, ApiCall.InQuery, call)
            : scheme is SessionScheme ? Condition.SessionInvalid
            : Condition.CredentialEmpty;
    }

    /// <returns>What is wrong with the cookie or the lack of one; null where a session's cookie is there.</returns>
    private Condition? FindCookie(ApiCall call)
    {
        if (_cookie is null
            || (call.Operation is { } operation && !operation.Accepts(_cookie))
            || !call.Http.Request.Cookies.ContainsKey(_cookie.Cookie))
        {
            return Missing(call.Operation);
        }

        if (!SameOrigin.Holds(call))
        {
            return Condition.SessionInvalid;
        }

        return Accept(_cookie, 0, call);
    }

    private Condition Missing(Operation? operation)
    {
        if (operation is { RequiresSession: true })
        {
            return Condition.SessionMissing;
        }

        foreach (var scheme in contract.Credentials)
        {
            if (scheme is not SessionScheme && operation?.Accepts(scheme) != false)
            {
                return Condition.CredentialMissing;
            }
        }

        return Condition.SessionMissing;
    }

    private static Condition Malformed(CredentialScheme scheme) => scheme is SessionScheme ? Condition.SessionInvalid : Condition.CredentialMalformed;

    private Condition? Read(CredentialScheme scheme, StringValues header, ApiCall call)
    {
        var value = header.ToString();
        return scheme switch
        {
            ApplicationScheme application => ReadApplication(application, call),
            _ when string.IsNullOrWhiteSpace(value) => scheme is SessionScheme ? Condition.SessionMissing : Condition.CredentialMissing,

            // Two lines that something on the way has joined to one. No key of the contract has a comma; one that was imported may, which its look-up tells.
            _ when value.Contains(',') && !(scheme is KeyScheme && keys.HasImports(contract.Realm)) => Malformed(scheme),
            SessionScheme or JwtScheme => ReadBearer(scheme, value, call, StringComparison.OrdinalIgnoreCase),
            KeyScheme { Kind: CredentialKind.Bearer } key => ReadBearer(
                key,
                value,
                call,
                key.CaseSensitiveScheme ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase),
            _ => Accept(scheme, 0, call),
        };
    }

    private static Condition? ReadBearer(CredentialScheme scheme, string value, ApiCall call, StringComparison comparison)
    {
        if (!value.StartsWith(Bearer, comparison) || (value.Length > Bearer.Length && value[Bearer.Length] != ' '))
        {
            return Malformed(scheme);
        }

        // Only the blanks that RFC 9110 section 11.4 puts between scheme and value go: a pasted trailing blank is part of a wrong key.
        var start = Bearer.Length;
        while (start < value.Length && value[start] == ' ')
        {
            start++;
        }

        return start < value.Length ? Accept(scheme, start, call)
            : scheme is SessionScheme ? Condition.SessionInvalid
            : Condition.CredentialEmpty;
    }

    private static bool IsIn(string header, CredentialScheme scheme) => header.Equals(scheme.Header, StringComparison.OrdinalIgnoreCase)
        || (scheme is ApplicationScheme application
            && (header.Equals(application.ClientSecretHeader, StringComparison.OrdinalIgnoreCase)
                || header.Equals(application.ApiKeyHeader, StringComparison.OrdinalIgnoreCase)));

    private static bool HasOther(ApplicationScheme scheme, ApiCall call)
    {
        var headers = call.Http.Request.Headers;
        return headers.ContainsKey(scheme.ClientSecretHeader) || headers.ContainsKey(scheme.ApiKeyHeader);
    }

    /// <summary>All three, each once. That they belong together is seen with the record.</summary>
    private static Condition? ReadApplication(ApplicationScheme scheme, ApiCall call)
    {
        var headers = call.Http.Request.Headers;
        foreach (var name in new[] { scheme.Header, scheme.ClientSecretHeader, scheme.ApiKeyHeader })
        {
            var header = headers[name];
            if (header.Count > 1 || header.ToString().Contains(','))
            {
                return Condition.CredentialMalformed;
            }

            if (string.IsNullOrWhiteSpace(header))
            {
                return Condition.CredentialMissing;
            }
        }

        return Accept(scheme, 0, call);
    }

    private static Condition? Accept(CredentialScheme scheme, int start, ApiCall call)
    {
        call.CredentialScheme = scheme;
        call.CredentialStart = start;
        return null;
    }
}

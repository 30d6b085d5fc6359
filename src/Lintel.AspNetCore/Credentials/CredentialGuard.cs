using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>A credential is there, once and in its form. It is read from headers alone, never from the query string (RFC 9700 section 4.3.2).</summary>
internal sealed class CredentialGuard(IReadOnlyList<CredentialScheme> schemes, FailedAuthentication failures) : IGuard
{
    private readonly CredentialScheme[] _schemes = [.. schemes];

    public ValueTask<Decision> CheckAsync(ApiCall call)
    {
        if (call.Operation is { Anonymous: true })
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        var fault = Find(call);
        return fault is null ? ValueTask.FromResult(Decision.Pass) : failures.CountAsync(call, Refusal.For(fault));
    }

    private Condition? Find(ApiCall call)
    {
        var found = false;
        foreach (var scheme in _schemes)
        {
            var header = call.Http.Request.Headers[scheme.Header];
            if (header.Count == 0)
            {
                continue;
            }

            if (found || header.Count > 1)
            {
                return Condition.CredentialMalformed;
            }

            found = true;
            if (Read(scheme, header, call) is { } fault)
            {
                return fault;
            }
        }

        return found ? null : Condition.CredentialMissing;
    }

    private static Condition? Read(CredentialScheme scheme, StringValues header, ApiCall call)
    {
        var value = header[0] ?? string.Empty;
        if (string.IsNullOrWhiteSpace(value))
        {
            return Condition.CredentialMissing;
        }

        // Two lines that something on the way has joined to one; no key has a comma.
        return value.Contains(',') ? Condition.CredentialMalformed
            : scheme.Kind == CredentialKind.Bearer ? ReadBearer(scheme, value, call)
            : Accept(scheme, 0, call);
    }

    private static Condition? ReadBearer(CredentialScheme scheme, string value, ApiCall call)
    {
        const string Name = "Bearer";
        var comparison = scheme.CaseSensitiveScheme ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (!value.StartsWith(Name, comparison) || (value.Length > Name.Length && value[Name.Length] != ' '))
        {
            return Condition.CredentialMalformed;
        }

        // Only the blanks that RFC 9110 section 11.4 puts between scheme and value go: a pasted trailing blank is part of a wrong key.
        var start = Name.Length;
        while (start < value.Length && value[start] == ' ')
        {
            start++;
        }

        return start == value.Length ? Condition.CredentialEmpty : Accept(scheme, start, call);
    }

    private static Condition? Accept(CredentialScheme scheme, int start, ApiCall call)
    {
        call.CredentialScheme = scheme;
        call.CredentialStart = start;
        return null;
    }
}

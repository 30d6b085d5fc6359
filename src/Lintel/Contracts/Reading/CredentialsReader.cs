namespace Lintel.Contracts;

/// <summary>Reads <c>credentials</c>.</summary>
internal static class CredentialsReader
{
    private const int MaximumSchemes = 8;

    public static IReadOnlyList<CredentialScheme> Read(MappingCursor root, string api)
    {
        var schemes = new List<CredentialScheme>();
        var items = root.Items("credentials");
        if (items.Count > MaximumSchemes)
        {
            root.Fault("credentials", $"There are more than {MaximumSchemes} credentials.", "Keep those that callers use.");
            return schemes;
        }

        foreach (var item in items)
        {
            if (root.TryMapping(item, $"credential {schemes.Count + 1}", out var cursor))
            {
                var scheme = ReadScheme(cursor, api);
                if (schemes.Exists(other => string.Equals(other.Header, scheme.Header, StringComparison.OrdinalIgnoreCase)))
                {
                    root.Faults.Add(cursor.Line, $"Two credentials are read from the header {scheme.Header}.", "Give each credential a header of its own.");
                }

                schemes.Add(scheme);
            }
        }

        return schemes;
    }

    private static CredentialScheme ReadScheme(MappingCursor cursor, string api)
    {
        var kind = cursor.NeedChoice("kind", ContractWords.CredentialKinds, CredentialKind.Bearer);
        var header = "Authorization";
        var caseSensitive = false;
        if (kind == CredentialKind.Header)
        {
            header = cursor.NeedMatching("header", Forms.Header, Forms.HeaderInWords);
        }
        else
        {
            caseSensitive = cursor.Flag("caseSensitiveScheme", fallback: false);
        }

        var scheme = new CredentialScheme
        {
            Kind = kind,
            Header = header,
            Prefix = cursor.NeedMatching("prefix", Forms.Prefix, Forms.PrefixInWords),
            Hash = cursor.Choice("hash", ContractWords.Hashes, SecretHash.Hmac),
            CaseSensitiveScheme = caseSensitive,
            Challenge = ReadChallenge(cursor, kind, api),
        };
        cursor.RefuseOthers();
        return scheme;
    }

    private static string ReadChallenge(MappingCursor cursor, CredentialKind kind, string api)
    {
        var scheme = kind == CredentialKind.Bearer ? "Bearer" : "ApiKey";
        var challenge = cursor.Matching("challenge", Forms.Challenge, Forms.ChallengeInWords, $"{scheme} realm=\"{api}\"");
        var match = Forms.Challenge.Match(challenge);
        if (!match.Success)
        {
            return challenge;
        }

        if (kind == CredentialKind.Bearer && !string.Equals(match.Groups["scheme"].Value, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            cursor.Fault("challenge", $"The challenge of a bearer credential has the scheme {match.Groups["scheme"].Value}.", "Begin it with Bearer.");
        }

        var names = match.Groups["name"].Captures.Select(capture => capture.Value.ToLowerInvariant()).ToArray();
        foreach (var name in names.Where((name, place) => Array.IndexOf(names, name) < place).Distinct(StringComparer.Ordinal))
        {
            cursor.Fault("challenge", $"The challenge says {name} twice.", "Say each parameter once (RFC 9110 section 11.2).");
        }

        foreach (var name in names.Where(name => name is "error" or "error_description" or "scope").Distinct(StringComparer.Ordinal))
        {
            cursor.Fault("challenge", $"The challenge says {name}, which differs from answer to answer.", "Take it away; it is added where it belongs (RFC 6750 section 3).");
        }

        return challenge;
    }
}

using System.Text.RegularExpressions;

namespace Lintel.Contracts;

/// <summary>Reads <c>credentials</c>.</summary>
internal static class CredentialsReader
{
    private const int MaximumSchemes = 8;
    private const string Bearer = "Bearer";

    /// <param name="root">The contract.</param>
    /// <param name="api">The name of the API, for the challenges.</param>
    /// <param name="kinds">The words of the kinds that the application reads itself.</param>
    public static IReadOnlyList<CredentialScheme> Read(MappingCursor root, string api, IReadOnlyCollection<string> kinds)
    {
        var words = ContractWords.CredentialKinds
            .Concat(kinds.Select(kind => KeyValuePair.Create(kind, CredentialKind.Custom)))
            .ToDictionary(StringComparer.Ordinal);
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
                var scheme = ReadScheme(cursor, api, words);
                CheckUnique(cursor, schemes, scheme);
                schemes.Add(scheme);
            }
        }

        return schemes;
    }

    private static CredentialScheme ReadScheme(MappingCursor cursor, string api, Dictionary<string, CredentialKind> words)
    {
        var kind = cursor.NeedChoice("kind", words, CredentialKind.Bearer);
        CredentialScheme scheme = kind switch
        {
            CredentialKind.SessionBearer or CredentialKind.SessionCookie => ReadSession(cursor, kind, api),
            CredentialKind.Application => ReadApplication(cursor, api),
            CredentialKind.Jwt => JwtSchemeReader.Read(cursor, ReadChallenge(cursor, Bearer, api)),
            CredentialKind.Custom => ReadCustom(cursor, api),
            _ => ReadKey(cursor, kind, api),
        };
        cursor.RefuseOthers();
        return scheme;
    }

    private static KeyScheme ReadKey(MappingCursor cursor, CredentialKind kind, string api) => new()
    {
        Kind = kind,
        Header = kind == CredentialKind.Header ? cursor.NeedMatching("header", Forms.Header, Forms.HeaderInWords) : "Authorization",
        Prefix = cursor.NeedMatching("prefix", Forms.Prefix, Forms.PrefixInWords),
        Hash = cursor.Choice("hash", ContractWords.Hashes, SecretHash.Hmac),
        Form = ReadForm(cursor),
        CaseSensitiveScheme = kind == CredentialKind.Bearer && cursor.Flag("caseSensitiveScheme", fallback: false),
        Challenge = ReadChallenge(cursor, kind == CredentialKind.Bearer ? Bearer : "ApiKey", api),
    };

    private static KeyForm? ReadForm(MappingCursor cursor)
    {
        if (!cursor.TryMapping("form", $"the form of {cursor.Subject}", out var form))
        {
            return null;
        }

        if (cursor.Choice("hash", ContractWords.Hashes, SecretHash.Hmac) == SecretHash.Sha256)
        {
            cursor.Fault("form", "A key with a public id is kept as hmac.", "Take `hash: sha256` away, or the form.");
        }

        var read = new KeyForm(
            form.Matching("publicId", Forms.PublicIdPrefix, Forms.PublicIdPrefixInWords, string.Empty),
            form.NeedInteger("publicIdLength", 8, 20, "how many base62 digits a public id has after its prefix"),
            form.NeedInteger("secretLength", 27, 64, "how many base62 digits a secret has"));
        form.RefuseOthers();
        return read;
    }

    private static SessionScheme ReadSession(MappingCursor cursor, CredentialKind kind, string api)
    {
        var isCookie = kind == CredentialKind.SessionCookie;
        return new SessionScheme
        {
            Kind = kind,
            Header = isCookie ? "Cookie" : "Authorization",
            Cookie = isCookie ? cursor.NeedMatching("cookie", Forms.Name, Forms.NameInWords) : string.Empty,
            Prefix = cursor.Matching("prefix", Forms.Prefix, Forms.PrefixInWords, string.Empty),
            Lifetime = DurationReader.Need(cursor, "lifetime").Length,
            Challenge = ReadChallenge(cursor, isCookie ? "Cookie" : Bearer, api),
        };
    }

    private static ApplicationScheme ReadApplication(MappingCursor cursor, string api)
    {
        var headers = ReadThree(cursor, "headers", Forms.Header, Forms.HeaderInWords);
        var prefixes = ReadThree(cursor, "prefixes", Forms.Prefix, Forms.PrefixInWords);
        return new ApplicationScheme
        {
            Kind = CredentialKind.Application,
            Header = headers.ClientId,
            ClientSecretHeader = headers.ClientSecret,
            ApiKeyHeader = headers.ApiKey,
            ClientIdPrefix = prefixes.ClientId,
            ClientSecretPrefix = prefixes.ClientSecret,
            ApiKeyPrefix = prefixes.ApiKey,
            Challenge = ReadChallenge(cursor, "ApiKey", api),
        };
    }

    private static CustomScheme ReadCustom(MappingCursor cursor, string api)
    {
        var name = cursor.Text("kind");
        return new CustomScheme
        {
            Kind = CredentialKind.Custom,
            Name = name,
            Header = cursor.Matching("header", Forms.Header, Forms.HeaderInWords, string.Empty),
            Challenge = ReadChallenge(cursor, name, api),
        };
    }

    private static (string ClientId, string ClientSecret, string ApiKey) ReadThree(MappingCursor cursor, string name, Regex form, string formInWords)
    {
        if (cursor.Need(name, "clientId, clientSecret and apiKey") is not { } node || !cursor.TryMapping(node, $"`{name}` of {cursor.Subject}", out var three))
        {
            return (string.Empty, string.Empty, string.Empty);
        }

        var read = (
            three.NeedMatching("clientId", form, formInWords),
            three.NeedMatching("clientSecret", form, formInWords),
            three.NeedMatching("apiKey", form, formInWords));
        three.RefuseOthers();
        return read;
    }

    /// <summary>
    /// Two credentials have no header in common, except where the application itself tells them apart. An access token is told by its form
    /// (<see cref="AccessTokenText"/>), and the token of a session by its prefix, so each may stand beside another credential in <c>Authorization</c>.
    /// </summary>
    private static void CheckUnique(MappingCursor cursor, List<CredentialScheme> before, CredentialScheme scheme)
    {
        if (scheme is CustomScheme custom)
        {
            if (before.OfType<CustomScheme>().Any(other => other.Name == custom.Name))
            {
                cursor.Fault("kind", $"There are two credentials of the kind {custom.Name}.", "Keep one of them; one reader reads it.");
            }

            return;
        }

        var taken = before.Where(other => other is not CustomScheme && other is JwtScheme == scheme is JwtScheme && !AreToldByPrefix(other, scheme))
            .SelectMany(HeadersOf)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var header in HeadersOf(scheme).Where(header => header.Length > 0 && !taken.Add(header)))
        {
            cursor.Faults.Add(cursor.Position, $"Two credentials are read from the header {header}.", "Give each credential a header of its own.");
        }
    }

    private static bool AreToldByPrefix(CredentialScheme one, CredentialScheme other) => (one, other) switch
    {
        (KeyScheme key, SessionScheme { Prefix.Length: > 0 } session) => key.Prefix != session.Prefix,
        (SessionScheme { Prefix.Length: > 0 } session, KeyScheme key) => key.Prefix != session.Prefix,
        _ => false,
    };

    private static string[] HeadersOf(CredentialScheme scheme) =>
        scheme is ApplicationScheme application ? [application.Header, application.ClientSecretHeader, application.ApiKeyHeader] : [scheme.Header];

    private static string ReadChallenge(MappingCursor cursor, string scheme, string api)
    {
        var challenge = cursor.Matching("challenge", Forms.Challenge, Forms.ChallengeInWords, $"{scheme} realm=\"{api}\"");
        var match = Forms.Challenge.Match(challenge);
        if (!match.Success)
        {
            return challenge;
        }

        if (scheme == Bearer && !string.Equals(match.Groups["scheme"].Value, Bearer, StringComparison.OrdinalIgnoreCase))
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
            cursor.Fault(
                "challenge",
                $"The challenge says {name}, which differs from answer to answer.",
                "Take it away; it is added where it belongs (RFC 6750 section 3).");
        }

        return challenge;
    }
}

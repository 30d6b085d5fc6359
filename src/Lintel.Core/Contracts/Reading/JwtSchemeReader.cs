using System.Security.Claims;

namespace Lintel.Contracts;

/// <summary>Reads a credential of the kind <c>jwt</c>.</summary>
internal static class JwtSchemeReader
{
    private const int MostAudiences = 16;
    private const int MostOtherClaims = 16;
    private const int LongestPlace = 1024;
    private const string PlaceInWords = "the https address of the issuer's key set (JWKS), or a file beside the contract such as issuer.jwks.json";

    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];
    private static readonly TimeSpan DefaultClockSkew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(1);

    /// <summary>Claims whose meaning is fixed: none of them is an account, and the user has them under Lintel's names.</summary>
    private static readonly string[] Registered = ["iss", "aud", "exp", "nbf", "iat", "jti"];

    public static JwtScheme Read(MappingCursor cursor, string challenge) => new()
    {
        Kind = CredentialKind.Jwt,
        Header = "Authorization",
        Challenge = challenge,
        Issuer = cursor.NeedMatching("issuer", Forms.Issuer, Forms.IssuerInWords),
        Audiences = ReadAudiences(cursor),
        Keys = ReadPlace(cursor),
        Algorithms = ReadAlgorithms(cursor),
        Type = cursor.Choice("type", ContractWords.TokenTypes, JwtType.AccessToken),
        NeedsProfile = ReadProfile(cursor),
        ClockSkew = DurationReader.Read(cursor, "clockSkew", DefaultClockSkew, JwtScheme.LongestClockSkew),
        Lifetime = DurationReader.Read(cursor, "lifetime", DefaultLifetime, JwtScheme.LongestLifetime),
        Claims = ReadClaims(cursor),
    };

    private static bool ReadProfile(MappingCursor cursor)
    {
        if (cursor.Has("profile") && cursor.Choice("type", ContractWords.TokenTypes, JwtType.AccessToken) == JwtType.Any)
        {
            cursor.Fault("profile", $"{cursor.Name} has a `profile`, whose tokens are of the type at+jwt, and takes others.", "Remove `type: jwt`, or `profile`.");
        }

        return cursor.Choice("profile", ContractWords.TokenProfiles, fallback: false);
    }

    private static IReadOnlyList<string> ReadAudiences(MappingCursor cursor)
    {
        if (cursor.Need("audience", "the identifier of this API at the issuer, or a list of some") is null)
        {
            return [];
        }

        var audiences = NeedTexts(cursor, "audience", Forms.IssuerInWords, Forms.Issuer);
        if (audiences.Count > MostAudiences)
        {
            cursor.Fault("audience", $"`audience` of {cursor.Subject} has more than {MostAudiences} items.", "Shorten the list.");
        }

        return audiences;
    }

    private static IReadOnlyList<string> ReadAlgorithms(MappingCursor cursor) => cursor.Has("algorithms")
        ? NeedTexts(cursor, "algorithms", Forms.SignatureAlgorithmInWords, Forms.SignatureAlgorithm)
        : DefaultAlgorithms;

    /// <summary>A list that was written and must not be empty.</summary>
    private static IReadOnlyList<string> NeedTexts(MappingCursor cursor, string name, string formInWords, System.Text.RegularExpressions.Regex form)
    {
        var faults = cursor.Faults.Count;
        var texts = cursor.Texts(name, form, formInWords, singleAllowed: true);
        if (texts.Count == 0 && cursor.Faults.Count == faults)
        {
            cursor.Fault(name, $"`{name}` of {cursor.Subject} is empty.", $"Write {formInWords}.");
        }

        return texts;
    }

    private static string ReadPlace(MappingCursor cursor)
    {
        var place = cursor.NeedText("keys", PlaceInWords);
        if (place.Length > LongestPlace)
        {
            cursor.Fault("keys", $"`keys` of {cursor.Subject} is longer than {LongestPlace} characters.", $"Write {PlaceInWords}.");
        }
        else if (place.Contains("://", StringComparison.Ordinal) && FaultOf(place) is { } fault)
        {
            cursor.Fault("keys", $"`keys` of {cursor.Subject} is {Quoting.Quote(place)}, {fault.Problem}.", fault.Fix);
        }

        return place;
    }

    /// <summary>Whoever can change what is read from the address can make every token, so nobody on the way may.</summary>
    private static (string Problem, string Fix)? FaultOf(string place)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var address) || address.Host.Length == 0 || address.Scheme is not ("http" or "https"))
        {
            return ("which is no http or https address", $"Write {PlaceInWords}.");
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return ("which has a user or a fragment", "Write the address without them; a key set is public.");
        }

        return address.Scheme == "http" && !address.IsLoopback
            ? ("which anybody on the way could answer", "Write https; http is for addresses of this machine alone.")
            : null;
    }

    private static JwtClaims ReadClaims(MappingCursor cursor)
    {
        if (cursor.Need("claims", "account: and the name of the claim that holds the account's id") is not { } node
            || !cursor.TryMapping(node, $"`claims` of {cursor.Subject}", out var claims))
        {
            return new JwtClaims(string.Empty, string.Empty, string.Empty, []);
        }

        var read = new JwtClaims(
            claims.NeedMatching("account", Forms.Claim, Forms.ClaimInWords),
            claims.Matching("scopes", Forms.Claim, Forms.ClaimInWords, "scope"),
            claims.Matching("person", Forms.Claim, Forms.ClaimInWords, "sub"),
            claims.Texts("others", Forms.Claim, Forms.ClaimInWords));
        CheckClaims(claims, read);
        claims.RefuseOthers();
        return read;
    }

    private static bool IsLintels(string claim) =>
        claim is "scope" or ClaimTypes.NameIdentifier || claim.StartsWith("lintel:", StringComparison.Ordinal);

    private static void CheckClaims(MappingCursor claims, JwtClaims read)
    {
        foreach (var (member, claim) in new[] { ("account", read.Account), ("scopes", read.Scopes), ("person", read.Person) })
        {
            if (Registered.Contains(claim))
            {
                claims.Fault(member, $"`{member}` of {claims.Subject} is {claim}, which means something else (RFC 7519 section 4.1).", "Name another claim.");
            }
        }

        foreach (var claim in read.Others.Where(IsLintels))
        {
            claims.Fault("others", $"`others` of {claims.Subject} holds {claim}, which Lintel gives the user itself.", "Take it away.");
        }

        if (read.Others.Count > MostOtherClaims)
        {
            claims.Fault("others", $"`others` of {claims.Subject} has more than {MostOtherClaims} items.", "Keep those that handlers read.");
        }
    }
}

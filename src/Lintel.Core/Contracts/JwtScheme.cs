namespace Lintel.Contracts;

/// <summary>
/// An access token that an issuer has signed, a JSON Web Token (RFC 7519, RFC 9068) in <c>Authorization: Bearer …</c>. The account, the scopes and the person
/// are claims of it.
/// </summary>
internal sealed record JwtScheme : CredentialScheme
{
    /// <summary>The largest <see cref="ClockSkew"/>.</summary>
    public static readonly TimeSpan LongestClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The largest <see cref="Lifetime"/>.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(31);

    /// <summary>The claim <c>iss</c>, compared exactly.</summary>
    public required string Issuer { get; init; }

    /// <summary>The audiences of which the claim <c>aud</c> names at least one, compared exactly.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The place of the issuer's JSON Web Key Set (RFC 7517): an http or https address, or a file.</summary>
    public required string Keys { get; init; }

    /// <summary>The algorithms of signatures, all of them asymmetric. <value>RS256, PS256, ES256</value></summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>The header parameter <c>typ</c>. <value>AccessToken</value></summary>
    public JwtType Type { get; init; }

    /// <summary>true if a token must have every claim that RFC 9068 section 2.2 requires; otherwise, those that are read.</summary>
    public bool NeedsProfile { get; init; }

    /// <summary>The most by which the issuer's clock and this one may differ, at most 5 minutes. <value>30 seconds</value></summary>
    public required TimeSpan ClockSkew { get; init; }

    /// <summary>The longest time between <c>iat</c> and <c>exp</c>, at most 31 days. <value>1 day</value></summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>The claims that say whose a token is and what it may do.</summary>
    public required JwtClaims Claims { get; init; }

    /// <summary>true if <see cref="Keys"/> is an address; otherwise, it is a file.</summary>
    public bool HasKeysAddress => Keys.Contains("://", StringComparison.Ordinal);

    /// <summary>The place of the keys, with the path of a file relative to the folder of its contract made absolute.</summary>
    public string PlaceOfKeys(string contractFile) =>
        HasKeysAddress ? Keys : Path.GetFullPath(Keys, Path.GetDirectoryName(Path.GetFullPath(contractFile)) ?? Path.GetFullPath("."));
}

/// <summary>The names of the claims that are read. One with dots may be the path to a member of an object.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Scopes">The scopes, as one text with spaces between them or as a list. <value>scope</value></param>
/// <param name="Person">Whoever calls. <value>sub</value></param>
/// <param name="Others">Claims that the user of a request has besides. <value>empty</value></param>
internal sealed record JwtClaims(string Account, string Scopes, string Person, IReadOnlyList<string> Others);

/// <summary>The type that the header of a token names (RFC 8725 section 3.11).</summary>
internal enum JwtType
{
    /// <summary>Only <c>at+jwt</c>, the type of access tokens (RFC 9068 section 4).</summary>
    AccessToken,

    /// <summary>Also <c>JWT</c> or none, for issuers that do not name the type of access tokens.</summary>
    Any,
}

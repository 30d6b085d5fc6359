namespace Lintel.Contracts;

/// <summary>What a caller presents, and where it is read from.</summary>
internal enum CredentialKind
{
    /// <summary>A key in <c>Authorization: Bearer …</c> (RFC 6750).</summary>
    Bearer,

    /// <summary>A key in a header of its own, such as <c>X-API-Key</c>.</summary>
    Header,

    /// <summary>A session's token in <c>Authorization: Bearer …</c>.</summary>
    SessionBearer,

    /// <summary>A session's token in a cookie.</summary>
    SessionCookie,

    /// <summary>An application's client id, client secret and API key, each in a header of its own; all three belong together.</summary>
    Application,

    /// <summary>An access token of an issuer in <c>Authorization: Bearer …</c>: a JSON Web Token (RFC 7519) that the issuer has signed.</summary>
    Jwt,

    /// <summary>A kind of the application's own, which its contract names by a word.</summary>
    Custom,
}

/// <summary>
/// One way to present a credential to an API: a <see cref="KeyScheme"/>, a <see cref="SessionScheme"/>, an <see cref="ApplicationScheme"/>, a
/// <see cref="JwtScheme"/> or a <see cref="CustomScheme"/>.
/// </summary>
public abstract record CredentialScheme
{
    private protected CredentialScheme()
    {
    }

    /// <summary>What is presented, and where.</summary>
    internal CredentialKind Kind { get; init; }

    /// <summary>The word by which contracts name the kind, such as <c>session-bearer</c>.</summary>
    public string Word => this is CustomScheme custom ? custom.Name : ContractWords.WordOf(Kind);

    /// <summary>
    /// The header that carries it: <c>Authorization</c> for bearer, <c>Cookie</c> for a cookie, that of the client id for an application; empty for a
    /// <see cref="CustomScheme"/> that is in no header.
    /// </summary>
    public required string Header { get; init; }

    /// <summary>The challenge of a 401 (RFC 9110 section 11.6.1), such as <c>Bearer realm="pixel"</c>.</summary>
    public required string Challenge { get; init; }
}

/// <summary>A key of the API.</summary>
internal sealed record KeyScheme : CredentialScheme
{
    /// <summary>What every key of the API begins with, such as <c>admx</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>How secrets are stored. <value>Hmac</value></summary>
    internal SecretHash Hash { get; init; } = SecretHash.Hmac;

    /// <summary>The page's own form of keys that are found by a public id; null for Lintel's. <value>null</value></summary>
    internal KeyForm? Form { get; init; }

    /// <summary>Whether the scheme's name must be written exactly so; RFC 9110 section 11.1 says it need not. <value>false</value></summary>
    public bool CaseSensitiveScheme { get; init; }
}

/// <summary>A page's own form of keys: <c>prefix_publicId_secret</c>, without environment and checksum, in base62 digits.</summary>
/// <param name="PublicIdPrefix">What every public id begins with, such as <c>bak_</c>; may be empty.</param>
/// <param name="PublicIdLength">Digits of a public id after its prefix, 8 to 20.</param>
/// <param name="SecretLength">Digits of a secret, 27 to 64: at least 160 bits.</param>
internal sealed record KeyForm(string PublicIdPrefix, int PublicIdLength, int SecretLength);

/// <summary>A session that a person began by signing in. Its token is 32 random bytes, in 43 base64url digits.</summary>
internal sealed record SessionScheme : CredentialScheme
{
    /// <summary>What every token begins with, before an underscore; empty for a bare token. <value>empty</value></summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The name of the cookie; empty for a bearer token.</summary>
    public string Cookie { get; init; } = string.Empty;

    /// <summary>How long a session lasts after signing in.</summary>
    public required TimeSpan Lifetime { get; init; }
}

/// <summary>An application's three credentials, each <c>prefix_environment_</c> and base62 digits: 24 for the client id, 40 for the other two.</summary>
internal sealed record ApplicationScheme : CredentialScheme
{
    /// <summary>The header of the client secret.</summary>
    public required string ClientSecretHeader { get; init; }

    /// <summary>The header of the API key.</summary>
    public required string ApiKeyHeader { get; init; }

    /// <summary>What every client id begins with, such as <c>cid</c>.</summary>
    public required string ClientIdPrefix { get; init; }

    /// <summary>What every client secret begins with, such as <c>cs</c>.</summary>
    public required string ClientSecretPrefix { get; init; }

    /// <summary>What every API key begins with, such as <c>ak</c>.</summary>
    public required string ApiKeyPrefix { get; init; }
}

/// <summary>A credential that the application reads itself, such as a signed request or a client certificate.</summary>
internal sealed record CustomScheme : CredentialScheme
{
    /// <summary>The word by which the contract and the application name it, such as <c>signature</c>.</summary>
    public required string Name { get; init; }
}

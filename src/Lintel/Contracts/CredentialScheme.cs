namespace Lintel.Contracts;

/// <summary>Where a credential is read from.</summary>
public enum CredentialKind
{
    /// <summary><c>Authorization: Bearer …</c> (RFC 6750).</summary>
    Bearer,

    /// <summary>A header of its own, such as <c>X-API-Key</c>.</summary>
    Header,
}

/// <summary>How a key's secret is stored and found.</summary>
public enum SecretHash
{
    /// <summary>Lintel's own format <c>prefix_environment_publicId_secret+crc</c>: found by public id, stored as HMAC-SHA256 with a versioned pepper.</summary>
    Hmac,

    /// <summary>The page's own opaque format <c>prefix_environment_secret</c>: found and stored by the SHA-256 of the whole key.</summary>
    Sha256,
}

/// <summary>One way to present a credential to an API.</summary>
public sealed record CredentialScheme
{
    /// <summary>Where it is read from.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>The header that carries it: <c>Authorization</c> for bearer.</summary>
    public required string Header { get; init; }

    /// <summary>What every key of the API begins with, such as <c>admx</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>How secrets are stored. <value>Hmac</value></summary>
    public SecretHash Hash { get; init; } = SecretHash.Hmac;

    /// <summary>Whether the scheme's name must be written exactly so; RFC 9110 section 11.1 says it need not. <value>false</value></summary>
    public bool CaseSensitiveScheme { get; init; }

    /// <summary>The challenge of a 401 (RFC 9110 section 11.6.1), such as <c>Bearer realm="pixel"</c>.</summary>
    public required string Challenge { get; init; }
}

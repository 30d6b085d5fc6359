namespace Lintel;

/// <summary>How a key's secret is stored and found.</summary>
internal enum SecretHash
{
    /// <summary>Found by the public id in its text, stored as HMAC-SHA256 with a versioned pepper.</summary>
    Hmac,

    /// <summary>The page's own opaque format <c>prefix_environment_secret</c>: found and stored by the SHA-256 of the whole key.</summary>
    Sha256,

    /// <summary>
    /// A key that was imported by its digest, in an API of either scheme: found and stored by the HMAC-SHA256 of the SHA-256 of the whole key, under a key that
    /// is derived from the versioned pepper.
    /// </summary>
    Imported,
}

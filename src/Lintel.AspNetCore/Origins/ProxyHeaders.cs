namespace Lintel.AspNetCore;

/// <summary>The header fields in which trusted proxies tell of the client.</summary>
[Flags]
public enum ProxyHeaders
{
    /// <summary>None is read: every client has the address and the scheme of its connection.</summary>
    None = 0,

    /// <summary><c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>, <c>X-Forwarded-Host</c> and <c>X-Forwarded-Prefix</c>.</summary>
    XForwarded = 1,

    /// <summary><c>Forwarded</c> (RFC 7239).</summary>
    Forwarded = 2,

    /// <summary>Both. Where both are sent and disagree, the client's address is unknown.</summary>
    Both = XForwarded | Forwarded,
}

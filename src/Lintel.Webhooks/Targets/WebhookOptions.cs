namespace Lintel.Webhooks;

/// <summary>Settings of webhooks that belong to the host. A tenant never changes them.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// true if endpoints may lie on private and loopback addresses, use any port and do without TLS; otherwise, false. For development, and for hosts whose
    /// tenants are trusted with the network around them.
    /// </summary>
    /// <value>false</value>
    public bool AllowPrivate { get; set; }

    /// <summary>The ports, from 1 to 65535, that an endpoint may have. Ignored where <see cref="AllowPrivate"/> is true.</summary>
    /// <value>80, 443, 8080 and 8443</value>
    public ISet<int> AllowedPorts { get; } = new SortedSet<int> { 80, 443, 8080, 8443 };

    /// <summary>The time for which deliveries and their attempts are kept after their end; more than zero.</summary>
    /// <value>30 days</value>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);
}

using System.Net;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Requests;
using Lintel.Sqlite;

namespace Lintel.Host.Settings;

/// <summary>What the host needs to know before it starts.</summary>
internal sealed record HostSettings
{
    /// <summary>The default of <see cref="DrainTimeout"/>.</summary>
    public static readonly TimeSpan DefaultDrainTimeout = TimeSpan.FromSeconds(0.9);

    /// <summary>Where it listens. <value>127.0.0.1</value></summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for a free one. <value>8080</value></summary>
    public int Port { get; init; } = 8080;

    /// <summary>The folder of the databases, as a full path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The connection string of the PostgreSQL database with the records; null for files in the folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>The Redis that rate limits are counted in, as StackExchange.Redis reads it; null for this process' memory.</summary>
    public string? Redis { get; init; }

    /// <summary>The longest wait for another process that uses the folder, as a restart needs. <value>5 seconds</value></summary>
    public TimeSpan DataWait { get; init; } = SqliteStores.DefaultFolderWait;

    /// <summary>Whether empty stores are filled with demo data. <value>false</value></summary>
    public bool Demo { get; init; }

    /// <summary>true if the first start with demo data sends some requests by their keys; otherwise, false. <value>false</value></summary>
    public bool DemoTraffic { get; init; }

    /// <summary>The environment; keys of another are unknown. <value>live</value></summary>
    public string Environment { get; init; } = "live";

    /// <summary>The source of the secret that key hashes are mixed with; null for the file in the data folder.</summary>
    public PepperSource? Pepper { get; init; }

    /// <summary>The token of the management API; null for one that is made at the first start and kept.</summary>
    public string? OperatorToken { get; init; }

    /// <summary>The time for which changes by the management API are kept in the audit log; null for ever. <value>null</value></summary>
    public TimeSpan? AuditRetention { get; init; }

    /// <summary>The time for which sessions are kept after their end. <value>1 hour</value></summary>
    public TimeSpan SessionRetention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The time for which deliveries of webhooks are kept after their end. <value>30 days</value></summary>
    public TimeSpan WebhooksKeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The proxies that are believed in what they tell of the client.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The header fields that the proxies are believed in. <value>both</value></summary>
    public ProxyHeaders ProxyHeaders { get; init; } = ProxyHeaders.Both;

    /// <summary>The public address of the process; null for what a trusted proxy tells, or the address that a request came in at.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>A folder of contract files that replace the built-in ones of the same API; null for none.</summary>
    public string? Contracts { get; init; }

    /// <summary>true if webhooks may call private and loopback addresses, any port, and without TLS; otherwise, false. <value>false</value></summary>
    public bool WebhooksAllowPrivate { get; init; }

    /// <summary>The ports that webhooks may call; null for the default of <see cref="Lintel.Webhooks.WebhookOptions.AllowedPorts"/>.</summary>
    public IReadOnlyList<int>? WebhooksAllowedPorts { get; init; }

    /// <summary>The number of entries of each kind of traffic that the request log keeps.</summary>
    public RequestLogOptions RequestLog { get; init; } = new();

    /// <summary>true if one line for each request is written to the console; otherwise, false. <value>false</value></summary>
    public bool LogRequests { get; init; }

    /// <summary>The port on which Prometheus collects metrics; null for none, 0 for a free one. <value>none</value></summary>
    public int? MetricsPort { get; init; }

    /// <summary>The address of <see cref="MetricsPort"/>. <value>127.0.0.1</value></summary>
    public IPAddress MetricsAddress { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// The port on which the management API and the console answer, and no other API; null for that of the APIs, 0 for a free one. <value>none</value>
    /// </summary>
    public int? ManagementPort { get; init; }

    /// <summary>The address of <see cref="ManagementPort"/>. <value>127.0.0.1</value></summary>
    public IPAddress ManagementAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The OpenID Connect provider of the console; null for none. <value>none</value></summary>
    public ProviderSettings? Provider { get; init; }

    /// <summary>The time for which a process that was asked to stop still takes requests, while <c>/readyz</c> fails. <value>0 seconds</value></summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>The time that requests and streams then have to end before their connections are aborted. <value>0.9 seconds</value></summary>
    public TimeSpan DrainTimeout { get; init; } = DefaultDrainTimeout;

    /// <summary>Everything else, for the reference APIs.</summary>
    public required IConfiguration Configuration { get; init; }
}

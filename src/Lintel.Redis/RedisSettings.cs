using System.Net;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>The place of the engine, and the conduct of the connections to it.</summary>
internal sealed class RedisSettings
{
    private const int Milliseconds = 250;

    private readonly ConfigurationOptions _options;

    private RedisSettings(ConfigurationOptions options) => _options = options;

    /// <summary>Copies settings.</summary>
    public RedisSettings(RedisSettings other) => _options = other._options;

    /// <summary>The longest time that all calls for one request take together. <value>200 milliseconds</value></summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The servers, without secrets.</summary>
    public string Servers => string.Join(',', _options.EndPoints.Select(server => server is DnsEndPoint named ? $"{named.Host}:{named.Port}" : $"{server}"));

    /// <summary>Reads the text that StackExchange.Redis reads.</summary>
    /// <param name="configuration">Such as <c>redis-1:6379,password=…</c>.</param>
    /// <exception cref="ArgumentException">It is none, or names no server; says nothing of what it holds.</exception>
    public static RedisSettings Parse(string configuration)
    {
        // What the driver says of a fault may quote the text, and with it the password.
        var options = TryParse(configuration)
            ?? throw new ArgumentException("The configuration of Redis cannot be read. Write it as host:port,password=….", nameof(configuration));
        return options.EndPoints.Count > 0
            ? new RedisSettings(options)
            : throw new ArgumentException("The configuration of Redis names no server. Write it as host:port,password=….", nameof(configuration));
    }

    /// <summary>The connection for counters: it fails at once where nothing can be sent, and comes back by itself within a quarter of a second.</summary>
    public ConfigurationOptions ForCounters()
    {
        var options = _options.Clone();
        options.Protocol = RedisProtocol.Resp2;
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = Milliseconds + (int)LongestWait.TotalMilliseconds;
        options.ConnectTimeout = 4 * Milliseconds;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(Milliseconds);
        options.ReconnectRetryPolicy = new LinearRetry(Milliseconds);
        options.ClientName ??= "lintel";
        return options;
    }

    /// <summary>The connection for messages: it is there a moment after the engine is, in the protocol that the driver agrees on with the server.</summary>
    public ConfigurationOptions ForMessages()
    {
        var options = _options.Clone();
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = 4 * Milliseconds;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(Milliseconds);
        options.ReconnectRetryPolicy = new LinearRetry(Milliseconds);
        options.ClientName ??= "lintel changes";
        return options;
    }

    private static ConfigurationOptions? TryParse(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}

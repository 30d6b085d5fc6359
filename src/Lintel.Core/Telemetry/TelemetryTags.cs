namespace Lintel.Telemetry;

/// <summary>
/// The tags of instruments and activities. Their values come from contracts, endpoints and the program, never from callers: a key, an account or an address is
/// none of them.
/// </summary>
internal static class TelemetryTags
{
    /// <summary>The API's name.</summary>
    public const string Api = "lintel.api";

    /// <summary>The operation's name; absent where none was found.</summary>
    public const string Operation = "lintel.operation";

    /// <summary>The code of the error; absent for a success.</summary>
    public const string Code = "lintel.code";

    /// <summary>The condition of the refusal; absent for a success, and for codes that operations raise.</summary>
    public const string Condition = "lintel.condition";

    /// <summary>true where the contract would have refused the request and shadow mode let it pass; otherwise, absent.</summary>
    public const string Shadow = "lintel.shadow";

    /// <summary>The name of a rate limit policy.</summary>
    public const string Policy = "lintel.policy";

    /// <summary>The decision of a policy: admitted or refused.</summary>
    public const string LimiterResult = "lintel.limiter.result";

    /// <summary>The engine that processes share: redis.</summary>
    public const string EngineName = "lintel.engine.name";

    /// <summary>The cache: keys, accounts or sessions.</summary>
    public const string CacheName = "lintel.cache.name";

    /// <summary>The end of a look-up: hit or miss.</summary>
    public const string CacheResult = "lintel.cache.result";

    /// <summary>The name of a background loop.</summary>
    public const string LoopName = "lintel.loop.name";

    /// <summary>The database, by the name of its file.</summary>
    public const string StoreName = "lintel.store.name";

    /// <summary>The kind of work of a database: read or write.</summary>
    public const string StoreOperation = "lintel.store.operation";

    /// <summary>The end of an attempt to deliver: delivered, refused, gone or unreachable.</summary>
    public const string WebhookOutcome = "lintel.webhook.outcome";

    /// <summary>The stage of a guard, by its word.</summary>
    public const string Stage = "lintel.stage";

    /// <summary>The decision of a guard: passed or refused.</summary>
    public const string Decision = "lintel.decision";

    /// <summary>The kind of a failure (semantic conventions of OpenTelemetry).</summary>
    public const string ErrorType = "error.type";

    /// <summary>The status that was sent.</summary>
    public const string Status = "http.response.status_code";
}

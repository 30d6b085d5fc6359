namespace Lintel.Requests;

/// <summary>Kinds of traffic that the request log keeps apart, so that entries of one kind never push out those of another.</summary>
internal enum RequestTraffic
{
    /// <summary>Requests without a recognized credential, whatever they were answered. Anybody can send any number of them.</summary>
    Anonymous,

    /// <summary>Requests with a recognized credential that were refused or failed.</summary>
    Refused,

    /// <summary>Requests with a recognized credential that were answered.</summary>
    Admitted,
}

/// <summary>Tells kinds of traffic apart.</summary>
internal static class RequestTraffics
{
    /// <summary>Returns the kind of traffic of a request.</summary>
    /// <param name="caller">The key or the account; null for nobody known.</param>
    /// <param name="status">The status that was sent.</param>
    /// <param name="isRefused">true where the contract refused, which a format may answer with 200.</param>
    public static RequestTraffic Of(string? caller, int status, bool isRefused) =>
        caller is null ? RequestTraffic.Anonymous : status >= 400 || isRefused ? RequestTraffic.Refused : RequestTraffic.Admitted;
}

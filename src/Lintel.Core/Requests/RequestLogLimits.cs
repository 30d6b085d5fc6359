namespace Lintel.Requests;

/// <summary>The number of entries of each kind of traffic that the request log keeps.</summary>
/// <param name="Anonymous">Entries without a recognized credential.</param>
/// <param name="Refused">Entries of recognized callers that were refused or failed.</param>
/// <param name="Admitted">Entries of recognized callers that were answered.</param>
internal readonly record struct RequestLogLimits(long Anonymous, long Refused, long Admitted)
{
    /// <summary>Returns the number of one kind.</summary>
    /// <param name="traffic">The kind.</param>
    public long Of(RequestTraffic traffic) => traffic switch
    {
        RequestTraffic.Anonymous => Anonymous,
        RequestTraffic.Refused => Refused,
        _ => Admitted,
    };
}

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

namespace Lintel.Requests;

/// <summary>The fields of a line of the request log that searches compare.</summary>
internal interface IRequestLine
{
    /// <summary>The time at which the request began.</summary>
    DateTimeOffset At { get; }

    /// <summary>The API's name.</summary>
    string Api { get; }

    /// <summary>The operation's name, or null.</summary>
    string? Operation { get; }

    /// <summary>The method.</summary>
    string Method { get; }

    /// <summary>The route or path.</summary>
    string Route { get; }

    /// <summary>The status.</summary>
    int Status { get; }

    /// <summary>The code of the error, or null.</summary>
    string? Code { get; }

    /// <summary>The condition, or null.</summary>
    string? Condition { get; }

    /// <summary>The key's id, or null.</summary>
    string? KeyId { get; }

    /// <summary>The account's id, or null.</summary>
    string? AccountId { get; }

    /// <summary>The id of the account's application, or null.</summary>
    string? ApplicationId { get; }

    /// <summary>The client's address, or null.</summary>
    string? Address { get; }

    /// <summary>The duration in microseconds.</summary>
    long DurationMicroseconds { get; }

    /// <summary>The client's own id, or null.</summary>
    string? InboundId { get; }

    /// <summary>True where the contract would have refused and the application answered.</summary>
    bool IsShadow { get; }

    /// <summary>The id of the trace, or null.</summary>
    string? TraceId { get; }
}

using System.Net;
using Lintel.Addresses;

namespace Lintel.Requests;

/// <summary>The filters of a search, newest entries first; null means any.</summary>
internal sealed record RequestLogQuery
{
    /// <summary>The request id.</summary>
    public string? Id { get; init; }

    /// <summary>The id that the client sent.</summary>
    public string? InboundId { get; init; }

    /// <summary>The API's name.</summary>
    public string? Api { get; init; }

    /// <summary>The account's id.</summary>
    public string? AccountId { get; init; }

    /// <summary>The key's id.</summary>
    public string? KeyId { get; init; }

    /// <summary>The id of the account's application.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The name of the operation.</summary>
    public string? Operation { get; init; }

    /// <summary>The method.</summary>
    public string? Method { get; init; }

    /// <summary>The route, or how it begins where it ends with <c>*</c>.</summary>
    public string? Route { get; init; }

    /// <summary>The status.</summary>
    public int? Status { get; init; }

    /// <summary>The class of the status: its first digit.</summary>
    public int? StatusClass { get; init; }

    /// <summary>The code of the error.</summary>
    public string? Code { get; init; }

    /// <summary>The name of the condition.</summary>
    public string? Condition { get; init; }

    /// <summary>The address, as the log writes it.</summary>
    public string? Address { get; init; }

    /// <summary>The network that the address is in.</summary>
    public IPNetwork? Network { get; init; }

    /// <summary>The duration that the request exceeded, in microseconds.</summary>
    public long? SlowerThan { get; init; }

    /// <summary>The id of the trace, 32 lower-case hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>true for what shadow mode would have refused, false for everything else.</summary>
    public bool? IsShadow { get; init; }

    /// <summary>Not before this moment.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Continue after this cursor of an earlier page.</summary>
    public long? Cursor { get; init; }

    /// <summary>The largest number of entries, at least 1.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>true if only requests that failed or were refused, by shadow mode too, can match; otherwise, false.</summary>
    public bool IsOfFailures => Status >= 400 || StatusClass >= 4 || Code is not null || Condition is not null;

    /// <summary>Compares a line with every filter but <see cref="Id"/>; its place among the pages is not looked at.</summary>
    public bool Matches(IRequestLine line) =>
        MatchesStatus(line.Status)
        && (IsShadow is null || IsShadow == line.IsShadow)
        && !(line.At < From)
        && !(line.At >= To)
        && !(line.DurationMicroseconds <= SlowerThan)
        && (Api is null || Is(Api, line.Api))
        && (AccountId is null || Is(AccountId, line.AccountId))
        && (KeyId is null || Is(KeyId, line.KeyId))
        && (ApplicationId is null || Is(ApplicationId, line.ApplicationId))
        && (Operation is null || Is(Operation, line.Operation))
        && (Method is null || Is(Method, line.Method))
        && (Code is null || Is(Code, line.Code))
        && (Condition is null || Is(Condition, line.Condition))
        && (InboundId is null || Is(InboundId, line.InboundId))
        && (TraceId is null || Is(TraceId, line.TraceId))
        && (Address is null || Is(Address, line.Address))
        && (Network is null || IsWithin(Network.Value, line.Address))
        && (Route is null || MatchesRoute(line.Route));

    private static bool Is(string wanted, string? actual) => string.Equals(wanted, actual, StringComparison.Ordinal);

    // An address of a link has a zone after it.
    private static bool IsWithin(IPNetwork network, string? text) =>
        text is not null
        && AddressText.TryParse(text.IndexOf('%', StringComparison.Ordinal) is > 0 and var zone ? text.AsSpan(0, zone) : text, out var address)
        && network.Contains(address);

    private bool MatchesStatus(int status) => (Status is null || Status == status) && (StatusClass is null || StatusClass == status / 100);

    private bool MatchesRoute(string route) => Route!.EndsWith('*')
        ? route.AsSpan().StartsWith(Route.AsSpan(0, Route.Length - 1), StringComparison.Ordinal)
        : Is(Route, route);
}

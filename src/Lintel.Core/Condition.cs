using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Lintel;

/// <summary>
/// A vendor-neutral reason why a request is refused or fails, such as <c>credential.revoked</c>. The set is closed: a contract maps each
/// condition that can arise to one of its error definitions, and a specific condition without a row of its own falls back to a general one.
/// </summary>
public sealed class Condition
{
    private const int LowestStatus = 400;
    private const int HighestStatus = 599;
    private const string HttpPrefix = "http.";

    private static readonly List<Condition> Registered = [];

    private Condition(string name, Condition? fallback, string[] arguments)
    {
        Name = name;
        Fallback = fallback;
        Arguments = arguments;
        Index = Registered.Count;
        Registered.Add(this);
    }

    /// <summary>Any fault of the presented credential.</summary>
    public static Condition CredentialInvalid { get; } = new("credential.invalid", null, []);

    /// <summary>No credential was presented.</summary>
    public static Condition CredentialMissing { get; } = new("credential.missing", CredentialInvalid, []);

    /// <summary>The header is there but not in its form: another scheme, two lines, two credentials.</summary>
    public static Condition CredentialMalformed { get; } = new("credential.malformed", CredentialInvalid, []);

    /// <summary>The header names its scheme and then carries no value.</summary>
    public static Condition CredentialEmpty { get; } = new("credential.empty", CredentialInvalid, []);

    /// <summary>No stored key matches, here and in this environment; deleted keys are unknown.</summary>
    public static Condition CredentialUnknown { get; } = new("credential.unknown", CredentialInvalid, []);

    /// <summary>The key was switched off and may be switched on again.</summary>
    public static Condition CredentialDisabled { get; } = new("credential.disabled", CredentialInvalid, []);

    /// <summary>The key was revoked, for good.</summary>
    public static Condition CredentialRevoked { get; } = new("credential.revoked", CredentialInvalid, []);

    /// <summary>The key's time is over.</summary>
    public static Condition CredentialExpired { get; } = new("credential.expired", CredentialInvalid, []);

    /// <summary>The parts of a credential do not belong together.</summary>
    public static Condition CredentialMismatched { get; } = new("credential.mismatched", CredentialInvalid, []);

    /// <summary>No session was presented.</summary>
    public static Condition SessionMissing { get; } = new("session.missing", CredentialInvalid, []);

    /// <summary>The session is unknown, over or ended.</summary>
    public static Condition SessionInvalid { get; } = new("session.invalid", CredentialInvalid, []);

    /// <summary>Any refusal of a known caller.</summary>
    public static Condition PermissionDenied { get; } = new("permission.denied", null, []);

    /// <summary>The operation takes a session only.</summary>
    public static Condition SessionRequired { get; } = new("session.required", PermissionDenied, []);

    /// <summary>The account's plan has no API, or its subscription is not in a paying state.</summary>
    public static Condition PlanInactive { get; } = new("plan.inactive", PermissionDenied, ["plan", "subscription"]);

    /// <summary>The account is suspended, or the person who signs in is disabled.</summary>
    public static Condition AccountDisabled { get; } = new("account.disabled", PermissionDenied, []);

    /// <summary>The application is suspended.</summary>
    public static Condition ApplicationSuspended { get; } = new("application.suspended", PermissionDenied, []);

    /// <summary>The key is restricted to other applications.</summary>
    public static Condition ApplicationForbidden { get; } = new("application.forbidden", PermissionDenied, []);

    /// <summary>The key may not be used from this address.</summary>
    public static Condition AddressForbidden { get; } = new("address.forbidden", PermissionDenied, ["address"]);

    /// <summary>The key lacks the scope of the resource.</summary>
    public static Condition ScopeMissing { get; } = new("scope.missing", PermissionDenied, ["required", "available"]);

    /// <summary>The key lacks the scope of this one operation.</summary>
    public static Condition OperationMissing { get; } = new("operation.missing", PermissionDenied, ["required", "available"]);

    /// <summary>What was asked for is not there, or is not the caller's.</summary>
    public static Condition NotFound { get; } = new("not_found", null, ["problem"]);

    /// <summary>No operation has this path.</summary>
    public static Condition RouteUnknown { get; } = new("route.unknown", NotFound, ["problem"]);

    /// <summary>No record of the caller's account has this id.</summary>
    public static Condition ResourceMissing { get; } = new("resource.missing", NotFound, ["problem", "resource", "id"]);

    /// <summary>The path exists, this method does not.</summary>
    public static Condition MethodUnsupported { get; } = new("method.unsupported", null, ["method"]);

    /// <summary>No path of any API has this method (RFC 9110 section 9.1).</summary>
    public static Condition MethodUnknown { get; } = new("method.unknown", MethodUnsupported, ["method"]);

    /// <summary>The request is understood and wrong: a value of a wrong type, out of range, unknown.</summary>
    public static Condition RequestInvalid { get; } = new("request.invalid", null, ["problem", "field"]);

    /// <summary>The body cannot be read: not JSON, not UTF-8, duplicate members, lone surrogates.</summary>
    public static Condition RequestMalformed { get; } = new("request.malformed", RequestInvalid, ["problem", "field"]);

    /// <summary>
    /// The request is not HTTP, or broke off: a bad request line, header field or chunk, or a body that did not arrive in time. Nothing is said about
    /// what its body holds.
    /// </summary>
    public static Condition RequestUnreadable { get; } = new("request.unreadable", RequestMalformed, ["problem", "field"]);

    /// <summary>A field that the operation needs was not sent.</summary>
    public static Condition RequestFieldMissing { get; } = new("request.field_missing", RequestInvalid, ["problem", "field"]);

    /// <summary>The body is larger than the contract admits.</summary>
    public static Condition RequestTooLarge { get; } = new("request.too_large", RequestInvalid, ["problem", "field", "limit"]);

    /// <summary>The request target is longer than the contract admits.</summary>
    public static Condition RequestUriTooLong { get; } = new("request.uri_too_long", RequestInvalid, ["problem", "field", "limit"]);

    /// <summary>The header fields are larger than the contract admits.</summary>
    public static Condition RequestHeadersTooLarge { get; } = new("request.headers_too_large", RequestInvalid, ["problem", "field", "limit"]);

    /// <summary>The body is not in a media type that the operation reads.</summary>
    public static Condition RequestMediaType { get; } = new("request.media_type", RequestInvalid, ["problem", "field"]);

    /// <summary>The body is in a content coding that the API does not read.</summary>
    public static Condition RequestEncoding { get; } = new("request.encoding", RequestInvalid, ["problem", "field"]);

    /// <summary>The request cannot be done in the present state.</summary>
    public static Condition StateConflict { get; } = new("state.conflict", null, ["problem"]);

    /// <summary>The operation needs an idempotency key, and none was sent.</summary>
    public static Condition IdempotencyMissing { get; } = new("idempotency.missing", RequestFieldMissing, ["problem", "field"]);

    /// <summary>The idempotency key was used for another request before.</summary>
    public static Condition IdempotencyMismatch { get; } = new("idempotency.mismatch", RequestInvalid, ["problem", "field"]);

    /// <summary>A request with this idempotency key is still in progress.</summary>
    public static Condition IdempotencyInFlight { get; } = new("idempotency.in_flight", StateConflict, ["problem"]);

    /// <summary>A rate limit policy has no room left.</summary>
    public static Condition RateExceeded { get; } = new("rate.exceeded", null, ["limit", "window", "retryAfter"]);

    /// <summary>Something unforeseen.</summary>
    public static Condition ServerError { get; } = new("server.error", null, []);

    /// <summary>The operation is reserved and not yet built.</summary>
    public static Condition ServerNotImplemented { get; } = new("server.not_implemented", ServerError, []);

    /// <summary>Something the API depends on did not answer.</summary>
    public static Condition ServerDependency { get; } = new("server.dependency", ServerError, []);

    /// <summary>The server has more work than it can take.</summary>
    public static Condition ServerOverloaded { get; } = new("server.overloaded", ServerError, []);

    /// <summary>The operation took longer than it may.</summary>
    public static Condition ServerTimeout { get; } = new("server.timeout", ServerError, []);

    /// <summary>Every condition with a name of its own, each at the place of its <see cref="Index"/>; those of <see cref="Http"/> are not among them.</summary>
    public static IReadOnlyList<Condition> All { get; } = [.. Registered];

    private static readonly Condition[] ByStatus = [.. Enumerable.Range(LowestStatus, HighestStatus - LowestStatus + 1).Select(MakeHttp)];

    private static readonly FrozenDictionary<string, Condition> ByName = Registered.ToFrozenDictionary(condition => condition.Name);

    /// <summary>Every condition, those of <see cref="Http"/> included, each at the place of its <see cref="Index"/>.</summary>
    internal static IReadOnlyList<Condition> Everything => Registered;

    /// <summary>The number of all conditions, those of <see cref="Http"/> included; one more than the highest <see cref="Index"/>.</summary>
    internal static int Count => Registered.Count;

    /// <summary>The name as contracts write it, such as <c>scope.missing</c>.</summary>
    public string Name { get; }

    /// <summary>The more general condition that answers where a contract has no row for this one; null for a root.</summary>
    public Condition? Fallback { get; }

    /// <summary>The most general condition that this one falls back to; itself where it is general.</summary>
    internal Condition Root => Fallback?.Root ?? this;

    /// <summary>Returns true if the condition is another one, or falls back to it; otherwise, false.</summary>
    internal bool IsUnder(Condition general) => this == general || Fallback?.IsUnder(general) == true;

    /// <summary>The names of the arguments that come with this condition and that a row's message may use as placeholders.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The status of a condition of <see cref="Http"/>; null for all others.</summary>
    public int? Status { get; private init; }

    /// <summary>A number from 0 to <c>Count - 1</c>, for tables.</summary>
    internal int Index { get; }

    /// <summary>
    /// The condition of a status that the application answered with by itself, such as <c>http.410</c>. It falls back to the condition that the status
    /// stands for, such as <c>not_found</c> for 404, and otherwise to the general condition of its class.
    /// </summary>
    /// <param name="status">400 to 599.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not that of an error.</exception>
    public static Condition Http(int status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, LowestStatus);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, HighestStatus);
        return ByStatus[status - LowestStatus];
    }

    /// <summary>Finds a condition by its name, which is compared exactly.</summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out Condition? condition) => ByName.TryGetValue(name, out condition);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Condition MakeHttp(int status)
    {
        var general = GeneralOf(status);
        return new Condition($"{HttpPrefix}{status}", general, [.. general.Arguments.Union(["problem"], StringComparer.Ordinal)]) { Status = status };
    }

    private static Condition GeneralOf(int status) => status switch
    {
        401 => CredentialInvalid,
        403 => PermissionDenied,
        404 => NotFound,
        405 => MethodUnsupported,
        409 => StateConflict,
        413 => RequestTooLarge,
        414 => RequestUriTooLong,
        415 => RequestMediaType,
        429 => RateExceeded,
        431 => RequestHeadersTooLarge,
        < 500 => RequestInvalid,
        501 => ServerNotImplemented,
        503 => ServerOverloaded,
        504 => ServerTimeout,
        _ => ServerError,
    };
}

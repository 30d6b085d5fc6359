using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>
/// One endpoint as the front door sees it. Made from the conventions of <see cref="Microsoft.AspNetCore.Builder.OperationBuilderExtensions"/>.
/// </summary>
public sealed class Operation
{
    /// <summary>The query parameter that may hold the credential (RFC 6750 section 2.3).</summary>
    internal const string CredentialParameter = "access_token";

    private readonly string[] _methods;

    internal Operation(string name, string route, string[] methods)
    {
        Name = name;
        Route = route;
        _methods = methods;
    }

    /// <summary>The name: the endpoint's own, or method and route.</summary>
    public string Name { get; }

    /// <summary>The route's text, such as <c>/pixel/api/v1/me</c>.</summary>
    public string Route { get; }

    /// <summary>
    /// The metadata that the endpoint was mapped with, such as attributes of an action: an added guard finds here what it holds the operation to.
    /// </summary>
    public EndpointMetadataCollection Metadata { get; internal init; } = EndpointMetadataCollection.Empty;

    /// <summary>The methods it answers, GET with HEAD.</summary>
    public IReadOnlyList<string> Methods => _methods;

    /// <summary>The scope of its resource; null for none.</summary>
    public string? Scope { get; internal set; }

    /// <summary>The scope of this one operation; null for none.</summary>
    public string? OperationScope { get; internal set; }

    /// <summary>The class that rate limit policies go by; null where the API classifies.</summary>
    public string? Class { get; internal set; }

    /// <summary>True where the endpoint allows anonymous callers (<c>AllowAnonymous</c>); its limits are those per address.</summary>
    public bool Anonymous { get; internal set; }

    /// <summary>True where callers without a credential are answered too (<c>OptionalCredential</c>), and a bad one is refused.</summary>
    public bool CredentialIsOptional { get; internal set; }

    /// <summary>The kinds of credentials that are looked at, by the contract's words; null for all of the contract.</summary>
    public IReadOnlyList<string>? Accepted { get; internal set; }

    /// <summary>True where the credential may also be sent as the query parameter <c>access_token</c> (RFC 6750 section 2.3).</summary>
    public bool AcceptsCredentialInQuery { get; internal set; }

    /// <summary>True where a key is not enough: the operation is for people who signed in.</summary>
    public bool RequiresSession { get; internal set; }

    /// <summary>The codes of its own that it may raise.</summary>
    public IReadOnlyList<string> Codes { get; internal set; } = [];

    /// <summary>The conditions that its handler and delegates refuse by, as it says itself.</summary>
    internal List<Condition> RaisedConditions { get; } = [];

    /// <summary>True where the operation is announced and not built yet.</summary>
    public bool IsReserved { get; internal set; }

    /// <summary>The media types of bodies that the endpoint says it accepts; empty for any.</summary>
    internal IReadOnlyList<string> MediaTypes { get; set; } = [];

    /// <summary>
    /// The largest body in bytes, as <c>MaxBody</c>, <c>[RequestSizeLimit]</c> or <c>[DisableRequestSizeLimit]</c> say; <see cref="long.MaxValue"/> for no
    /// limit, null for the contract's size.
    /// </summary>
    public long? MaxBody { get; internal init; }

    /// <summary>True where the framework's binding reads the body as a whole, before the handler runs.</summary>
    internal bool BindsBody { get; set; }

    /// <summary>True where a request that is repeated with its idempotency key is answered as the first one was.</summary>
    public bool IsIdempotent { get; internal set; }

    /// <summary>True where the handler keeps its answer in the transaction of its own changes.</summary>
    internal bool JoinsTransaction { get; set; }

    /// <summary>True where none of its delegates changes anything, so that they may be asked about requests that are only thought of.</summary>
    internal bool HasNoSideEffects { get; set; }

    /// <summary>True where a delegate with parameters of its own reads the body or the query.</summary>
    internal bool ReadsByDelegate { get; set; }

    internal List<QueryCondition> QueryConditions { get; } = [];

    internal List<NamedLimit> Limits { get; } = [];

    /// <summary>The login of somebody who signs in, from what the operation reads; null where nobody does.</summary>
    internal BoundText? SignInLogin { get; set; }

    internal List<StageDelegate> Preconditions { get; } = [];

    /// <summary>Whether it answers a method, in this spelling; without any it answers all.</summary>
    internal bool Answers(string method) => _methods.Length == 0 || Array.IndexOf(_methods, method) >= 0;

    /// <summary>Tells whether the query conditions hold.</summary>
    internal bool MeetsQuery(HttpRequest request)
    {
        foreach (var condition in QueryConditions)
        {
            var present = request.Query.TryGetValue(condition.Name, out var values);
            if (present != condition.Present || (condition.Value is { } value && values.ToString() != value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tells whether the body's media type is one of <see cref="MediaTypes"/>. A request that names none is left to the reader of its body.</summary>
    internal bool AcceptsMediaType(HttpRequest request) =>
        MediaTypes.Count == 0
        || string.IsNullOrEmpty(request.ContentType)
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && IsKnown(sent) && MediaTypes.Any(
            type => sent.IsSubsetOf(new MediaTypeHeaderValue(type))));

    /// <summary>Tells whether a query parameter chooses the operation or is its credential.</summary>
    internal bool GoesBy(string parameter) =>
        (AcceptsCredentialInQuery && string.Equals(parameter, CredentialParameter, StringComparison.OrdinalIgnoreCase))
        || QueryConditions.Exists(condition => string.Equals(condition.Name, parameter, StringComparison.OrdinalIgnoreCase));

    // What reads the body would fail on a charset that nobody knows.
    private static bool IsKnown(MediaTypeHeaderValue sent) => !sent.Charset.HasValue || sent.Encoding is not null;

    internal NamedLimit? LimitNamed(string policy)
    {
        foreach (var limit in Limits)
        {
            if (limit.Policy == policy)
            {
                return limit;
            }
        }

        return null;
    }

    /// <summary>The scopes that <see cref="ScopeByRequest"/> may name.</summary>
    internal IReadOnlyList<string> ScopesByRequest { get; set; } = [];

    /// <summary>The scope that the request asks for; null where it does not depend on the request.</summary>
    internal BoundText? ScopeByRequest { get; set; }

    /// <summary>The application that the request names; null where it names none.</summary>
    internal BoundText? ApplicationNamed { get; set; }

    /// <summary>True where a key that is restricted to some applications is forbidden.</summary>
    internal bool ForAllApplications { get; set; }

    /// <summary>Whether a kind of credential is looked at.</summary>
    internal bool Accepts(CredentialScheme scheme) => Accepted is not { } accepted || accepted.Contains(scheme.Word);

    /// <summary>Reads the body and notes every fault; null where the operation has none.</summary>
    internal Func<FieldReader, ValueTask<object?>>? ReadBody { get; set; }

    /// <summary>True where the body is a list; otherwise it is an object.</summary>
    internal bool TakesList { get; set; }

    /// <summary>Reads the query string and notes every fault; null where the operation does not look at it.</summary>
    internal Func<FieldReader, ValueTask<object?>>? ReadQuery { get; set; }

    /// <summary>What a 401 of this operation asks for, once the first was answered.</summary>
    internal ChallengeSet? Challenges { get; set; }

    internal List<StageDelegate> ResourceLoads { get; } = [];

    /// <summary>True where one of <see cref="ResourceLoads"/> may find nothing.</summary>
    internal bool MayLackResource { get; set; }

    /// <summary>The parameters of delegates that stages ask, as the framework binds them.</summary>
    internal List<IParameterBindingMetadata> StageParameters { get; } = [];

    /// <summary>The types of the records that <see cref="ResourceLoads"/> load.</summary>
    internal List<Type> ResourceTypes { get; } = [];

    internal List<StageDelegate> RuleChecks { get; } = [];

    /// <summary>True where the endpoint or a delegate takes a record of the caller as a parameter.</summary>
    internal bool TakesCaller { get; set; }

    /// <summary>The parameters of the endpoint and of the delegates that stages fill.</summary>
    internal HashSet<TakenParameter> Taken { get; } = [];

    /// <summary>The records of the caller that the endpoint and the delegates cannot do without.</summary>
    internal HashSet<NeededCaller> NeededCallers { get; } = [];

    /// <summary>The JSON options that describe the operation: those that the endpoint has as metadata, or those of minimal APIs.</summary>
    internal JsonSerializerOptions Json { get; init; } = JsonSerializerOptions.Web;

    /// <summary>The type that <see cref="ReadBody"/> reads.</summary>
    internal Type? BodyType { get; set; }

    /// <summary>The type that <see cref="ReadQuery"/> reads.</summary>
    internal Type? QueryType { get; set; }

    /// <summary>The serializer's view of <see cref="BodyType"/>; null where a delegate reads the body field by field.</summary>
    internal JsonTypeInfo? BodyInfo { get; set; }

    /// <summary>The serializer's view of <see cref="QueryType"/>; null where a delegate reads the query field by field.</summary>
    internal JsonTypeInfo? QueryInfo { get; set; }

    /// <summary>The delegates that cannot be bound, one sentence each.</summary>
    internal List<string> DelegateFaults { get; } = [];
}

/// <summary>A typed delegate of an operation, as the guards call it.</summary>
internal delegate ValueTask<Decision> StageDelegate(ApiCall call);

/// <summary>A parameter that a stage fills.</summary>
/// <param name="Type">The type, such as <see cref="Lintel.AspNetCore.Body{T}"/>.</param>
/// <param name="Method">The method that was given the delegate; null for the endpoint.</param>
/// <param name="Stage">The stage that asks the delegate; null for the endpoint.</param>
internal sealed record TakenParameter(Type Type, string? Method, StageDescriptor? Stage);

/// <summary>A record of the caller that a method cannot do without.</summary>
/// <param name="Type">The record.</param>
/// <param name="Method">The method that was given the delegate; null for the endpoint.</param>
internal sealed record NeededCaller(Type Type, string? Method);

/// <summary>A query parameter that chooses between operations of one path.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">The value it must have; null for any.</param>
/// <param name="Present">Whether it must be there or must not.</param>
internal sealed record QueryCondition(string Name, string? Value, bool Present);

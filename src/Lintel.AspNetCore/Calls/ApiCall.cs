using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Claims;
using Lintel.Contracts;
using Lintel.RateLimits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// One request as the front door sees it. A handler takes it as a parameter. Never kept or reused after the request: it holds an account and a key.
/// Made for every request, so it is small: what a plain GET does not need stands in <see cref="RareParts"/>.
/// </summary>
public sealed class ApiCall : IHttpAuthenticationFeature
{
    /// <summary>The value of <see cref="CredentialStart"/> for a credential in the query; a field of its own would make every call larger.</summary>
    internal const int InQuery = -1;

    private const int NoPolicy = -1;

    private RareParts? _rare;

    // Only of requests that are refused or fail: those that are admitted do not carry it.
    private FailedParts? _failed;

    // What the limiter said, without the padding of its own record.
    private int _limit;
    private int _remaining;
    private uint _reset;
    private short _policy = NoPolicy;

    internal ApiCall(HttpContext http, ApiRuntime runtime, string requestId, long started)
    {
        Http = http;
        Runtime = runtime;
        RequestId = requestId;
        Started = started;
    }

    /// <summary>The request and response.</summary>
    public HttpContext Http { get; }

    /// <summary>The contract of the API that was called.</summary>
    public Contract Contract => Runtime.Contract;

    /// <summary>The request's id, with its prefix.</summary>
    public string RequestId { get; }

    /// <summary>When the request began, by the injected clock.</summary>
    public DateTimeOffset StartedAt => new(Runtime.Clock.ToUtcTicks(Started), TimeSpan.Zero);

    /// <summary>The client's address: the peer's, or what a trusted proxy says; <see cref="IPAddress.None"/> where that is unknown.</summary>
    public IPAddress Address { get; internal set; } = IPAddress.None;

    /// <summary>The operation; null until routing found one.</summary>
    public Operation? Operation { get; internal set; }

    /// <summary>The key that was presented.</summary>
    /// <exception cref="InvalidOperationException">The caller presented something else or nothing, or the key was not looked at yet.</exception>
    public ApiKey Key => KeyOrNull ?? throw new InvalidOperationException("No key has been recognized on this request.");

    /// <summary>The key that was presented; null where the caller presented something else or nothing.</summary>
    public ApiKey? KeyOrNull { get; internal set; }

    /// <summary>The session that was presented.</summary>
    /// <exception cref="InvalidOperationException">The caller presented something else or nothing, or the session was not looked at yet.</exception>
    public Session Session => SessionOrNull ?? throw new InvalidOperationException("No session has been recognized on this request.");

    /// <summary>The session that was presented; null where the caller presented something else or nothing.</summary>
    public Session? SessionOrNull => _rare?.Session?.Session;

    /// <summary>The application whose credentials were presented.</summary>
    /// <exception cref="InvalidOperationException">The caller presented something else or nothing, or the application was not looked at yet.</exception>
    public ClientApplication Application => ApplicationOrNull ?? throw new InvalidOperationException("No application has been recognized on this request.");

    /// <summary>The account that the credential belongs to.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Key"/>.</exception>
    public Account Account => AccountOrNull ?? throw new InvalidOperationException("No account has been recognized on this request.");

    /// <summary>The account that the credential belongs to; null where none was presented, or none was looked at yet.</summary>
    public Account? AccountOrNull { get; internal set; }

    /// <summary>
    /// Whoever calls, as <c>HttpContext.User</c> names them: the id of the key, of the person who signed in or of the application, or the subject that an
    /// <see cref="ICredentialReader"/> has verified or an access token names; null for nobody.
    /// </summary>
    public string? Subject => KeyOrNull?.Id ?? SessionOrNull?.UserId ?? ApplicationOrNull?.Id ?? CallerOrNull?.Subject;

    /// <summary>Signals that the client is gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    internal ApiRuntime Runtime { get; }

    /// <summary>The public address of the application.</summary>
    internal PublicOrigin PublicOrigin => Runtime.Origins.Of(Http.Request);

    /// <summary>When the request began, by the clock of requests.</summary>
    internal long Started { get; }

    /// <summary>What the caller is told about its rate limit; the policy is -1 before the limiter was asked.</summary>
    internal RateLimitStatus RateLimit
    {
        get => TellsWait(_policy)
            ? new RateLimitStatus(_policy, _limit, _remaining, ResetAt: 0) { ResetAfter = (int)_reset }
            : new RateLimitStatus(_policy, _limit, _remaining, _reset);
        set => (_policy, _limit, _remaining, _reset) =
            ((short)value.Policy, value.Limit, value.Remaining, (uint)(TellsWait(value.Policy) ? value.ResetAfter : value.ResetAt));
    }

    /// <summary>The list of policies that the caller is told about; null where <see cref="RateLimit"/> says all.</summary>
    internal IReadOnlyList<RateLimitStatus>? AllRateLimits
    {
        get => _rare?.RateLimits;
        set
        {
            if (value is not null)
            {
                Rare.RateLimits = value;
            }
        }
    }

    /// <summary>How the credential was presented; null where none was.</summary>
    internal CredentialScheme? CredentialScheme { get; set; }

    /// <summary>The place at which the credential begins in its header, or <see cref="InQuery"/>. The text itself is not copied.</summary>
    internal int CredentialStart { get; set; }

    /// <summary>True where the credential was read from the query.</summary>
    internal bool CredentialIsInQuery => CredentialStart == InQuery;

    /// <summary>
    /// Ticks from the start until the request was passed on to the application, at most 7 minutes; 0 where it was not, and where nobody measures.
    /// </summary>
    internal uint AdmittedAfter { get; set; }

    /// <summary>Ticks since the request began, at least 1 and at most 7 minutes.</summary>
    internal uint Elapsed => (uint)Math.Clamp(Runtime.Clock.Now - Started, 1, uint.MaxValue);

    /// <summary>
    /// The place that the request has come to: 0 before the guards, the number of the guard that was asked last, and one more than there are once all have
    /// passed.
    /// </summary>
    internal byte Reached { get; set; }

    /// <summary>True where no API can be named for the request; the guards do not apply.</summary>
    internal bool IsOutside { get; init; }

    /// <summary>True once the endpoint, or whatever else comes further in, may have written to the response.</summary>
    internal bool IsEntered { get; set; }

    /// <summary>True where the client hung up before its answer.</summary>
    internal bool ClientIsGone { get; set; }

    /// <summary>The response body that is held back; null before the guards have admitted the request, and once it has ended.</summary>
    internal IHttpResponseBodyFeature? ResponseBody { get; set; }

    /// <summary>The request body that stands in the place of the server's; null for none.</summary>
    internal IRequestBodyPipeFeature? RequestBody
    {
        get => _rare?.RequestBody;
        set => Rare.RequestBody = value;
    }

    /// <summary>The server's limit of the body in bytes before Lintel set another; <see cref="long.MaxValue"/> for none, null where it was left.</summary>
    internal long? ServerBodyLimit
    {
        get => _rare?.ServerBodyLimit;
        set => Rare.ServerBodyLimit = value;
    }

    /// <summary>The response's header fields from before the front door; null for none.</summary>
    internal KeyValuePair<string, StringValues>[]? OuterHeaders
    {
        get => _rare?.OuterHeaders;
        set => Rare.OuterHeaders = value;
    }

    /// <summary>True where the response had begun and the connection was aborted.</summary>
    internal bool IsCut { get; set; }

    /// <summary>The fault of the application that was answered as a failure, such as an error without a declaration or a definition; null for none.</summary>
    internal string? Undeclared
    {
        get => _rare?.Undeclared;
        set => Rare.Undeclared = value;
    }

    internal Refusal? Refusal
    {
        get => _failed?.Refusal;
        set => (_failed ??= new FailedParts()).Refusal = value;
    }

    internal ErrorDefinition? Error
    {
        get => _failed?.Error;
        set => (_failed ??= new FailedParts()).Error = value;
    }

    /// <summary>The facts of the request that the answer names, the same in header fields and body; null where it names none.</summary>
    internal RequestFacts? Known
    {
        get => _rare?.Known;
        set => Rare.Known = value;
    }

    /// <summary>The class that rate limit policies go by.</summary>
    internal string? Class => Operation?.Class ?? Runtime.Options.Classify?.Invoke(Http);

    /// <summary>What can be given back if the request fails; null for nothing.</summary>
    internal RateLimitCharge? Charge
    {
        get => _rare?.Charge;
        set
        {
            if (value is not null)
            {
                Rare.Charge = value;
            }
        }
    }

    internal ClientApplication? ApplicationOrNull => _rare?.Application;

    /// <summary>The id of the application that the request names; null for none, and where no guard has looked at it.</summary>
    internal string? ApplicationNamed
    {
        get => _rare?.ApplicationNamed;
        set
        {
            if (value is not null)
            {
                Rare.ApplicationNamed = value;
            }
        }
    }

    /// <summary>The caller whom a reader of the application's own has verified, or an access token names; null for every other.</summary>
    internal VerifiedCaller? CallerOrNull => _rare?.Caller;

    /// <summary>The scopes that narrow what the caller may do; null for a caller whom scopes do not narrow.</summary>
    internal IReadOnlyList<string>? ScopesOrNull => KeyOrNull?.Scopes ?? CallerOrNull?.Scopes ?? _rare?.Session?.Scopes;

    /// <summary>The key that bounds what the caller hands out: the one that was presented, or that the session was begun with; null for none.</summary>
    internal ApiKey? BoundingKeyOrNull => KeyOrNull ?? _rare?.Session?.BegunWith;

    /// <summary>The fields that a delegate of the operation is reading; null while none is.</summary>
    internal FieldReader? Reader
    {
        get => _rare?.Reader;
        set => Rare.Reader = value;
    }

    /// <summary>What reading the body came to, where a limit needed the body before its own stage; null where it is still to be read.</summary>
    internal Decision? BodyDecision
    {
        get => _rare?.BodyDecision;
        set => Rare.BodyDecision = value;
    }

    /// <summary>The recognized attempt to sign in; null before the body was read, and where nobody signs in.</summary>
    internal SignInAttempt? SignIn
    {
        get => _rare?.SignIn;
        set => Rare.SignIn = value;
    }

    /// <summary>The idempotency key of the request; null for none, and where no guard has looked at it.</summary>
    internal IdempotencyClaim? Idempotency
    {
        get => _rare?.Idempotency;
        set => Rare.Idempotency = value;
    }

    /// <summary>The methods of the path; null where the path is unknown or an operation was found.</summary>
    internal string? AllowedMethods
    {
        get => _rare?.AllowedMethods;
        set => Rare.AllowedMethods = value;
    }

    /// <summary>The request that is only thought of, whose guards are asked and change nothing; null for every real one.</summary>
    internal Rehearsal? Rehearsal
    {
        get => _rare?.Rehearsal;
        init => Rare.Rehearsal = value;
    }

    /// <summary>True for a request that is only thought of: nothing is charged, claimed or noted for it.</summary>
    internal bool IsRehearsal => _rare?.Rehearsal is not null;

    /// <summary>The hint of the secret that opened the key where a rotation has replaced it; null for the newest.</summary>
    internal string? OldSecret
    {
        get => _rare?.OldSecret;
        set
        {
            if (value is not null)
            {
                Rare.OldSecret = value;
            }
        }
    }

    /// <summary>The key that was recognized and refused, for the log alone; null for none.</summary>
    internal ApiKey? RefusedKey
    {
        get => _rare?.RefusedKey;
        set
        {
            if (value is not null)
            {
                Rare.RefusedKey = value;
            }
        }
    }

    /// <summary>Bytes of the body that were read; 0 where no one read it here.</summary>
    internal long BodyBytes
    {
        get => _rare?.BodyBytes ?? 0;
        set => Rare.BodyBytes = value;
    }

    /// <summary>The application's own user; null where it has set none.</summary>
    internal IHttpAuthenticationFeature? ApplicationUser
    {
        get => _rare?.ApplicationUser;
        set => Rare.ApplicationUser = value;
    }

    /// <summary>The user of the request once the guards have admitted it, made when somebody asks for it.</summary>
    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get => Rare.User ??= CallerIdentity.MakeUser(this);
        set => Rare.User = value;
    }

    /// <summary>The reason why the body could not be read; null where it could, or was not read.</summary>
    internal Refusal? BodyFailure
    {
        get => _rare?.BodyFailure;
        set => Rare.BodyFailure = value;
    }

    private RareParts Rare => _rare ??= new RareParts();

    /// <summary>True where the fields of a policy tell a wait; false where they tell a moment. Only that one is kept.</summary>
    private bool TellsWait(int policy) => policy >= 0 && Contract.Limits[policy].Headers == RateLimitHeaders.Ietf;

    /// <summary>Tells whether the caller may use an application of its account: a key those that it is restricted to, everybody else all of them.</summary>
    public bool MayUseApplication(string id) => KeyOrNull?.Applications is not { } applications || applications.Contains(id);

    /// <summary>The path by which callers reach a path of this application, with the prefix that a proxy or a path base takes away.</summary>
    /// <param name="path">The path with its leading slash, such as <c>/shop/orders/7</c>.</param>
    public string PathTo(string path) => PublicOrigin.Prefix + path;

    /// <summary>The absolute address by which callers reach a path of this application; the path alone where the request names no host.</summary>
    /// <inheritdoc cref="PathTo"/>
    public string LinkTo(string path) => PublicOrigin.Address + path;

    /// <summary>What the operation's <c>Body</c> read, or its <c>Query</c> where it has no <c>Body</c>.</summary>
    /// <exception cref="InvalidCastException">The operation reads another type.</exception>
    public T Body<T>() => (T)_rare?.Body!;

    /// <summary>What the operation's <c>Query</c> read.</summary>
    /// <exception cref="InvalidCastException">The operation reads another type.</exception>
    public T Query<T>() => (T)(_rare?.Query ?? _rare?.Body)!;

    /// <summary>The record of this type that the operation's <c>Resource</c> loaded.</summary>
    /// <exception cref="InvalidOperationException">The operation loads no such record.</exception>
    public T Resource<T>() => _rare?.Resource switch
    {
        T only => only,
        List<object> several when several.OfType<T>().FirstOrDefault() is { } found => found,
        _ => throw new InvalidOperationException($"The operation has no resource of type {typeof(T).Name}."),
    };

    /// <summary>The records that the operation loaded.</summary>
    internal IReadOnlyList<object> Resources => _rare?.Resource switch
    {
        null => [],
        List<object> several => several,
        var only => [only],
    };

    /// <summary>A fault of a field in the contract's words, for rules that only the operation knows.</summary>
    /// <param name="field">The path to the field.</param>
    /// <param name="problem">What is wrong, to follow the field's name: "must not be before 'scheduled_start'".</param>
    /// <param name="location">Where the field stands.</param>
    public FieldFault Fault(string field, string problem, FieldLocation location = FieldLocation.Body) =>
        FieldReader.MakeFault(Contract.FieldErrors, location, field, FieldFaultKind.Other, ("problem", problem));

    /// <summary>Binds the parameter of a minimal API handler.</summary>
    public static ValueTask<ApiCall?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    /// <summary>The call of a request; null where it did not come through the front door.</summary>
    internal static ApiCall? Of(HttpContext http) => http.Feature<ApiCall>();

    /// <summary>Lets whatever comes further in find this call.</summary>
    internal void Attach() => Http.Features[typeof(ApiCall)] = this;

    internal void SetBody(object? body) => Rare.Body = body;

    /// <summary>An operation that reads one of the two finds it under either name.</summary>
    internal void SetQuery(object? query)
    {
        if (Operation?.ReadBody is null)
        {
            Rare.Body = query;
        }
        else
        {
            Rare.Query = query;
        }
    }

    /// <summary>Keeps what a delegate of the operation has returned.</summary>
    internal void KeepResult(object? result) => Rare.Result = result;

    /// <summary>Takes what the last delegate has returned; null for nothing.</summary>
    internal object? TakeResult()
    {
        var result = _rare?.Result;
        _rare?.Result = null;
        return result;
    }

    /// <summary>Keeps the text that a policy counts this request by.</summary>
    internal void KeepText(NamedLimit limit, string text) => (Rare.LimitTexts ??= [])[limit.Policy] = text;

    /// <summary>The text that a policy counts this request by.</summary>
    internal string TextOf(NamedLimit limit) => Rare.LimitTexts![limit.Policy];

    /// <summary>The values that the guards have compared, in their order; null for none.</summary>
    internal IReadOnlyList<(StageDescriptor Stage, IReadOnlyList<ComparedValue> Values)>? Compared => _rare?.Compared;

    /// <summary>Keeps what a guard has compared, where it says any of it.</summary>
    /// <param name="index">The guard's place in the order.</param>
    /// <param name="decision">What it has decided.</param>
    /// <exception cref="InvalidOperationException">The guard has decided nothing.</exception>
    internal void AddCompared(int index, [NotNull] Decision? decision)
    {
        if (decision is null)
        {
            throw new InvalidOperationException(
                $"{Runtime.Guards[index].GetType().Name} has returned no decision. Return Decision.Pass to let the request go on.");
        }

        if (decision.Compared.Count > 0)
        {
            (Rare.Compared ??= []).Add((Runtime.Stages[index], decision.Compared));
        }
    }

    /// <summary>Takes a session for the caller's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="scopes">The scopes that narrow it; null where scopes do not narrow people.</param>
    /// <param name="begunWith">The key that it was begun with; null for one that was begun by other means.</param>
    internal void Recognize(Session session, IReadOnlyList<string>? scopes = null, ApiKey? begunWith = null)
    {
        Rare.Session = new KnownSession(session, scopes, begunWith);
    }

    internal void Recognize(VerifiedCaller caller) => Rare.Caller = caller;

    internal void Recognize(ClientApplication application) => Rare.Application = application;

    internal void AddResource(object resource) => Rare.Resource = Rare.Resource switch
    {
        null => resource,
        List<object> several => new List<object>([.. several, resource]),
        var only => new List<object> { only, resource },
    };

    private sealed class FailedParts
    {
        public Refusal? Refusal { get; set; }

        public ErrorDefinition? Error { get; set; }
    }

    /// <summary>What a plain GET does not need.</summary>
    private sealed class RareParts
    {
        public RateLimitCharge? Charge { get; set; }

        public IReadOnlyList<RateLimitStatus>? RateLimits { get; set; }

        public string? AllowedMethods { get; set; }

        public ApiKey? RefusedKey { get; set; }

        public string? OldSecret { get; set; }

        public Rehearsal? Rehearsal { get; set; }

        public KeyValuePair<string, StringValues>[]? OuterHeaders { get; set; }

        public string? Undeclared { get; set; }

        public RequestFacts? Known { get; set; }

        public long BodyBytes { get; set; }

        public IRequestBodyPipeFeature? RequestBody { get; set; }

        public long? ServerBodyLimit { get; set; }

        public Decision? BodyDecision { get; set; }

        public Refusal? BodyFailure { get; set; }

        public FieldReader? Reader { get; set; }

        public object? Body { get; set; }

        public object? Query { get; set; }

        public object? Resource { get; set; }

        public object? Result { get; set; }

        public Dictionary<string, string>? LimitTexts { get; set; }

        public List<(StageDescriptor Stage, IReadOnlyList<ComparedValue> Values)>? Compared { get; set; }

        public KnownSession? Session { get; set; }

        public SignInAttempt? SignIn { get; set; }

        public IdempotencyClaim? Idempotency { get; set; }

        public ClientApplication? Application { get; set; }

        public string? ApplicationNamed { get; set; }

        public VerifiedCaller? Caller { get; set; }

        public IHttpAuthenticationFeature? ApplicationUser { get; set; }

        public ClaimsPrincipal? User { get; set; }
    }

    /// <summary>A session, and the scopes that narrow it; null where scopes do not narrow people.</summary>
    private sealed record KnownSession(Session Session, IReadOnlyList<string>? Scopes, ApiKey? BegunWith);
}

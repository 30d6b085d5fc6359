using System.Net;
using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>
/// What the prober has to know of a running API beyond its contract: where it is, requests that work, and credentials by role. Only the first
/// four are needed; what is not given is reported as not provoked.
/// </summary>
public sealed record ProbeTarget
{
    /// <summary>What the API says that it answers.</summary>
    public required Contract Contract { get; init; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8080</c>; plain HTTP, for what no client library would send is sent too.</summary>
    public required Uri Address { get; init; }

    /// <summary>The path of its operations, under the contract's base path.</summary>
    public required string Base { get; init; }

    /// <summary>The ways in, one for each kind of credential; <see cref="Write"/> and <see cref="Hiding"/> go in by the first.</summary>
    public required IReadOnlyList<ProbeEntry> Entries { get; init; }

    /// <summary>A request with a JSON object for a body that succeeds any number of times; null for none.</summary>
    public ProbeRequest? Write { get; init; }

    /// <summary>A write that is answered again where it is repeated with its idempotency key; null for none.</summary>
    public ProbeIdempotency? Idempotency { get; init; }

    /// <summary>A body of <see cref="Write"/> with several faulty fields; null for none.</summary>
    public ProbeFaultyBody? Faulty { get; init; }

    /// <summary>Paths with their methods; <see cref="ProbeRoutes"/> reads them from a host's route table.</summary>
    public IReadOnlyList<ProbeRoute> Routes { get; init; } = [];

    /// <summary>Credentials that are refused, each with the condition that it has to meet.</summary>
    public IReadOnlyList<ProbeRefused> Refused { get; init; } = [];

    /// <summary>A credential that is good for one more address only; null for none.</summary>
    public ProbeAddressRule? Mapped { get; init; }

    /// <summary>A record of another account, and one that nobody has; null for none.</summary>
    public ProbeHiding? Hiding { get; init; }

    /// <summary>A limit that may be used up; null for none, and then that of failed authentications is.</summary>
    public ProbeLimit? Limit { get; init; }

    /// <summary>The causes of definitions that the prober cannot provoke by itself.</summary>
    public IReadOnlyList<ProbeCause> Causes { get; init; } = [];

    /// <summary>Another address of this machine that the API may see as a caller's, so that floods do not shut out the prober; null for none.</summary>
    public IPAddress? OtherPeer { get; init; }

    /// <summary>How many failed authentications the API admits from one address in a minute. <value>600</value></summary>
    public int FailedAuthenticationsPerMinute { get; init; } = 600;

    /// <summary>The path of the API's reference, such as <c>/docs/shop</c>; null where it is elsewhere.</summary>
    public string? ReferencePage { get; init; }

    /// <summary>Lets time go on until a limit's window is over: by the real clock, or by moving that of the API. <value>the real clock</value></summary>
    public Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = (time, cancellationToken) => Task.Delay(time, TimeProvider.System, cancellationToken);

    /// <summary>What can be seen of the API from inside; null from outside.</summary>
    internal IProbeInside? Inside { get; init; }
}

/// <summary>A way into an API: a credential of one kind that may do everything, with limits out of the way, and a request that it opens.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Read">A request that succeeds any number of times, without its credential: a GET, unless this kind of credential opens none.</param>
public sealed record ProbeEntry(ProbeCredential Credential, ProbeRequest Read)
{
    /// <summary>Where the credential is read from; null for the contract's first scheme.</summary>
    public CredentialScheme? Scheme { get; init; }

    /// <summary>What the read is answered by without any credential. <value>credential.missing</value></summary>
    public Condition Missing { get; init; } = Condition.CredentialMissing;
}

/// <summary>A body with several faulty fields.</summary>
/// <param name="Body">The JSON.</param>
/// <param name="Fields">The names of the faulty fields as an error has to name them.</param>
public sealed record ProbeFaultyBody(string Body, IReadOnlyList<string> Fields);

/// <summary>A write of an idempotent operation.</summary>
/// <param name="Write">A request with a JSON body that succeeds with each new idempotency key, without its credential and without a key.</param>
public sealed record ProbeIdempotency(ProbeRequest Write)
{
    /// <summary>A credential of another account, for which the same key is another; null for none.</summary>
    public ProbeCredential? OtherAccount { get; init; }
}

/// <summary>A path with exactly the methods that it has.</summary>
/// <param name="Target">Path and query, with any value for each parameter of the route.</param>
/// <param name="Methods">Its methods; HEAD goes with GET, and OPTIONS with all.</param>
public sealed record ProbeRoute(string Target, IReadOnlyList<string> Methods)
{
    /// <summary>Those of its methods that need no credential.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];
}

/// <summary>A credential that is refused: unknown, revoked, without a scope, of an account without the plan, of a suspended application.</summary>
/// <param name="Condition">What it has to meet.</param>
/// <param name="Credential">The credential.</param>
public sealed record ProbeRefused(Condition Condition, ProbeCredential Credential)
{
    /// <summary>The request that meets it; null for the first entry's read.</summary>
    public ProbeRequest? Request { get; init; }

    /// <summary>The scope that the request needs, for <c>scope.missing</c>; null for none.</summary>
    public string? Scope { get; init; }

    /// <summary>What the answer must not tell, such as the address that would be allowed; null for nothing.</summary>
    public string? Untold { get; init; }
}

/// <summary>A credential that may only be used from one address, and that address.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Peer">An address of this machine from which the API sees IPv6-mapped connections.</param>
public sealed record ProbeAddressRule(ProbeCredential Credential, IPAddress Peer);

/// <summary>Two requests that must be answered alike.</summary>
/// <param name="Hidden">For a record of another account.</param>
/// <param name="HiddenId">Its id.</param>
/// <param name="Absent">For a record that nobody has.</param>
/// <param name="AbsentId">Its id.</param>
public sealed record ProbeHiding(ProbeRequest Hidden, string HiddenId, ProbeRequest Absent, string AbsentId)
{
    /// <summary>The operation's own code for a record that is not there; null where <c>resource.missing</c> answers.</summary>
    public string? Code { get; init; }
}

/// <summary>A limit that may be used up.</summary>
/// <param name="Credential">The credential that it counts.</param>
/// <param name="Request">What it counts.</param>
/// <param name="Allow">How many are admitted in a window.</param>
public sealed record ProbeLimit(ProbeCredential Credential, ProbeRequest Request, int Allow)
{
    /// <summary>How long a window is. <value>1 minute</value></summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A credential of the same account that is refused with 401, which must not use up anything; null for none.</summary>
    public ProbeCredential? Refused { get; init; }
}

/// <summary>What a test can see of the API from inside.</summary>
internal interface IProbeInside
{
    /// <summary>How often a store has been asked for a key so far.</summary>
    long KeyLookups { get; }

    /// <summary>What the process has logged so far.</summary>
    IEnumerable<string> LogLines { get; }

    /// <summary>The request log's entry of a request id; null where there is none.</summary>
    ValueTask<Requests.RequestLogEntry?> FindRequestAsync(string requestId, CancellationToken cancellationToken);
}

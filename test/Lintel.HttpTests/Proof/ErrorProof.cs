using System.Net;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Host.Startup;
using Lintel.HttpTests.Conformance;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Lintel.RateLimits;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Proof;

/// <summary>Notes which errors the operations of one API answer with, in a process of its own.</summary>
internal sealed class ErrorProof : IAsyncDisposable
{
    private readonly HashSet<OperationError> _answered = [];

    private ErrorProof(LintelHost host, ProbeTarget target, KnownRecords records)
    {
        Host = host;
        Target = target;
        Runtime = host.Services.GetRequiredService<ApiDirectory>().Named(target.Contract.Api);
        Requests = new OperationRequests(Runtime, records);
        Probe = new Probe(target, new FailureBudget(), CancellationToken.None);
    }

    public LintelHost Host { get; }

    public ProbeTarget Target { get; }

    public ApiRuntime Runtime { get; }

    public Contract Contract => Target.Contract;

    public Probe Probe { get; }

    public OperationRequests Requests { get; }

    /// <summary>The answers so far.</summary>
    public IReadOnlySet<OperationError> Answered => _answered;

    public bool HasAnswered(Operation operation, ErrorDefinition definition) =>
        _answered.Contains(new OperationError(operation.Name, definition.Status, definition.Code));

    /// <summary>The store of keys, which can be told to fail.</summary>
    public required FailingKeys Keys { get; init; }

    public static async Task<ErrorProof> StartAsync(string api)
    {
        var keys = new FailingKeys();
        var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Customization = new HostCustomization
            {
                Services = services => services.AddSingleton(provider => new KeyCache(
                    keys.Over(provider.GetRequiredService<ILintelStores>().Keys), provider.GetRequiredService<TimeProvider>())),
            },
        });
        var contract = host.Services.GetRequiredService<ApiDirectory>().Named(api).Contract;
        var target = await Profiles.MakeAsync(host, contract);
        return new ErrorProof(host, await OfMainAccountAsync(host, target), await KnownRecords.OfAsync(host, api))
        {
            Unseen = await UnseenAsync(host, contract),
            Keys = keys,
        };
    }

    /// <summary>A good key that no request has presented, which nothing remembers; null for an API without keys.</summary>
    public ProbeCredential? Unseen { get; private init; }

    /// <summary>Tells whether the session of all further requests would be over after a good request.</summary>
    public static bool EndsSession(Operation operation) => operation.Route.EndsWith("/logout", StringComparison.Ordinal);

    /// <summary>Signs a request with a credential that may do everything, of a kind that the operation takes.</summary>
    public ProbeRequest Signed(Operation operation, ProbeRequest request) =>
        operation.Anonymous ? request : request.With(EntriesOf(operation)[0].Credential);

    /// <summary>The ways in that an operation takes.</summary>
    public IReadOnlyList<ProbeEntry> EntriesOf(Operation operation) => operation.Anonymous ? [] :
    [
        .. Target.Entries.Where(entry => operation.Accepts(entry.Scheme ?? Contract.Credentials[0])
            && (!operation.RequiresSession || entry.Scheme is SessionScheme)),
    ];

    /// <summary>Sends a request to an operation, and notes the error that it is answered with.</summary>
    public async Task<RawResponse> SendAsync(Operation operation, ProbeRequest request, IPAddress? from = null)
    {
        var response = await Probe.SendAsync(request, from);
        Note(operation, response);
        return response;
    }

    /// <summary>Sends a request with another body to the operation of a name.</summary>
    public Task<RawResponse> SendAsync(string name, string? body = null, ProbeCredential? credential = null, Func<string, string>? target = null)
    {
        var operation = Runtime.Operations.Single(operation => operation.Name == name);
        var request = Requests.Existing(operation);
        request = request with { Target = target?.Invoke(request.Target) ?? request.Target };
        request = body is null ? request : request.WithJson(body);
        return SendAsync(operation, credential is null ? Signed(operation, request) : request.With(credential));
    }

    private void Note(Operation operation, RawResponse response)
    {
        if (Probe.CodeOf(response) is { } code)
        {
            _answered.Add(new OperationError(operation.Name, response.Status, code));
        }
    }

    /// <summary>Lets every window of a limit pass.</summary>
    public void NextMinute() => Host.Clock.Advance(TimeSpan.FromSeconds(61));

    /// <summary>The records that are known are of an account whose demo key has the limits of its page.</summary>
    private static async Task<ProbeTarget> OfMainAccountAsync(LintelHost host, ProbeTarget target) => target.Contract.Api == "fieldservice"
        ? target with { Entries = [target.Entries[0] with { Credential = await IssueAsync(host, target.Contract, "acct_fieldservice_main") }] }
        : target;

    private static async Task<ProbeCredential?> UnseenAsync(LintelHost host, Contract contract)
    {
        if (!contract.Credentials.Any(scheme => scheme is KeyScheme))
        {
            return null;
        }

        var account = await host.ManageAsync("POST", "/accounts", new { api = contract.Api, name = "Unseen" });
        return await IssueAsync(host, contract, account["id"]!.ToString());
    }

    /// <summary>A key of an account of its own that lacks one scope, and those that imply it.</summary>
    public async Task<ProbeCredential> KeyWithoutAsync(string scope)
    {
        var account = Contract.Api == "lintel"
            ? "acct_operator"
            : (await Host.ManageAsync("POST", "/accounts", new { api = Contract.Api, name = "Narrow" }))["id"]!.ToString();
        return await IssueAsync(Host, Contract, account, scope);
    }

    private static async Task<ProbeCredential> IssueAsync(LintelHost host, Contract contract, string account, string? without = null)
    {
        var limits = contract.Limits.Where(limit => limit.Per == RateLimitPartition.Key && !limit.Named).ToDictionary(limit => limit.Name, _ => 1_000_000);
        var scopes = contract.Scopes.Where(scope => scope.Name != without && !scope.Implies.Contains(without ?? string.Empty)).Select(scope => scope.Name);
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = account, name = "proof", scopes, limits });
        return ProbeCredential.Of(contract.Credentials.First(scheme => scheme is KeyScheme), issued["secret"]!.ToString());
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>An error of an operation.</summary>
internal sealed record OperationError(string Operation, int Status, string Code)
{
    public override string ToString() => $"{Operation} {Status} {Code}";
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.Testing;

namespace Lintel.Proving;

/// <summary>Sends the requests of the checks to one API. Whatever comes back, the contract has to account for it.</summary>
internal sealed class Probe
{
    private const int Kept = 8;

    private static readonly Condition[] Invalid =
    [
        Condition.CredentialUnknown,
        Condition.CredentialDisabled,
        Condition.CredentialRevoked,
        Condition.CredentialExpired,
        Condition.CredentialMismatched,
        Condition.SessionInvalid,
    ];

    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(61);

    private readonly Lock _lock = new();
    private readonly Queue<ProbeExchange> _recent = new();
    private readonly EndPoint _server;
    private readonly FailureBudget _failures;

    public Probe(ProbeTarget api, FailureBudget failures, CancellationToken cancellationToken)
    {
        Api = api;
        _failures = failures;
        Cancellation = cancellationToken;
        _server = EndPointOf(api.Address);
    }

    public ProbeTarget Api { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The prober, for checks about the definitions; null where a definition itself is provoked.</summary>
    public Prober? Prober { get; init; }

    public Contract Contract => Api.Contract;

    public IReadOnlyList<ProbeEntry> Entries => Api.Entries;

    public ProbeEntry Entry => Api.Entries[0];

    /// <summary>The first entry's read.</summary>
    public ProbeRequest Read => Entry.Read;

    /// <summary>The write, with its credential; only checks that need one ask for it.</summary>
    public ProbeRequest Write => Signed(Api.Write ?? throw new InvalidOperationException("The target has no write."));

    public string HostName => Api.Address.Authority;

    /// <summary>A request with the credential that may do everything.</summary>
    public ProbeRequest Signed(ProbeRequest request) => request.With(Entry.Credential);

    /// <summary>A refused credential's request.</summary>
    public ProbeRequest RequestOf(ProbeRefused refused) => (refused.Request ?? Read).With(refused.Credential);

    /// <summary>The refused credentials: those that are given, and good ones with a character changed.</summary>
    public IEnumerable<ProbeRefused> Refused => Api.Refused.Concat(Api.Entries.SelectMany(CredentialForms.Altered));

    /// <summary>Credentials that open nothing (any more).</summary>
    public IReadOnlyList<ProbeRefused> Dead => [.. Refused.Where(refused => Invalid.Contains(refused.Condition))];

    /// <summary>The refused credentials of a condition.</summary>
    public IEnumerable<ProbeRefused> RefusedBy(Condition condition) => Api.Refused.Where(refused => refused.Condition == condition);

    /// <summary>Forgets the exchanges so far, and lets time go on where much of an address' budget of failures is used up.</summary>
    public async Task BeginAsync()
    {
        Recent();
        if (_failures.Spent * 3 > Api.FailedAuthenticationsPerMinute)
        {
            await NextWindowAsync();
        }
    }

    /// <summary>The last exchanges since this was asked before.</summary>
    public IReadOnlyList<ProbeExchange> Recent()
    {
        lock (_lock)
        {
            ProbeExchange[] recent = [.. _recent];
            _recent.Clear();
            return recent;
        }
    }

    /// <summary>Sends and reads the answer, which must fit the contract in every respect.</summary>
    public Task<RawResponse> SendAsync(ProbeRequest request, IPAddress? from = null) =>
        SendAsync(request.ToBytes(HostName), request.Method, request.ToString(), from);

    /// <inheritdoc cref="SendAsync(ProbeRequest, IPAddress?)"/>
    public async Task<RawResponse> SendAsync(byte[] request, string method, string shown, IPAddress? from = null)
    {
        var response = await ReadAsync(new RawClient(_server, from), request, method, shown);
        return await TakeAsync(response, method, shown, from);
    }

    /// <summary>Sends all of a request but its last byte, does something else, sends that byte, and reads the answer as of any request.</summary>
    public async Task<RawResponse> SendHeldAsync(ProbeRequest request, Func<Task> between)
    {
        Cancellation.ThrowIfCancellationRequested();
        var bytes = request.ToBytes(HostName);
        var response = await new RawClient(_server).SendInPartsAsync(bytes, bytes.Length - 1, between);
        return await TakeAsync(response, request.Method, request.ToString(), from: null);
    }

    /// <summary>Sends what a cause asks for to where it says.</summary>
    public async Task<RawResponse> SendAsync(ProbeScene scene)
    {
        foreach (var before in scene.Before)
        {
            await SendToAsync(scene.Address, before);
        }

        return await SendToAsync(scene.Address, scene.Request);
    }

    /// <summary>Sends and answers everything up to the end of the connection, which is not looked at here.</summary>
    public async Task<string> SendForBytesAsync(byte[] request, string shown)
    {
        Cancellation.ThrowIfCancellationRequested();
        var answer = await new RawClient(_server).SendForBytesAsync(request);
        var status = answer.Split(' ', 3) is [_, { Length: 3 } number, ..] && WholeNumberText.TryParse(number, out int parsed) ? parsed : 0;
        Note(new ProbeExchange(shown, status, [], answer));
        return answer;
    }

    /// <inheritdoc cref="SendForBytesAsync(byte[], string)"/>
    public Task<string> SendForBytesAsync(ProbeRequest request) => SendForBytesAsync(request.ToBytes(HostName), request.ToString());

    /// <summary>Lets time go on, so that every window of this length is empty again.</summary>
    public async Task NextWindowAsync(TimeSpan? window = null)
    {
        _failures.Spent = 0;
        await Api.Wait(window is { } length && length > Minute ? length + TimeSpan.FromSeconds(1) : Minute, Cancellation);
    }

    public Task WaitAsync(TimeSpan time) => Api.Wait(time, Cancellation);

    /// <summary>The definition that answers a condition.</summary>
    public ErrorDefinition Definition(Condition condition) =>
        Contract.TryGetError(condition, out var definition)
            ? definition
            : throw new UnaccountedException($"{Contract.File} has no definition for {condition}.");

    /// <summary>The definition with this code.</summary>
    public ErrorDefinition Definition(string code) =>
        Contract.TryGetError(code, out var definition) ? definition : throw new UnaccountedException($"{Contract.File} has no definition '{code}'.");

    /// <summary>The difference between a response and the definition of a condition; null for nothing.</summary>
    public string? Unlike(RawResponse response, Condition condition) => Unlike(response, Definition(condition));

    public string? Unlike(RawResponse response, ErrorDefinition definition) =>
        response.Status == definition.Status && Fits(response, definition)
            ? null
            : $"{Show(response)} instead of {definition.Status} {definition.Code}";

    /// <summary>The code of the definition that an answer is by; null where the answer is no error.</summary>
    public string? CodeOf(RawResponse response) => BodyOf(response)?.Find(RequestIdOf(response), response.Header) is { } definition
        && (response.Status >= 400 || Fits(response, definition))
        ? definition.Code
        : null;

    /// <summary>A variable of the envelope as the body has it; null where it has none.</summary>
    public string? TextOf(RawResponse response, EnvelopeVariable variable) =>
        BodyOf(response) is { } body && body.Find(RequestIdOf(response), response.Header) is { } definition ? body.TextOf(definition, variable) : null;

    /// <summary>Tells whether the envelope of the definition that an answer is by has a variable.</summary>
    public bool Shows(RawResponse response, EnvelopeVariable variable) =>
        BodyOf(response)?.Find(RequestIdOf(response), response.Header) is { } definition && definition.Template.Uses.Contains(variable);

    public string RequestIdOf(RawResponse response) => response.Header(Contract.RequestId.Header) ?? string.Empty;

    public static ProbeExchange ExchangeOf(string shown, RawResponse response) => new(shown, response.Status, response.Headers, response.Text);

    public static string Show(RawResponse response) => $"{response.Status} {(response.Text.Length > 600 ? response.Text[..600] + "…" : response.Text)}";

    private static EndPoint EndPointOf(Uri address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? new IPEndPoint(ip, address.Port) : new DnsEndPoint(address.Host, address.Port);

    private bool Fits(RawResponse response, ErrorDefinition definition) =>
        BodyOf(response) is { } body
        && (body.CodeInBody() is not { } code || code == definition.Code)
        && body.FaultsOf(definition, RequestIdOf(response)).Count == 0;

    /// <summary>The body of an answer that may be an error; null for others.</summary>
    private AnsweredError? BodyOf(RawResponse response) => response.Status >= 400 || Contract.Errors.Any(error => error.Status == response.Status)
        ? AnsweredError.Read(
            Contract,
            response.Status,
            DefinitionCompiler.IsXml(response.Header("Content-Type") ?? string.Empty),
            response.Body,
            [])
        : null;

    private async Task<RawResponse> SendToAsync(Uri? address, ProbeRequest request)
    {
        var server = address is null ? _server : EndPointOf(address);
        var response = await ReadAsync(new RawClient(server), request.ToBytes((address ?? Api.Address).Authority), request.Method, request.ToString());
        return await TakeAsync(response, request.Method, request.ToString(), from: null);
    }

    /// <summary>Somebody who answers late, or with something that is no HTTP, has answered wrongly.</summary>
    private async Task<RawResponse?> ReadAsync(RawClient client, byte[] request, string method, string shown)
    {
        Cancellation.ThrowIfCancellationRequested();
        try
        {
            return await client.SendAsync(request, method == "HEAD");
        }
        catch (Exception exception) when (exception is OperationCanceledException or FormatException or IndexOutOfRangeException or IOException)
        {
            throw new UnaccountedException($"{shown}: no whole answer came: {exception.Message}");
        }
    }

    private async Task<RawResponse> TakeAsync(RawResponse? response, string method, string shown, IPAddress? from)
    {
        Cancellation.ThrowIfCancellationRequested();
        Note(response is null ? new ProbeExchange(shown, 0, [], string.Empty) : ExchangeOf(shown, response), from is null);
        if (response is null)
        {
            throw new UnaccountedException($"{shown}: the connection was closed without an answer.");
        }

        var faults = await FaultsOfAsync(response, method);
        return faults.Count == 0 ? response : throw new UnaccountedException($"{shown} was answered by {Show(response)}: {string.Join(' ', faults)}");
    }

    private void Note(ProbeExchange exchange, bool fromHere = true)
    {
        lock (_lock)
        {
            _failures.Spent += exchange.Status == 401 && fromHere ? 1 : 0;
            _recent.Enqueue(exchange);
            if (_recent.Count > Kept)
            {
                _recent.Dequeue();
            }
        }
    }

    private async Task<IReadOnlyList<string>> FaultsOfAsync(RawResponse response, string method)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)response.Status)
        {
            Content = new ByteArrayContent(response.Body),
            RequestMessage = new HttpRequestMessage(new HttpMethod(method), Api.Address),
        };
        foreach (var (name, value) in response.Headers)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value) || message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await ContractCheck.FaultsOfAsync(Contract, message);
    }
}

/// <summary>How many failed authentications this address has made in the present minute, over all checks of a prober.</summary>
internal sealed class FailureBudget
{
    public int Spent { get; set; }
}

/// <summary>An answer that the contract does not account for, whatever was asked.</summary>
internal sealed class UnaccountedException(string message) : Exception(message);

/// <summary>A check came to something that nothing was given for.</summary>
internal sealed class UnprovokedException(string message) : Exception(message);

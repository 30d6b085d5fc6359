using System.Text;
using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Lintel.Testing;

namespace Lintel.HttpTests.Conformance;

/// <summary>Sends the requests of one assertion to one API. Whatever comes back, the contract has to account for it.</summary>
internal sealed class Probe(ConformanceHost stage, ApiProfile api)
{
    public ApiProfile Api { get; } = api;

    public Contract Contract => Api.Contract;

    public LintelHost Host => stage.Host;

    /// <summary>How often the process has asked its store for a key.</summary>
    public int KeyLookups => stage.Lookups.Count;

    /// <summary>A request with the key that may do everything.</summary>
    public Request Signed(Request request) => Api.Signed(request, Api.Key);

    /// <summary>Sends and reads the answer, which must fit the contract in every respect.</summary>
    public Task<RawResponse> SendAsync(Request request, string? from = null) => SendAsync(request.ToBytes(HostName), request.Method, request.ToString(), from);

    /// <inheritdoc cref="SendAsync(Request, string?)"/>
    public async Task<RawResponse> SendAsync(byte[] request, string method, string shown, string? from = null)
    {
        var response = await Host.RawFrom(from).SendAsync(request, method == "HEAD");
        Assert.True(response is not null, $"{shown}: the connection was closed without an answer.");
        await CheckAsync(response, method, shown);
        return response;
    }

    public string HostName => Host.BaseUrl["http://".Length..];

    /// <summary>The row that answers a condition.</summary>
    public ErrorDefinition Row(Condition condition) =>
        Contract.TryGetError(condition, out var row) ? row : throw new InvalidOperationException($"{Contract.File} has no row for {condition}.");

    /// <summary>What differs between a response and the row of a condition; null for nothing.</summary>
    public string? Unlike(RawResponse response, Condition condition) => Unlike(response, Row(condition));

    public string? Unlike(RawResponse response, ErrorDefinition row) =>
        response.Status == row.Status && CodeOf(response) == row.Code ? null : $"{Show(response)} instead of {row.Status} {row.Code}";

    public string? CodeOf(RawResponse response) => Find(Contract.Envelope, JsonNode.Parse(response.Body), EnvelopeVariable.Code)?.ToString();

    /// <summary>A variable of the envelope as the body has it; null where the envelope has no such member.</summary>
    public JsonNode? MemberOf(RawResponse response, EnvelopeVariable variable) => Find(Contract.Envelope, JsonNode.Parse(response.Body), variable);

    public string RequestIdOf(RawResponse response) => response.Header(Contract.RequestId.Header) ?? string.Empty;

    /// <summary>Time goes on, so that every window is empty again.</summary>
    public void NextMinute() => Host.Clock.Advance(TimeSpan.FromSeconds(61));

    public static string Show(RawResponse response) => $"{response.Status} {response.Text}";

    private static JsonNode? Find(EnvelopeValue.Group group, JsonNode? json, EnvelopeVariable variable) => group.Members
        .Select(member => member.Value switch
        {
            EnvelopeValue.Group inner => Find(inner, json?[member.Name], variable),
            EnvelopeValue.Variable found when found.Name == variable => json?[member.Name],
            _ => null,
        })
        .FirstOrDefault(found => found is not null);

    private async Task CheckAsync(RawResponse response, string method, string shown)
    {
        using var message = new HttpResponseMessage((System.Net.HttpStatusCode)response.Status)
        {
            Content = new ByteArrayContent(response.Body),
            RequestMessage = new HttpRequestMessage(new HttpMethod(method), Host.BaseUrl),
        };
        foreach (var (name, value) in response.Headers)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value) || message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        var faults = await ContractCheck.FaultsOfAsync(Contract, message);
        Assert.True(faults.Count == 0, $"{shown} was answered by {Show(response)}: {string.Join(' ', faults)}");
    }
}

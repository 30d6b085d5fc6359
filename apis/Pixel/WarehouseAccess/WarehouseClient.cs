using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Polly.Timeout;
using ResiliencePipeline = Polly.ResiliencePipeline;

namespace Lintel.Pixel;

/// <summary>
/// Calls the warehouse over HTTP, each call with a fresh token. Every call may be repeated: reads change nothing, events carry their id, and an
/// identity written twice is the same identity.
/// </summary>
internal sealed class WarehouseClient(HttpClient http, WarehouseSettings settings, WarehouseAddress address, WarehouseTokens tokens, TimeProvider time)
    : IDisposable
{
    /// <summary>The code of every failure here.</summary>
    public const string Code = "analytics_error";

    /// <summary>How long one call may take in all.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline _calls = WarehouseCalls.Pipeline(CallTimeout, time);

    /// <summary>Reads a pipe.</summary>
    public Task<Outcome<byte[]>> QueryAsync(WarehouseGrant grant, PipeFilter filter, CancellationToken cancellationToken) =>
        CallAsync(LocatePipe($"/pipes/{grant.Pipe}.json{PipeFilterQuery.Write(filter)}"), grant, HttpMethod.Get, null, cancellationToken);

    /// <summary>Sends an event.</summary>
    public async Task<Outcome<IngestReceipt>> IngestAsync(
        WarehouseService ingest, WarehouseGrant grant, WarehouseEvent sent, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            Locate(ingest, "/ingest"),
            grant,
            HttpMethod.Post,
            () => JsonContent.Create(sent, options: Replies.Json),
            cancellationToken);
        if (!answer.TryGet(out var body))
        {
            return answer.Refusal!;
        }

        try
        {
            return JsonSerializer.Deserialize<IngestReceipt>(body, Replies.Json) ?? throw new JsonException("The receipt is null.");
        }
        catch (JsonException exception)
        {
            return Failed(exception);
        }
    }

    /// <summary>Sends who a visitor is.</summary>
    public Task<Outcome<byte[]>> IdentifyAsync(
        WarehouseService identify, WarehouseGrant grant, WarehouseIdentity identity, CancellationToken cancellationToken) =>
        CallAsync(Locate(identify, "/identify"), grant, HttpMethod.Post, () => JsonContent.Create(identity, options: Replies.Json), cancellationToken);

    public void Dispose() => http.Dispose();

    public static Refusal Failed(Exception exception) => Refusal.WithCode(Code).BecauseOf(exception);

    private async Task<Outcome<byte[]>> CallAsync(
        Uri? target, WarehouseGrant grant, HttpMethod method, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return Refusal.WithCode(Code).BecauseOf("The warehouse is not configured or not running.");
        }

        try
        {
            return await _calls.ExecuteAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(method, target) { Content = content?.Invoke() };
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Mint(grant));
                    using var response = await http.SendAsync(request, token);
                    response.EnsureSuccessStatusCode();
                    return await response.Content.ReadAsByteArrayAsync(token);
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            return Failed(exception);
        }
    }

    private Uri? LocatePipe(string path) => settings.Pipes is WarehouseService.Remote remote ? new Uri(remote.Address + path) : Locate(settings.Pipes, path);

    private Uri? Locate(WarehouseService service, string builtInPath) => service switch
    {
        WarehouseService.Remote remote => new Uri(remote.Address),
        WarehouseService.BuiltIn when address.BuiltIn is { } own => new Uri(own, builtInPath),
        _ => null,
    };
}

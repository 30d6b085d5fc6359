using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Lintel.Webhooks;

/// <summary>Makes one attempt: signs, posts, and judges what comes back.</summary>
internal sealed partial class WebhookSender : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int HeaderKilobytes = 16;
    private const int ResponseBytesRead = 4 * 1024;
    private const int ResponseBytesKept = 1024;

    // One text for refused, filtered and silent ports, so that the delivery log is no port scanner.
    private static readonly string Unanswered = $"No connection could be made, or no answer came within {Timeout.TotalSeconds} s.";

    private readonly SecretSeal _seal;
    private readonly WebhookTargets _targets;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSender> _logger;
    private readonly HttpMessageInvoker _client;

    public WebhookSender(SecretSeal seal, WebhookResolver resolver, WebhookTargets targets, TimeProvider time, ILogger<WebhookSender> logger)
    {
        _seal = seal;
        _targets = targets;
        _time = time;
        _logger = logger;
        _client = MakeClient(new WebhookConnector(resolver, targets));
    }

    /// <summary>Makes an attempt.</summary>
    /// <exception cref="OperationCanceledException">The process stops; the attempt does not count.</exception>
    public async Task<AttemptOutcome> SendAsync(DueDelivery delivery, CancellationToken stopping)
    {
        // The settings may have changed since it was registered.
        if (_targets.FaultOf(delivery.Url) is { } fault)
        {
            return new AttemptOutcome.Unreachable($"The URL {fault}.");
        }

        using var request = MakeRequest(delivery);
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            var retryAfter = RetryAfterField.Read(response.Headers, _time.GetUtcNow());
            return AttemptOutcome.Of((int)response.StatusCode, await ReadBeginningAsync(response.Content, either.Token, stopping), retryAfter);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new AttemptOutcome.Unreachable(Unanswered);
        }
        catch (HttpRequestException exception)
        {
            stopping.ThrowIfCancellationRequested();
            LogUnanswered(delivery.WebhookId, delivery.EventId, exception);
            return new AttemptOutcome.Unreachable(ReasonOf(exception));
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpMessageInvoker MakeClient(WebhookConnector connector) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = connector.ConnectAsync,
        MaxResponseHeadersLength = HeaderKilobytes,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    });

    private HttpRequestMessage MakeRequest(DueDelivery delivery)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var signatures = delivery.OldSealedSecrets.Prepend(delivery.SealedSecret)
            .Select(secret => WebhookSignature.Sign(_seal.Open(delivery.WebhookId, secret), delivery.EventId, timestamp, delivery.Body));
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Version = HttpVersion.Version11, Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Lintel-Webhooks", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, delivery.EventId);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, string.Join(' ', signatures));
        return request;
    }

    /// <summary>Reads as much of the body as is worth keeping. The status has come in time, so a body that never ends or breaks off changes nothing.</summary>
    private static async Task<string> ReadBeginningAsync(HttpContent content, CancellationToken cancellationToken, CancellationToken stopping)
    {
        var buffer = new byte[ResponseBytesRead];
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var count)
            {
                length += count;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            // What was read until then is kept.
        }

        return Encoding.UTF8.GetString(buffer, 0, Math.Min(length, ResponseBytesKept));
    }

    // The framework's own texts name addresses and may change; these are shown to the endpoint's owner. Where private addresses may be called, they tell
    // nothing of what lies there.
    private string ReasonOf(HttpRequestException exception) => exception switch
    {
        { InnerException: AddressRefusedException } or { HttpRequestError: HttpRequestError.NameResolutionError } =>
            "The URL's host was not found, or none of its addresses may be called.",
        _ when _targets.AllowPrivate => Unanswered,
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection could be made; check the certificate.",
        { HttpRequestError: HttpRequestError.ConnectionError } => Unanswered,
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "The answer's header fields were too large.",
        _ => "The answer was not HTTP, or broke off.",
    };

    [LoggerMessage(3, LogLevel.Debug, "Webhook {WebhookId} did not answer event {EventId}.")]
    private partial void LogUnanswered(string webhookId, string eventId, Exception exception);
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Lintel.Webhooks;

/// <summary>Makes one attempt: signs, posts, and judges what comes back.</summary>
internal sealed class WebhookSender : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private const int HeaderKilobytes = 16;
    private const int ResponseBytesRead = 4 * 1024;
    private const int ResponseBytesKept = 1024;

    private readonly SecretSeal _seal;
    private readonly TimeProvider _time;

    // Two, because connections are kept open: one that a test application was allowed must not serve another's endpoint.
    private readonly HttpMessageInvoker _public;
    private readonly HttpMessageInvoker _loopback;

    public WebhookSender(SecretSeal seal, WebhookResolver resolver, TimeProvider time)
    {
        _seal = seal;
        _time = time;
        _public = MakeClient(new WebhookConnector(resolver, allowLoopback: false));
        _loopback = MakeClient(new WebhookConnector(resolver, allowLoopback: true));
    }

    /// <summary>Makes an attempt.</summary>
    /// <exception cref="OperationCanceledException">The process stops; the attempt does not count.</exception>
    public async Task<AttemptOutcome> SendAsync(DueDelivery delivery, CancellationToken stopping)
    {
        using var request = MakeRequest(delivery);
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            using var response = await (delivery.AllowLoopback ? _loopback : _public).SendAsync(request, either.Token);
            return AttemptOutcome.Of((int)response.StatusCode, await ReadBeginningAsync(response.Content, either.Token, stopping));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new AttemptOutcome.Unreachable($"No answer within {Timeout.TotalSeconds} s.");
        }
        catch (HttpRequestException exception)
        {
            stopping.ThrowIfCancellationRequested();
            return new AttemptOutcome.Unreachable(ReasonOf(exception));
        }
    }

    public void Dispose()
    {
        _public.Dispose();
        _loopback.Dispose();
    }

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
        var secret = _seal.Open(delivery.WebhookId, delivery.SealedSecret);
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Version = HttpVersion.Version11, Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Lintel-Webhooks", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, delivery.EventId);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret, delivery.EventId, timestamp, delivery.Body));
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

    // The framework's own texts name addresses and may change; these are shown to the endpoint's owner.
    private static string ReasonOf(HttpRequestException exception) => exception switch
    {
        { InnerException: AddressRefusedException } => "The URL leads to an address that is not public.",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "The host's name was not found.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection could be made; look at the certificate.",
        { HttpRequestError: HttpRequestError.ConnectionError } => "No connection could be made.",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "The answer's header fields were too large.",
        _ => "The answer was not HTTP, or broke off.",
    };
}

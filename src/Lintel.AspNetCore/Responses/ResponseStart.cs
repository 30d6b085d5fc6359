using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The status and header fields of a held response. Keeps the callbacks for its start from the server, which answers the failure of one with an empty
/// 500 and takes no other answer then: run before the server starts, they can fail and the contract still answers.
/// </summary>
internal sealed class ResponseStart(HeldResponse owner) : IHttpResponseFeature
{
    private IHttpResponseFeature? _server;
    private StartingCallbacks? _callbacks;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The server's own feature.</summary>
    public IHttpResponseFeature Server =>
        _server ?? throw new ObjectDisposedException(nameof(HttpResponse), "The request has ended, and its response with it.");

    public int StatusCode
    {
        get => Server.StatusCode;
        set => Server.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        get => Server.ReasonPhrase;
        set => Server.ReasonPhrase = value;
    }

    public IHeaderDictionary Headers
    {
        get => Server.Headers;
        set => Server.Headers = value;
    }

    [Obsolete("Use IHttpResponseBodyFeature.Stream instead.")]
    public Stream Body
    {
        get => Server.Body;
        set => Server.Body = value;
    }

    /// <summary>True once the server has started, or the application has asked it to by <c>StartAsync</c>.</summary>
    public bool HasStarted => Server.HasStarted || owner.IsStartedByApplication();

    public void Begin(HttpContext http)
    {
        _server = http.Feature<IHttpResponseFeature>();
        http.Features[typeof(IHttpResponseFeature)] = this;
    }

    public void End(HttpContext http)
    {
        http.Features[typeof(IHttpResponseFeature)] = _server;
        (_server, _callbacks, _failure) = (null, null, null);
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        if (Server.HasStarted)
        {
            Server.OnStarting(callback, state);
            return;
        }

        _callbacks ??= StartingCallbacks.For(Server);
        _callbacks.Add(callback, state);
    }

    public void OnCompleted(Func<object, Task> callback, object state) => Server.OnCompleted(callback, state);

    /// <summary>Runs the callbacks for the start.</summary>
    /// <param name="isError">True for the contract's answer to a failure, which an earlier failure of a callback does not hinder.</param>
    public ValueTask RunCallbacksAsync(bool isError)
    {
        if (!isError)
        {
            _failure?.Throw();
        }

        return _callbacks is null ? default : RunAsync(_callbacks);
    }

    private async ValueTask RunAsync(StartingCallbacks callbacks)
    {
        try
        {
            await callbacks.RunAsync();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
    }
}

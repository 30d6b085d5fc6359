using System.IO.Pipelines;
using System.Net;
using Lintel.Keys;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// A connection on which an answer of the server can be replaced. Whoever puts another transport in place, as TLS does further in, gets that one
/// watched: what the HTTP parser reads and writes is never the encrypted side.
/// </summary>
internal sealed class WatchedConnection : ConnectionContext
{
    // A client who reads more slowly loses the rest, as it does where the server stops.
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(30);

    private readonly ConnectionContext _inner;
    private readonly WatchedTransport _outermost;
    private WatchedTransport _transport;
    private IHttpResponseBodyFeature? _responseBody;
    private bool _isCut;

    public WatchedConnection(ConnectionContext inner)
    {
        _inner = inner;
        _transport = _outermost = new WatchedTransport(inner.Transport);
        Features = new WatchedFeatures(inner.Features, this);
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _transport;
        set => _transport = value as WatchedTransport ?? new WatchedTransport(value);
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <summary>What the HTTP parser saw last, from the first byte that it had not consumed.</summary>
    public ReadOnlySpan<byte> LastRead => _transport.Reader.LastRead;

    /// <summary>The key that came last.</summary>
    public PresentedKeyMemo Presented { get; } = new();

    /// <summary>Whether the client was refused in the middle of what it sends.</summary>
    public bool IsStillSending { get; private set; }

    /// <summary>Sends this instead of everything that is written from now on.</summary>
    /// <param name="answer">A whole response.</param>
    /// <param name="isStillSending">Whether the client was refused in the middle of what it sends.</param>
    public void Replace(ReadOnlyMemory<byte> answer, bool isStillSending)
    {
        _transport.Writer.Replace(answer);
        IsStillSending = isStillSending;
    }

    /// <summary>The response body of the request before; null for none. Several requests at a time, as HTTP/2 has them, never share one.</summary>
    public IHttpResponseBodyFeature? TakeResponseBody() => Interlocked.Exchange(ref _responseBody, null);

    /// <summary>Keeps a response body for the next request.</summary>
    public void GiveBack(IHttpResponseBodyFeature responseBody) => _responseBody = responseBody;

    /// <summary>Lets a client that is still sending take its answer before the connection is closed.</summary>
    public async Task LetClientFinishAsync()
    {
        if (IsStillSending)
        {
            await RestOfRequest.DiscardAsync(_inner.Transport.Input, TimeProvider.System);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await LetClientFinishAsync();
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>
    /// Aborts the request, and with it the connection, after what was flushed has been sent: an abort of the transport overtakes that. For one request at a
    /// time, as HTTP/1.1 has them.
    /// </summary>
    public void Cut(Action abort)
    {
        _isCut = true;
        try
        {
            abort();
        }
        finally
        {
            _isCut = false;
        }
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (_isCut)
        {
            _outermost.Writer.End();
            _ = AbortLaterAsync(abortReason);
        }
        else
        {
            _inner.Abort(abortReason);
        }
    }

    public override void Abort() => _inner.Abort();

    private async Task AbortLaterAsync(ConnectionAbortedException abortReason)
    {
        var closed = _inner.ConnectionClosed;
        await Task.Delay(LongestSending, TimeProvider.System, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!closed.IsCancellationRequested)
        {
            _inner.Abort(abortReason);
        }
    }
}

/// <summary>Both directions of a watched connection.</summary>
internal sealed class WatchedTransport(IDuplexPipe inner) : IDuplexPipe
{
    public RememberingReader Reader { get; } = new(inner.Input);

    public ReplaceableWriter Writer { get; } = new(inner.Output);

    public PipeReader Input => Reader;

    public PipeWriter Output => Writer;
}

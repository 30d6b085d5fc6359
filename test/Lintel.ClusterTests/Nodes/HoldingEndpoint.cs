using System.Text.Json.Nodes;
using Lintel.HttpTests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Lintel.ClusterTests.Nodes;

/// <summary>A customer's endpoint that holds its answers back when it is told to, and knows each event by its id.</summary>
internal sealed class HoldingEndpoint : IAsyncDisposable
{
    private const string Path = "/hook";

    private readonly WebhookReceiver _receiver;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, string> _events = [];
    private volatile bool _holds;
    private int _held;

    private HoldingEndpoint(WebhookReceiver receiver) => _receiver = receiver;

    public string Url => _receiver.Url(Path);

    /// <summary>The number of deliveries that wait for an answer.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The number of deliveries that have arrived, those that were sent again included.</summary>
    public int Deliveries { get; private set; }

    public int Events => _events.Count;

    public static async Task<HoldingEndpoint> StartAsync()
    {
        var receiver = await WebhookReceiver.StartAsync();
        var endpoint = new HoldingEndpoint(receiver);
        receiver.Answer(Path, endpoint.AnswerAsync);
        return endpoint;
    }

    /// <summary>Answers nothing from now on, until <see cref="Release"/>.</summary>
    public void Hold() => _holds = true;

    /// <summary>Answers from now on.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Reads what has arrived.</summary>
    /// <returns>The requests whose events have.</returns>
    public async Task<IReadOnlySet<string>> ArrivedAsync()
    {
        while (_receiver.HasMore)
        {
            var delivery = await _receiver.NextAsync();
            var request = (string)JsonNode.Parse(delivery.Body)!["data"]!["requestId"]!;
            Deliveries++;

            // Sent again, it has the same id and tells of the same.
            Assert.True(_events.TryAdd(delivery.Headers["webhook-id"], request) || _events[delivery.Headers["webhook-id"]] == request);
        }

        return _events.Values.ToHashSet();
    }

    public ValueTask DisposeAsync()
    {
        Release();
        return _receiver.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!_holds)
        {
            return;
        }

        Interlocked.Increment(ref _held);
        await _released.Task.WaitAsync(context.RequestAborted);
        Interlocked.Decrement(ref _held);
    }
}

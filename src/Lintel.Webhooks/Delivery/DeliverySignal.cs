using System.Threading.Channels;

namespace Lintel.Webhooks;

/// <summary>Wakes the dispatcher; set often while it is busy, it wakes it once.</summary>
internal sealed class DeliverySignal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(item: true);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _set.Reader.ReadAsync(cancellationToken);
}

using Lintel.AspNetCore;
using Lintel.Events;
using Lintel.Keys;
using Lintel.Storage;
using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.Events;

/// <summary>Looks every minute for keys that expire soon, for spikes of errors, and for marks whose time is over.</summary>
internal sealed partial class EventSweep(
    ManagementEvents events, ILintelStores stores, SpikeCheck spikes, TimeProvider time, BackgroundLoops loops, ILogger<EventSweep> logger)
    : MinuteSweep("events", time, loops)
{
    /// <summary>The time before its end at which a key is told of.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(7);

    private const int PageSize = 200;

    private DateTimeOffset _nextLook;

    protected override IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims() =>
    [
        async (_, cancellationToken) =>
        {
            await events.ListenAsync(cancellationToken);
            return false;
        },
        LookAsync,
        async (now, cancellationToken) =>
        {
            await spikes.LookAsync(now, cancellationToken);
            return false;
        },
        async (now, cancellationToken) => await events.Marks.TrimAsync(now, cancellationToken),
    ];

    [LoggerMessage(LogLevel.Error, "Events could not be looked for. The next minute tries again. {LeftOut} lines like this one were left out.")]
    protected override partial void LogNotRemoved(Exception exception, int leftOut);

    /// <summary>Looks once an hour: expiry is told in days.</summary>
    private async ValueTask<bool> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now < _nextLook)
        {
            return false;
        }

        await LookForExpiringAsync(now, cancellationToken);
        _nextLook = now.AddHours(1);
        return false;
    }

    private async Task LookForExpiringAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var after = new ExpiryPlace(now, string.Empty);
        IReadOnlyList<ApiKey> page;
        do
        {
            var query = new KeyQuery(null, null, null, PageSize) { State = KeyState.Active, AfterExpiry = after, ExpiresBefore = now + Notice };
            page = await stores.Keys.ListAsync(query, cancellationToken);
            await TellAsync(page, cancellationToken);
            after = page.Count == 0 ? after : new ExpiryPlace(page[^1].ExpiresAt!.Value, page[^1].Id);
        }
        while (page.Count == PageSize);
    }

    private async Task TellAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken)
    {
        var told = await events.Marks.FindAsync([.. keys.Select(MarkOf)], cancellationToken);

        // A key whose end was moved is told of again.
        foreach (var key in keys.Where(key => told.GetValueOrDefault(MarkOf(key)) != EndOf(key)))
        {
            await events.Marks.RaiseAsync(MarkOf(key), EndOf(key), key.ExpiresAt!.Value.AddDays(1), RecordEvents.Expiring(key), cancellationToken);
        }
    }

    private static string MarkOf(ApiKey key) => $"key.expiring/{key.Id}";

    private static string EndOf(ApiKey key) => $"{key.ExpiresAt:O}";
}

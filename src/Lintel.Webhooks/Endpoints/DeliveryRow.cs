namespace Lintel.Webhooks;

/// <summary>A line of a delivery log as the database has it.</summary>
internal sealed class DeliveryRow
{
    public string Id { get; init; } = string.Empty;

    public string EventId { get; init; } = string.Empty;

    public string EventType { get; init; } = string.Empty;

    public string State { get; init; } = string.Empty;

    public long DueAt { get; init; }

    public long CreatedAt { get; init; }

    public int? Attempt { get; init; }

    public long? At { get; init; }

    public long? Duration { get; init; }

    public int? Status { get; init; }

    public string? Reason { get; init; }

    public string? Response { get; init; }

    public WebhookDelivery Show()
    {
        var state = DeliveryStates.Parse(State);
        return new WebhookDelivery(
            Id,
            EventId,
            EventType,
            state,
            Attempt ?? 0,
            DateTimeOffset.FromUnixTimeMilliseconds(At ?? CreatedAt),
            Status is not null && Duration is { } duration ? TimeSpan.FromMilliseconds(duration) : null,
            Status,
            Reason,
            Response,
            state == WebhookDeliveryState.Pending ? DateTimeOffset.FromUnixTimeMilliseconds(DueAt) : null);
    }
}

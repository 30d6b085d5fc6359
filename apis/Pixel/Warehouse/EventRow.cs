using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lintel.Pixel;

/// <summary>An event as the warehouse stores it: with what its addresses and metadata tell put into columns of their own.</summary>
internal sealed record EventRow
{
    /// <summary>Amounts are whole ten-thousandths, so that sums are exact.</summary>
    public const int ValueScale = 10_000;

    public required string AccountId { get; init; }

    public required string WebsiteId { get; init; }

    public required string EventId { get; init; }

    public required string Name { get; init; }

    public required string VisitorId { get; init; }

    public required string SessionId { get; init; }

    public string? Path { get; init; }

    public string? Referrer { get; init; }

    public string? LlmEngine { get; init; }

    public string? GoalName { get; init; }

    public long? ValueE4 { get; init; }

    public string? Currency { get; init; }

    public string? Metadata { get; init; }

    public string? Country { get; init; }

    public string? Device { get; init; }

    public string? Browser { get; init; }

    public string? Os { get; init; }

    public string? Language { get; init; }

    public string? UtmSource { get; init; }

    public string? UtmMedium { get; init; }

    public string? UtmCampaign { get; init; }

    public string? UtmTerm { get; init; }

    public string? UtmContent { get; init; }

    public required long At { get; init; }

    public required long ReceivedAt { get; init; }

    public required long Size { get; init; }

    public string? Fingerprint { get; init; }

    public static EventRow From(string accountId, WarehouseEvent sent, long receivedAt)
    {
        // An event without a visitor counts as a visitor of its own; one without a session belongs to its visitor's day.
        var visitor = sent.VisitorId ?? $"anon-{sent.EventId}";
        var day = DateTimeOffset.FromUnixTimeMilliseconds(sent.At).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var host = TrafficSource.HostOf(sent.Referrer);
        var metadata = sent.Metadata is { Count: > 0 } ? JsonSerializer.Serialize(sent.Metadata) : null;
        return new EventRow
        {
            AccountId = accountId,
            WebsiteId = sent.WebsiteId,
            EventId = sent.EventId,
            Name = sent.Name,
            VisitorId = visitor,
            SessionId = sent.SessionId ?? $"{visitor}-{day}",
            Path = TrafficSource.PageOf(sent.Path),
            Referrer = host,
            LlmEngine = TrafficSource.AssistantOf(host),
            GoalName = sent.GoalName,
            ValueE4 = sent.Value is { } value ? (long)decimal.Round(value * ValueScale) : null,
            Currency = sent.Currency,
            Metadata = metadata,
            Country = Tag(sent, "country"),
            Device = Tag(sent, "device"),
            Browser = Tag(sent, "browser"),
            Os = Tag(sent, "os"),
            Language = Tag(sent, "language"),
            UtmSource = Campaign(sent, "utm_source"),
            UtmMedium = Campaign(sent, "utm_medium"),
            UtmCampaign = Campaign(sent, "utm_campaign"),
            UtmTerm = Campaign(sent, "utm_term"),
            UtmContent = Campaign(sent, "utm_content"),
            At = sent.At,
            ReceivedAt = receivedAt,
            Size = SizeOf(sent, metadata),
            Fingerprint = sent.Fingerprint,
        };
    }

    private static string? Campaign(WarehouseEvent sent, string name) => TrafficSource.Parameter(sent.Path, name) ?? Tag(sent, name);

    private static string? Tag(WarehouseEvent sent, string name) => sent.Metadata?.TryGetValue(name, out var value) == true
        ? value switch
        {
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
            _ => null,
        }
        : null;

    private static long SizeOf(WarehouseEvent sent, string? metadata)
    {
        ReadOnlySpan<string?> texts =
        [
            sent.EventId, sent.WebsiteId, sent.Name, sent.VisitorId, sent.SessionId, sent.Path, sent.Referrer, sent.GoalName, sent.Currency, metadata,
        ];
        long size = 3 * sizeof(long);
        foreach (var text in texts)
        {
            size += text is null ? 0 : Encoding.UTF8.GetByteCount(text);
        }

        return size;
    }
}

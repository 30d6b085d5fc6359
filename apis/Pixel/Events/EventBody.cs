using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>
/// The body of <c>POST /pixel/events</c>, read field by field: the name says which other fields must be there, the time is compared with the moment of the
/// request, and the fingerprint is made of the JSON as it was sent.
/// </summary>
internal static partial class EventBody
{
    public const string Pageview = "pageview";
    public const string Custom = "custom";
    public const string Payment = "payment";

    private const int MaximumIdLength = 128;
    private const int MaximumAddressLength = 2048;
    private const int MaximumGoalLength = 64;
    private const int MaximumMetadata = 20;
    private const int MaximumMetadataLength = 255;
    private const int ShownLength = 64;

    // Far above any payment, and far below what sums of ten-thousandths overflow at.
    private const decimal MaximumValue = 1_000_000_000_000;

    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(30);
    private static readonly string[] Kinds = [Pageview, Custom, Payment];

    /// <summary>Reads an event; an event without an id gets a UUID.</summary>
    public static WarehouseEvent Read(FieldReader fields)
    {
        var website = fields.Text("website_id", required: true, min: 1, max: MaximumIdLength);
        var name = ReadName(fields);
        return new WarehouseEvent
        {
            WebsiteId = website ?? string.Empty,
            Name = name ?? string.Empty,
            EventId = fields.Text("event_id", min: 1, max: MaximumIdLength) ?? Guid.CreateVersion7(fields.Call.StartedAt).ToString("D"),
            VisitorId = fields.Text("visitor_id", min: 1, max: MaximumIdLength),
            SessionId = fields.Text("session_id", min: 1, max: MaximumIdLength),
            Path = fields.Text("path", name is Pageview, max: MaximumAddressLength, pattern: LocalPath(), expected: "a path that starts with '/'"),
            Referrer = fields.Text("referrer", max: MaximumAddressLength),
            GoalName = fields.Text("goal_name", name is Custom, min: 1, max: MaximumGoalLength),
            Value = fields.Number("value", name is Payment, min: 0, max: MaximumValue, decimals: 4),
            Currency = ReadCurrency(fields, name is Payment),
            Metadata = ReadMetadata(fields),
            At = ReadTimestamp(fields).ToUnixTimeMilliseconds(),
            Fingerprint = fields.Has("event_id") && fields.IsValid ? EventFingerprint.Of(fields) : null,
        };
    }

    [GeneratedRegex("^/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LocalPath();

    private static string? ReadName(FieldReader fields)
    {
        var name = fields.Text("name", required: true);
        if (name is null || Kinds.Contains(name))
        {
            return name;
        }

        fields.Fault("name", FieldFaultKind.OneOf, ("allowed", "'pageview' | 'custom' | 'payment'"), ("received", Cut(name)));
        return null;
    }

    private static string? ReadCurrency(FieldReader fields, bool required)
    {
        var currency = fields.Text("currency", required);
        if (currency is not null && !Currencies.Has(currency))
        {
            fields.Fault("currency", FieldFaultKind.Format, ("expected", "a currency code of ISO 4217 such as EUR"));
        }

        return currency;
    }

    private static DateTimeOffset ReadTimestamp(FieldReader fields)
    {
        var now = fields.Call.StartedAt;
        var at = fields.Timestamp("timestamp") ?? now;
        if (at > now + MostAhead)
        {
            fields.Fault("timestamp", "Timestamp must not be more than 5 minutes ahead");
        }
        else if (at < now - Oldest)
        {
            fields.Fault("timestamp", "Timestamp must not be older than 30 days");
        }

        return at;
    }

    private static Dictionary<string, object>? ReadMetadata(FieldReader fields)
    {
        if (fields.Json("metadata") is not { } json)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            fields.Fault("metadata", FieldFaultKind.Type, ("expected", "object"), ("received", KindOf(json)));
            return null;
        }

        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (ProblemOf(member.Value) is { } problem)
            {
                fields.Fault("metadata", $"{problem} at '{Cut(member.Name)}'");
            }

            metadata[member.Name] = member.Value;
        }

        if (metadata.Count > MaximumMetadata)
        {
            fields.Fault("metadata", $"Object must contain at most {MaximumMetadata} key(s)");
        }

        return metadata;
    }

    private static string? ProblemOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => null,
        JsonValueKind.String when value.GetString()!.Length <= MaximumMetadataLength => null,
        JsonValueKind.String => $"String must contain at most {MaximumMetadataLength} character(s)",
        _ => $"Expected string, number or boolean, received {KindOf(value)}",
    };

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    // What callers sent is shown back, but never all of it.
    private static string Cut(string text)
    {
        if (text.Length <= ShownLength)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength;
        return text[..end];
    }
}

using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>The tables with records of accounts, each after those that refer to it.</summary>
internal static class PixelAccountTables
{
    /// <summary>Those of <c>pixel.db</c>.</summary>
    public static IReadOnlyList<AccountTable> All { get; } =
    [
        new("pixel.goal", "goals", "id", "website_id, name, selector, created_at"),
        new("pixel.alert", "alerts", "id", "website_id, metric, threshold, channel, created_at"),
        new("pixel.report", "reports", "id", "website_id, cadence, recipients, last_sent_at, created_at"),
        new("pixel.share_link", "share_links", "id", "website_id, token_prefix, expires_at, created_at"),
        new("pixel.website", "websites", "id", "domain, name, created_at, deleted_at"),
    ];

    /// <summary>Those of <c>warehouse.db</c>, of which the built-in warehouse is the only one that is reached.</summary>
    public static IReadOnlyList<AccountTable> Warehouse { get; } =
    [
        new(
            "pixel.event",
            "events",
            "website_id, at, id",
            """
            event_id, name, visitor_id, session_id, path, referrer, llm_engine, goal_name, value_e4, currency, metadata, country, device, browser, os, language,
            utm_source, utm_medium, utm_campaign, utm_term, utm_content, received_at
            """) { Row = "id" },
        new("pixel.visitor", "identities", "website_id, visitor_id", "user_id, email, traits, updated_at"),
    ];
}

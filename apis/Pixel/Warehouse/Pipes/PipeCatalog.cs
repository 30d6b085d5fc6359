using System.Collections.Frozen;
using static Lintel.Pixel.PipeColumn;

namespace Lintel.Pixel;

/// <summary>The twenty pipes. Ten are computed; the others answer that they have no rows.</summary>
internal static class PipeCatalog
{
    public const string VisitorProfile = "p_visitor_profile";
    public const string VisitorTimeline = "p_visitor_timeline";

    private const string Time = "'%Y-%m-%dT%H:%M:%SZ'";

    private static readonly Pipe[] All =
    [
        new("p_realtime_visitors", [Text("website_id"), Count("visitors"), Count("pageviews"), Text("last_seen")],
            $"""
            SELECT website_id, COUNT(DISTINCT visitor_id), COUNT(*) FILTER (WHERE name = 'pageview'), strftime({Time}, MAX(at) / 1000, 'unixepoch')
            FROM scope WHERE at > @now - 300000 AND at <= @now GROUP BY website_id ORDER BY 2 DESC, website_id LIMIT @limit
            """),
        new("p_top_pages", [Text("path"), Count("visitors"), Count("pageviews")],
            """
            SELECT path, COUNT(DISTINCT visitor_id), COUNT(*)
            FROM scope WHERE name = 'pageview' GROUP BY path ORDER BY 2 DESC, 3 DESC, path LIMIT @limit
            """),
        new("p_referrers", [Text("referrer"), Count("visitors"), Count("pageviews")],
            """
            SELECT COALESCE(referrer, 'direct'), COUNT(DISTINCT visitor_id), COUNT(*)
            FROM scope WHERE name = 'pageview' GROUP BY referrer ORDER BY 2 DESC, 3 DESC, 1 LIMIT @limit
            """),
        new("p_goal_conversions", [Text("goal_name"), Count("conversions"), Count("visitors"), Real("conversion_rate")],
            """
            SELECT goal_name, COUNT(*), COUNT(DISTINCT visitor_id),
                CAST(ROUND(COUNT(DISTINCT visitor_id) * 1.0 / (SELECT COUNT(DISTINCT visitor_id) FROM scope), 4) AS DOUBLE PRECISION)
            FROM scope WHERE name = 'custom' GROUP BY goal_name ORDER BY 2 DESC, goal_name LIMIT @limit
            """),
        new("p_attributed_revenue", [Text("source"), Text("currency"), Count("payments"), Count("visitors"), Real("revenue")],
            // The last known source of the visitor on this website, up to the payment, earns it.
            $"""
            , attributed AS (
                SELECT p.visitor_id, p.currency, p.value_e4, COALESCE((
                    SELECT COALESCE(e.utm_source, e.referrer) FROM events e
                    WHERE e.account_id = @account AND e.visitor_id = p.visitor_id AND e.website_id = p.website_id AND e.at <= p.at
                        AND COALESCE(e.utm_source, e.referrer) IS NOT NULL
                    ORDER BY e.at DESC, e.id DESC LIMIT 1), 'direct') AS source
                FROM scope p WHERE p.name = 'payment')
            SELECT source, currency, COUNT(*), COUNT(DISTINCT visitor_id), COALESCE(SUM(value_e4), 0) * CAST(1 AS DOUBLE PRECISION) / {EventRow.ValueScale}
            FROM attributed GROUP BY source, currency ORDER BY 5 DESC, source, currency LIMIT @limit
            """),
        new("p_sessions_list",
            [
                Text("session_id"), Text("website_id"), Text("visitor_id"), Text("started_at"), Text("ended_at"), Count("pageviews"), Count("events"),
                Text("entry_path"), Text("exit_path"), Text("referrer"), Text("country"), Text("device"),
            ],
            $"""
            , sessions AS (
                SELECT session_id, website_id, visitor_id, MIN(at) AS started, MAX(at) AS ended, COUNT(*) FILTER (WHERE name = 'pageview') AS pageviews, COUNT(*) AS events
                FROM scope GROUP BY website_id, visitor_id, session_id ORDER BY ended DESC, session_id LIMIT @limit)
            SELECT s.session_id, s.website_id, s.visitor_id, strftime({Time}, s.started / 1000, 'unixepoch'), strftime({Time}, s.ended / 1000, 'unixepoch'),
                s.pageviews, s.events, {OfSession("path", "at, e.id")}, {OfSession("path", "at DESC, e.id DESC")}, {OfSession("referrer", "at, e.id")},
                {OfSession("country", "at DESC, e.id DESC")}, {OfSession("device", "at DESC, e.id DESC")}
            FROM sessions s ORDER BY s.ended DESC, s.session_id
            """),
        new(VisitorProfile,
            [
                Text("visitor_id"), Count("sessions"), Count("pageviews"), Count("events"), Text("first_seen"), Text("last_seen"), Text("country"),
                Text("device"), Text("llm_engine"), Text("user_id"), Text("email"),
            ],
            $"""
            , visitors AS (
                SELECT visitor_id, COUNT(DISTINCT session_id) AS sessions, COUNT(*) FILTER (WHERE name = 'pageview') AS pageviews, COUNT(*) AS events,
                    MIN(at) AS first_seen, MAX(at) AS last_seen
                FROM scope GROUP BY visitor_id ORDER BY last_seen DESC, visitor_id LIMIT @limit)
            SELECT v.visitor_id, v.sessions, v.pageviews, v.events, strftime({Time}, v.first_seen / 1000, 'unixepoch'),
                strftime({Time}, v.last_seen / 1000, 'unixepoch'), {OfVisitor("country")}, {OfVisitor("device")}, {OfVisitor("llm_engine")},
                {OfIdentity("user_id")}, {OfIdentity("email")}
            FROM visitors v ORDER BY v.last_seen DESC, v.visitor_id
            """),
        new(VisitorTimeline,
            [
                Text("visitor_id"), Text("session_id"), Text("website_id"), Text("name"), Text("path"), Text("goal_name"), Real("value"), Text("currency"),
                Text("at"),
            ],
            $"""
            SELECT visitor_id, session_id, website_id, name, path, goal_name, value_e4 * CAST(1 AS DOUBLE PRECISION) / {EventRow.ValueScale}, currency,
                strftime({Time}, at / 1000, 'unixepoch')
            FROM scope ORDER BY scope.at DESC, id DESC LIMIT @limit
            """),
        new("p_events_catalog", [Text("name"), Text("goal_name"), Count("events"), Count("visitors"), Text("first_seen"), Text("last_seen")],
            $"""
            SELECT name, goal_name, COUNT(*), COUNT(DISTINCT visitor_id), strftime({Time}, MIN(at) / 1000, 'unixepoch'), strftime({Time}, MAX(at) / 1000, 'unixepoch')
            FROM scope GROUP BY name, goal_name ORDER BY 3 DESC, name, goal_name LIMIT @limit
            """),
        new("p_pixel_healthcheck", [Text("website_id"), Text("status"), Count("events_24h"), Count("pageviews_24h"), Text("last_event_at")],
            $"""
            SELECT website_id, CASE WHEN MAX(at) > @now - 86400000 THEN 'receiving' ELSE 'silent' END, COUNT(*) FILTER (WHERE at > @now - 86400000),
                COUNT(*) FILTER (WHERE at > @now - 86400000 AND name = 'pageview'), strftime({Time}, MAX(at) / 1000, 'unixepoch')
            FROM scope GROUP BY website_id ORDER BY MAX(at) DESC, website_id LIMIT @limit
            """),
        .. WithoutRows(
            "p_geo",
            "p_devices",
            "p_tech",
            "p_languages",
            "p_traffic_sources",
            "p_funnel",
            "p_funnel_v2",
            "p_retention_cohort",
            "p_llm_traffic",
            "p_metric_series"),
    ];

    private static readonly FrozenDictionary<string, Pipe> ByName = All.ToFrozenDictionary(pipe => pipe.Name);

    public static IReadOnlyList<Pipe> Pipes => All;

    /// <summary>The pipe with this name, compared exactly; null where none has it.</summary>
    public static Pipe? Find(string name) => ByName.GetValueOrDefault(name);

    private static string OfSession(string column, string order) =>
        $"""
        (SELECT e.{column} FROM events e WHERE e.account_id = @account AND e.visitor_id = s.visitor_id AND e.session_id = s.session_id
            AND e.website_id = s.website_id AND e.{column} IS NOT NULL ORDER BY e.{order} LIMIT 1)
        """;

    private static string OfVisitor(string column) =>
        $"""
        (SELECT e.{column} FROM events e WHERE e.account_id = @account AND e.visitor_id = v.visitor_id
            AND e.website_id IN (SELECT value FROM json_each(@websites)) AND e.{column} IS NOT NULL ORDER BY e.at DESC, e.id DESC LIMIT 1)
        """;

    private static string OfIdentity(string column) =>
        $"""
        (SELECT i.{column} FROM identities i WHERE i.account_id = @account AND i.visitor_id = v.visitor_id
            AND i.website_id IN (SELECT value FROM json_each(@websites)) AND i.{column} IS NOT NULL ORDER BY i.updated_at DESC LIMIT 1)
        """;

    private static IEnumerable<Pipe> WithoutRows(params string[] names) => names.Select(name => new Pipe(name, [], null));
}

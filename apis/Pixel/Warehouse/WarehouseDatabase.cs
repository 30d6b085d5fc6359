using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.Pixel;

/// <summary>The file <c>warehouse.db</c>: what visitors do. The API reaches it over HTTP only.</summary>
internal sealed class WarehouseDatabase(IDatabase database) : ApiDatabase(database)
{
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            account_id TEXT NOT NULL,
            website_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            name TEXT NOT NULL,
            visitor_id TEXT NOT NULL,
            session_id TEXT NOT NULL,
            path TEXT NULL,
            referrer TEXT NULL,
            llm_engine TEXT NULL,
            goal_name TEXT NULL,
            value_e4 INTEGER NULL,
            currency TEXT NULL,
            metadata TEXT NULL,
            country TEXT NULL,
            device TEXT NULL,
            browser TEXT NULL,
            os TEXT NULL,
            language TEXT NULL,
            utm_source TEXT NULL,
            utm_medium TEXT NULL,
            utm_campaign TEXT NULL,
            utm_term TEXT NULL,
            utm_content TEXT NULL,
            at INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            size INTEGER NOT NULL);
        CREATE INDEX events_by_event_id ON events (account_id, event_id, received_at);
        CREATE INDEX events_by_time ON events (account_id, website_id, at);
        CREATE INDEX events_by_visitor ON events (account_id, visitor_id, at);

        CREATE TABLE identities (
            account_id TEXT NOT NULL,
            website_id TEXT NOT NULL,
            visitor_id TEXT NOT NULL,
            user_id TEXT NULL,
            email TEXT NULL,
            traits TEXT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (account_id, website_id, visitor_id)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE events ADD COLUMN fingerprint TEXT NULL;
        DROP INDEX events_by_event_id;
        CREATE INDEX events_by_event_id ON events (account_id, event_id, website_id, name, received_at);
        """,
    ];
}

using System.Data.Common;
using Dapper;

namespace Lintel.Pixel;

/// <summary>What the warehouse keeps: events, each counted once, and who visitors are.</summary>
internal sealed class WarehouseStore(WarehouseDatabase database, TimeProvider time)
{
    /// <summary>The time for which an event id of a website and name is remembered: 24 hours, in milliseconds.</summary>
    private const string DuplicateWindow = "86400000";

    private const string SameEvent =
        $"""
        account_id = @AccountId AND website_id = @WebsiteId AND name = @Name AND event_id = @EventId AND received_at > @ReceivedAt - {DuplicateWindow}
        """;

    // An event of a release that kept no fingerprint, or of a caller that sent none, conflicts with nothing.
    private const string FindOther = $"SELECT EXISTS (SELECT 1 FROM events WHERE {SameEvent} AND fingerprint <> @Fingerprint)";

    // One statement looks and inserts, so that of parallel duplicates exactly one is new.
    private const string InsertUnlessSeen =
        $"""
        INSERT INTO events (account_id, website_id, event_id, name, visitor_id, session_id, path, referrer, llm_engine, goal_name, value_e4, currency,
            metadata, country, device, browser, os, language, utm_source, utm_medium, utm_campaign, utm_term, utm_content, at, received_at, size, fingerprint)
        SELECT @AccountId, @WebsiteId, @EventId, @Name, @VisitorId, @SessionId, @Path, @Referrer, @LlmEngine, @GoalName, @ValueE4, @Currency,
            @Metadata, @Country, @Device, @Browser, @Os, @Language, @UtmSource, @UtmMedium, @UtmCampaign, @UtmTerm, @UtmContent, @At, @ReceivedAt, @Size, @Fingerprint
        WHERE NOT EXISTS (SELECT 1 FROM events WHERE {SameEvent})
        """;

    public async Task<IngestReceipt> IngestAsync(string accountId, WarehouseEvent sent, CancellationToken cancellationToken)
    {
        var row = EventRow.From(accountId, sent, time.GetUtcNow().ToUnixTimeMilliseconds());
        return await database.WriteAsync(
            async connection => await InsertAsync(connection, row) > 0 ? new IngestReceipt(Duplicate: false)
                : new IngestReceipt(Duplicate: true, Conflict: await connection.ExecuteScalarAsync<bool>(FindOther, row)),
            cancellationToken);
    }

    public static Task<int> InsertAsync(DbConnection connection, EventRow row) => connection.ExecuteAsync(InsertUnlessSeen, row);

    /// <summary>Attaches to a visitor what is known now; what an earlier call said and this one does not stays.</summary>
    public Task IdentifyAsync(string accountId, WarehouseIdentity identity, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO identities (account_id, website_id, visitor_id, user_id, email, traits, updated_at)
                VALUES (@accountId, @WebsiteId, @VisitorId, @UserId, @Email, @Traits, @now)
                ON CONFLICT (account_id, website_id, visitor_id) DO UPDATE SET
                    user_id = COALESCE(excluded.user_id, identities.user_id),
                    email = COALESCE(excluded.email, identities.email),
                    traits = COALESCE(excluded.traits, identities.traits),
                    updated_at = excluded.updated_at
                """,
                new { accountId, identity.WebsiteId, identity.VisitorId, identity.UserId, identity.Email, identity.Traits, now }),
            cancellationToken);
    }
}

using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>
/// The tables of webhooks, which live in the database of the API that raises the events, so that an event and what it changes share a transaction.
/// </summary>
public static class WebhookTables
{
    /// <summary>
    /// The scripts that make the tables and bring them up to date, in the order of releases. Each is one entry in the API's list of migrations, after the
    /// ones before it; an API that has shipped adds new ones at the end of its list.
    /// </summary>
    public static IReadOnlyList<string> Migrations => WebhookScripts.Sqlite;

    /// <summary>The same for PostgreSQL.</summary>
    public static IReadOnlyList<string> PostgresMigrations => WebhookScripts.Postgres;
}

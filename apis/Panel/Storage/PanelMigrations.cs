namespace Lintel.Panel;

/// <summary>The tables of <c>panel.db</c>. Moments are Unix milliseconds; ids grow with time, so that a table's own order is that of its list.</summary>
internal static class PanelMigrations
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE applications (
          id INTEGER NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          name TEXT NOT NULL,
          requires_client_id INTEGER NOT NULL,
          credentials_type TEXT NOT NULL,
          socket_key TEXT NOT NULL,
          http_key TEXT NOT NULL,
          keys_updated_at INTEGER NOT NULL,
          created_at INTEGER NOT NULL
        );
        CREATE INDEX applications_by_account ON applications (account_id);

        CREATE TABLE levels (
          id INTEGER NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          application_id INTEGER NOT NULL,
          name TEXT NOT NULL
        );
        CREATE UNIQUE INDEX levels_by_name ON levels (application_id, name);
        CREATE INDEX levels_by_account ON levels (account_id);

        CREATE TABLE licenses (
          id INTEGER NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          application_id INTEGER NOT NULL,
          license TEXT NOT NULL,
          client_id TEXT,
          ip_address TEXT,
          comment TEXT,
          requires_client_id INTEGER NOT NULL,
          levels TEXT NOT NULL,
          duration_seconds INTEGER NOT NULL,
          state TEXT NOT NULL,
          paused_at INTEGER,
          expires_at INTEGER,
          remaining_ms INTEGER,
          user_id INTEGER,
          created_at INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX licenses_by_text ON licenses (application_id, license);
        CREATE INDEX licenses_by_application ON licenses (application_id);
        CREATE INDEX licenses_by_account ON licenses (account_id);
        CREATE INDEX licenses_by_user ON licenses (user_id) WHERE user_id IS NOT NULL;

        CREATE TABLE users (
          id INTEGER NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          application_id INTEGER NOT NULL,
          login TEXT NOT NULL,
          login_folded TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          comment TEXT,
          client_id TEXT,
          ip_address TEXT,
          levels TEXT NOT NULL,
          requires_license INTEGER NOT NULL,
          credentials_type TEXT NOT NULL,
          requires_client_id INTEGER NOT NULL,
          created_at INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX users_by_login ON users (application_id, login_folded);
        CREATE INDEX users_by_application ON users (application_id);
        CREATE INDEX users_by_account ON users (account_id);

        CREATE TABLE blacklists (
          id INTEGER NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          application_id INTEGER NOT NULL,
          ip_address TEXT,
          client_id TEXT,
          comment TEXT,
          created_at INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX blacklists_by_value ON blacklists (application_id, ifnull(ip_address, ''), ifnull(client_id, ''));
        CREATE INDEX blacklists_by_application ON blacklists (application_id);
        CREATE INDEX blacklists_by_account ON blacklists (account_id);

        CREATE TABLE variables (
          id INTEGER NOT NULL PRIMARY KEY,
          account_id TEXT NOT NULL,
          application_id INTEGER NOT NULL,
          name TEXT NOT NULL,
          description TEXT,
          value TEXT NOT NULL,
          strategy TEXT NOT NULL,
          updated_at INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX variables_by_name ON variables (application_id, name);
        CREATE INDEX variables_by_account ON variables (account_id);

        CREATE TABLE key_edits (
          key_id TEXT NOT NULL PRIMARY KEY,
          version INTEGER NOT NULL,
          edited_at INTEGER NOT NULL,
          edited_before INTEGER
        ) WITHOUT ROWID;

        CREATE TABLE key_uses (
          key_id TEXT NOT NULL PRIMARY KEY,
          used_at INTEGER NOT NULL,
          address TEXT NOT NULL
        ) WITHOUT ROWID;
        """,
    ];
}

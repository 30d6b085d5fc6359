namespace Lintel.Trackpilots.Storage;

/// <summary>The tables, in scripts that are never changed once shipped.</summary>
internal static class Migrations
{
    /// <summary>All scripts in order.</summary>
    public static IReadOnlyList<string> All { get; } = [First];

    // Activities of one employee never overlap, so their start tells them apart and their table is kept in the order in which reports read it.
    // An application is stored once for each way in which it was classified: records keep the judgement of their day.
    private const string First =
        """
        CREATE TABLE organisations (
          account_id TEXT NOT NULL PRIMARY KEY,
          organisation_id TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE roles (
          account_id TEXT NOT NULL,
          role_id TEXT NOT NULL,
          position INTEGER NOT NULL,
          name TEXT NOT NULL,
          data TEXT NOT NULL,
          PRIMARY KEY (account_id, role_id)
        ) WITHOUT ROWID;

        CREATE TABLE teams (
          account_id TEXT NOT NULL,
          team_id TEXT NOT NULL,
          name TEXT NOT NULL,
          PRIMARY KEY (account_id, team_id)
        ) WITHOUT ROWID;

        CREATE TABLE employees (
          number INTEGER PRIMARY KEY,
          account_id TEXT NOT NULL,
          user_id TEXT NOT NULL,
          name TEXT NOT NULL,
          email TEXT NOT NULL,
          email_folded TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          unique_url TEXT NOT NULL,
          picture_url TEXT,
          status TEXT NOT NULL,
          role_id TEXT NOT NULL,
          work_mode TEXT NOT NULL
        );
        CREATE UNIQUE INDEX employees_by_user ON employees (account_id, user_id);
        CREATE UNIQUE INDEX employees_by_email ON employees (account_id, email_folded);
        CREATE INDEX employees_by_role ON employees (account_id, role_id);

        CREATE TABLE memberships (
          account_id TEXT NOT NULL,
          employee INTEGER NOT NULL,
          position INTEGER NOT NULL,
          team_id TEXT NOT NULL,
          PRIMARY KEY (account_id, employee, position)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX memberships_by_team ON memberships (account_id, team_id, employee);

        CREATE TABLE applications (
          number INTEGER PRIMARY KEY,
          account_id TEXT NOT NULL,
          name TEXT NOT NULL,
          type TEXT NOT NULL,
          category TEXT NOT NULL,
          domain TEXT NOT NULL,
          icon_url TEXT NOT NULL,
          productivity TEXT NOT NULL
        );
        CREATE UNIQUE INDEX applications_by_value ON applications (account_id, name, type, category, domain, icon_url, productivity);

        CREATE TABLE activities (
          account_id TEXT NOT NULL,
          employee INTEGER NOT NULL,
          starts_at INTEGER NOT NULL,
          ends_at INTEGER NOT NULL,
          application INTEGER NOT NULL,
          idle INTEGER NOT NULL,
          title TEXT NOT NULL,
          PRIMARY KEY (account_id, employee, starts_at)
        ) WITHOUT ROWID;

        CREATE TABLE screenshots (
          number INTEGER PRIMARY KEY,
          account_id TEXT NOT NULL,
          employee INTEGER NOT NULL,
          captured_at INTEGER NOT NULL,
          application INTEGER NOT NULL,
          full_url TEXT NOT NULL,
          thumbnail_url TEXT NOT NULL,
          image_url TEXT NOT NULL,
          idle INTEGER NOT NULL
        );
        CREATE INDEX screenshots_by_time ON screenshots (account_id, captured_at, employee);
        """;
}

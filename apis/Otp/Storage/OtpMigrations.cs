using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>
/// The tables of <c>otp.db</c>. Positions count up within an account or an application, so that lists have an order that no clock disturbs and a
/// cursor tells nothing of others.
/// </summary>
internal static class OtpMigrations
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE projects (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            description TEXT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX projects_by_account ON projects (account_id, position);

        CREATE TABLE applications (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            project_id TEXT NOT NULL REFERENCES projects (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            environment TEXT NOT NULL,
            suspended_by TEXT NULL,
            client_id TEXT NOT NULL UNIQUE,
            client_secret_hash BLOB NOT NULL,
            api_key_hash BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX applications_by_account ON applications (account_id, position);
        CREATE INDEX applications_by_project ON applications (project_id, position);

        -- Requests outlive their application, so there is no reference to it.
        CREATE TABLE otp_requests (
            id TEXT NOT NULL PRIMARY KEY,
            account_id TEXT NOT NULL,
            application_id TEXT NOT NULL,
            environment TEXT NOT NULL,
            position INTEGER NOT NULL,
            phone_number TEXT NOT NULL,
            purpose TEXT NOT NULL,
            reference TEXT NULL,
            status TEXT NOT NULL,
            wrong_codes INTEGER NOT NULL,
            key_version INTEGER NOT NULL,
            code_hash BLOB NULL,
            created_at INTEGER NOT NULL,
            verified_at INTEGER NULL);
        CREATE UNIQUE INDEX otp_requests_by_application ON otp_requests (application_id, position);
        CREATE INDEX otp_requests_pending ON otp_requests (application_id, phone_number, purpose) WHERE status = 'pending';
        CREATE INDEX otp_requests_ageing ON otp_requests (created_at) WHERE status = 'pending';

        CREATE TABLE deleted_applications (
            id TEXT NOT NULL PRIMARY KEY,
            deleted_at INTEGER NOT NULL);
        CREATE INDEX deleted_applications_by_age ON deleted_applications (deleted_at);
        """,
        WebhookTables.Migrations[0],
        WebhookTables.Migrations[1],
        "UPDATE webhooks SET tenant = COALESCE((SELECT account_id FROM applications WHERE applications.id = webhooks.owner), owner)",
        WebhookTables.Migrations[2],
        WebhookTables.Migrations[3],
        """
        -- Erasures find the requests of an account.
        CREATE INDEX otp_requests_by_account ON otp_requests (account_id, id);
        """,
    ];

    /// <summary>The same for PostgreSQL.</summary>
    public static IReadOnlyList<string> Postgres { get; } =
    [
        """
        CREATE TABLE projects (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          position BIGINT NOT NULL,
          name TEXT COLLATE "C" NOT NULL,
          description TEXT COLLATE "C",
          created_at BIGINT NOT NULL,
          updated_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX projects_by_account ON projects (account_id, position);

        CREATE TABLE applications (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          project_id TEXT COLLATE "C" NOT NULL REFERENCES projects (id),
          position BIGINT NOT NULL,
          name TEXT COLLATE "C" NOT NULL,
          environment TEXT COLLATE "C" NOT NULL,
          suspended_by TEXT COLLATE "C",
          client_id TEXT COLLATE "C" NOT NULL UNIQUE,
          client_secret_hash BYTEA NOT NULL,
          api_key_hash BYTEA NOT NULL,
          created_at BIGINT NOT NULL,
          updated_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX applications_by_account ON applications (account_id, position);
        CREATE INDEX applications_by_project ON applications (project_id, position);

        CREATE TABLE otp_requests (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          account_id TEXT COLLATE "C" NOT NULL,
          application_id TEXT COLLATE "C" NOT NULL,
          environment TEXT COLLATE "C" NOT NULL,
          position BIGINT NOT NULL,
          phone_number TEXT COLLATE "C" NOT NULL,
          purpose TEXT COLLATE "C" NOT NULL,
          reference TEXT COLLATE "C",
          status TEXT COLLATE "C" NOT NULL,
          wrong_codes BIGINT NOT NULL,
          key_version BIGINT NOT NULL,
          code_hash BYTEA,
          created_at BIGINT NOT NULL,
          verified_at BIGINT
        );
        CREATE UNIQUE INDEX otp_requests_by_application ON otp_requests (application_id, position);
        CREATE INDEX otp_requests_pending ON otp_requests (application_id, phone_number, purpose) WHERE status = 'pending';
        CREATE INDEX otp_requests_ageing ON otp_requests (created_at) WHERE status = 'pending';

        CREATE TABLE deleted_applications (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          deleted_at BIGINT NOT NULL
        );
        CREATE INDEX deleted_applications_by_age ON deleted_applications (deleted_at);
        """,
        WebhookTables.PostgresMigrations[0],
        WebhookTables.PostgresMigrations[1],
        WebhookTables.PostgresMigrations[2],
        """
        -- Erasures find the requests of an account.
        CREATE INDEX otp_requests_by_account ON otp_requests (account_id, id);
        """,
    ];
}

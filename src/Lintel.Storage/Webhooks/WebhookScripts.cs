namespace Lintel.Storage;

/// <summary>The scripts of the tables of webhooks: an API has them in its own database, and the management API in that of the records.</summary>
internal static class WebhookScripts
{
    /// <summary>For SQLite, in the order of releases.</summary>
    public static readonly string[] Sqlite =
    [
        """
        CREATE TABLE webhooks (
            id TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            url TEXT NOT NULL,
            events TEXT NOT NULL,
            sealed_secret BLOB NOT NULL,
            allow_loopback INTEGER NOT NULL,
            enabled INTEGER NOT NULL,
            disabled_reason TEXT NULL,
            failures INTEGER NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX webhooks_by_owner ON webhooks (owner, created_at);

        CREATE TABLE webhook_outbox (
            id TEXT NOT NULL PRIMARY KEY,
            type TEXT NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX webhook_outbox_by_age ON webhook_outbox (created_at);

        CREATE TABLE webhook_deliveries (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            event_id TEXT NOT NULL REFERENCES webhook_outbox (id),
            webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            finished_at INTEGER NULL);
        CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, seq);
        CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id);
        CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, due_at, seq) WHERE state = 'pending';
        CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'pending';
        CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

        CREATE TABLE webhook_attempts (
            delivery INTEGER NOT NULL REFERENCES webhook_deliveries (seq) ON DELETE CASCADE,
            attempt INTEGER NOT NULL,
            at INTEGER NOT NULL,
            duration INTEGER NOT NULL,
            status INTEGER NULL,
            reason TEXT NULL,
            response TEXT NULL,
            PRIMARY KEY (delivery, attempt));
        """,
        """
        -- Whether private addresses may be called is the host's to say.
        ALTER TABLE webhooks DROP COLUMN allow_loopback;
        ALTER TABLE webhooks ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
        UPDATE webhooks SET tenant = owner;
        ALTER TABLE webhooks ADD COLUMN held_until INTEGER NULL;

        ALTER TABLE webhook_deliveries ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE webhook_deliveries ADD COLUMN id TEXT NOT NULL DEFAULT '';
        UPDATE webhook_deliveries SET id = 'dlv_' || lower(hex(randomblob(10)));
        CREATE UNIQUE INDEX webhook_deliveries_by_id ON webhook_deliveries (id);

        CREATE TABLE webhook_old_secrets (
            webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
            sealed_secret BLOB NOT NULL,
            ends_at INTEGER NOT NULL);
        CREATE INDEX webhook_old_secrets_by_webhook ON webhook_old_secrets (webhook_id, ends_at);
        CREATE INDEX webhook_old_secrets_by_end ON webhook_old_secrets (ends_at);
        """,
        """
        ALTER TABLE webhook_deliveries ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE webhook_deliveries ADD COLUMN leased_until INTEGER NULL;
        CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (leased_until) WHERE leased_until IS NOT NULL;
        """,
        """
        -- Erasures find the endpoints of a tenant; an endpoint has a description.
        CREATE INDEX webhooks_by_tenant ON webhooks (tenant);
        ALTER TABLE webhooks ADD COLUMN description TEXT NULL;
        """,
    ];

    /// <summary>For PostgreSQL, in the order of releases.</summary>
    public static readonly string[] Postgres =
    [
        """
        CREATE TABLE webhooks (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          owner TEXT COLLATE "C" NOT NULL,
          url TEXT COLLATE "C" NOT NULL,
          events TEXT COLLATE "C" NOT NULL,
          sealed_secret BYTEA NOT NULL,
          enabled BOOLEAN NOT NULL,
          disabled_reason TEXT COLLATE "C",
          failures BIGINT NOT NULL,
          created_at BIGINT NOT NULL,
          tenant TEXT COLLATE "C" NOT NULL DEFAULT '',
          held_until BIGINT,
          rowid BIGINT GENERATED ALWAYS AS IDENTITY
        );
        CREATE INDEX webhooks_by_owner ON webhooks (owner, created_at);

        CREATE TABLE webhook_outbox (
          id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
          type TEXT COLLATE "C" NOT NULL,
          body BYTEA NOT NULL,
          created_at BIGINT NOT NULL
        );
        CREATE INDEX webhook_outbox_by_age ON webhook_outbox (created_at);

        CREATE TABLE webhook_deliveries (
          seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
          event_id TEXT COLLATE "C" NOT NULL REFERENCES webhook_outbox (id),
          webhook_id TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
          state TEXT COLLATE "C" NOT NULL,
          attempts BIGINT NOT NULL,
          due_at BIGINT NOT NULL,
          finished_at BIGINT,
          is_test BOOLEAN NOT NULL DEFAULT FALSE,
          id TEXT COLLATE "C" NOT NULL DEFAULT ''
        );
        CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, seq);
        CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id);
        CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, due_at, seq) WHERE state = 'pending';
        CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'pending';
        CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

        CREATE TABLE webhook_attempts (
          delivery BIGINT NOT NULL REFERENCES webhook_deliveries (seq) ON DELETE CASCADE,
          attempt BIGINT NOT NULL,
          at BIGINT NOT NULL,
          duration BIGINT NOT NULL,
          status BIGINT,
          reason TEXT COLLATE "C",
          response TEXT COLLATE "C",
          PRIMARY KEY (delivery, attempt)
        );
        CREATE UNIQUE INDEX webhook_deliveries_by_id ON webhook_deliveries (id);

        CREATE TABLE webhook_old_secrets (
          webhook_id TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
          sealed_secret BYTEA NOT NULL,
          ends_at BIGINT NOT NULL,
          rowid BIGINT GENERATED ALWAYS AS IDENTITY
        );
        CREATE INDEX webhook_old_secrets_by_webhook ON webhook_old_secrets (webhook_id, ends_at);
        CREATE INDEX webhook_old_secrets_by_end ON webhook_old_secrets (ends_at);
        """,
        """
        ALTER TABLE webhook_deliveries ADD COLUMN claims BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE webhook_deliveries ADD COLUMN leased_until BIGINT;
        CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (leased_until) WHERE leased_until IS NOT NULL;
        """,
        """
        -- Erasures find the endpoints of a tenant; an endpoint has a description.
        CREATE INDEX webhooks_by_tenant ON webhooks (tenant);
        ALTER TABLE webhooks ADD COLUMN description TEXT COLLATE "C";
        """,
    ];
}

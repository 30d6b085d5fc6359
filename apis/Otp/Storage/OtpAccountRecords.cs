using System.Runtime.CompilerServices;
using Lintel.Management;
using Lintel.Shared;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>The projects, applications, OTP requests and webhooks of an account, for the export and the erasure of what is kept of it.</summary>
internal sealed class OtpAccountRecords(OtpDatabase database, WebhookStore webhooks) : IAccountRecords
{
    private readonly AccountTables _tables = new(
        database,
        [
            new("otp.request", "otp_requests", "id", "application_id, environment, phone_number, purpose, reference, status, created_at, verified_at"),
            new("otp.application", "applications", "id", "project_id, name, environment, suspended_by, client_id, created_at, updated_at"),
            new("otp.project", "projects", "id", "name, description, created_at, updated_at"),
        ]);

    private readonly AccountTables _webhooks = new(
        database,
        [new("otp.webhook", "webhooks", "id", "owner, url, description, events, enabled, disabled_reason, created_at") { OfAccount = "tenant = @accountId" }]);

    public async IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in _tables.ReadAsync(accountId, cancellationToken))
        {
            yield return record;
        }

        await foreach (var record in _webhooks.ReadAsync(accountId, cancellationToken))
        {
            yield return record;
        }
    }

    public async Task EraseAsync(string accountId, CancellationToken cancellationToken)
    {
        // Webhooks first, so that no change of the applications is told to anybody.
        await webhooks.RemoveTenantAsync(accountId, cancellationToken);
        await _tables.EraseAsync(accountId, cancellationToken);
    }
}

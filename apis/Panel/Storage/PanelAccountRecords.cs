using System.Runtime.CompilerServices;
using Lintel.Keys;
using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The applications of an account with what they hold, and the addresses that its keys were used from, for the export and the erasure.</summary>
internal sealed class PanelAccountRecords(PanelDatabase database, KeyService keys, KeyUses uses) : IAccountRecords
{
    private const int PageSize = 200;

    // The texts of licenses and the keys of applications' own programs are secrets.
    private readonly AccountTables _tables = new(
        database,
        [
            new("panel.variable", "variables", "id", "application_id, name, description, value, strategy, updated_at"),
            new("panel.blacklist", "blacklists", "id", "application_id, ip_address, client_id, comment, created_at"),
            new(
                "panel.user",
                "users",
                "id",
                """
                application_id, login, comment, client_id, ip_address, levels, requires_license, credentials_type, requires_client_id, created_at
                """),
            new(
                "panel.license",
                "licenses",
                "id",
                """
                application_id, client_id, ip_address, comment, requires_client_id, levels, duration_seconds, state, paused_at, expires_at, remaining_ms,
                user_id, created_at
                """),
            new("panel.level", "levels", "id", "application_id, name"),
            new("panel.application", "applications", "id", "name, requires_client_id, credentials_type, keys_updated_at, created_at"),
        ]);

    private readonly AccountTables _uses = new(database, [new("panel.key_use", "key_uses", "key_id", "used_at, address")]);

    public async IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await uses.FlushAsync(cancellationToken);
        await foreach (var record in _tables.ReadAsync(accountId, cancellationToken))
        {
            yield return record;
        }

        await foreach (var record in _uses.ReadAsync(accountId, cancellationToken))
        {
            yield return record;
        }
    }

    public async Task EraseAsync(string accountId, CancellationToken cancellationToken)
    {
        await _tables.EraseAsync(accountId, cancellationToken);
        for (string? after = null; ;)
        {
            var page = await keys.ListAsync(accountId, api: null, after, PageSize, cancellationToken);
            await uses.EraseAsync(accountId, [.. page.Select(key => key.Id)], cancellationToken);
            if (page.Count < PageSize)
            {
                return;
            }

            after = page[^1].Id;
        }
    }
}

using System.Data.Common;
using System.Text.Json.Nodes;
using Lintel.FieldService.Storage;
using Lintel.Management.Demo;
using Lintel.Shared;

namespace Lintel.FieldService.Demo;

/// <summary>Fills the tables of the demo companies where they are empty, and finds, or makes, the records that <c>demo.json</c> names.</summary>
internal sealed class DemoData(FieldServiceDatabase database, TimeProvider clock)
{
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public async Task<JsonObject> SeedAsync(DemoKeys keys, CancellationToken cancellationToken)
    {
        await keys.EnsureAsync(DemoCompanies.Accounts, cancellationToken);
        return new JsonObject
        {
            ["base"] = "/fieldservice/api/v1",
            ["keys"] = await keys.EnsureAsync(DemoCompanies.Keys, cancellationToken),
            ["ids"] = await database.WriteAsync(FillAsync, cancellationToken),
        };
    }

    private async Task<JsonObject> FillAsync(DbConnection connection)
    {
        var now = clock.GetUtcNow();
        using var sql = new SqlText(connection);
        foreach (var (account, size) in new[]
        {
            (DemoCompanies.Main, DemoSize.Large),
            (DemoCompanies.Other, DemoSize.Small),
            (DemoCompanies.Bulk, DemoSize.Small)
        })
        {
            if (await sql.NumberAsync("SELECT customer_id FROM customers WHERE account_id = @p0 LIMIT 1", account) is null)
            {
                await new DemoCompany(sql, account, size, now).FillAsync();
            }
        }

        return await new DemoRecords(sql, MomentText.Seconds(now)).FindAsync();
    }
}

using System.Data;
using System.Text.Json.Nodes;
using Lintel.FieldService.Storage;
using Lintel.Management.Demo;
using Lintel.Storage;

namespace Lintel.FieldService.Demo;

/// <summary>Fills the tables of the demo companies where they are empty, and finds, or makes, the records that <c>demo.json</c> names.</summary>
internal sealed class DemoData(IDatabase database, TimeProvider clock, DemoKeys keys)
{
    public async Task<JsonObject> SeedAsync(CancellationToken cancellationToken)
    {
        foreach (var account in DemoCompanies.Accounts)
        {
            await keys.EnsureAsync(account, cancellationToken);
        }

        var secrets = new JsonObject();
        foreach (var key in DemoCompanies.Keys)
        {
            secrets[key.Name] = await keys.EnsureAsync(key, cancellationToken);
        }

        return new JsonObject
        {
            ["base"] = "/fieldservice/api/v1",
            ["keys"] = secrets,
            ["ids"] = await database.WriteAsync(Fill, cancellationToken),
        };
    }

    private JsonObject Fill(IDbConnection connection)
    {
        var now = clock.GetUtcNow();
        using var sql = new SqlText(connection);
        foreach (var (account, size) in new[] { (DemoCompanies.Main, DemoSize.Large), (DemoCompanies.Other, DemoSize.Small), (DemoCompanies.Bulk, DemoSize.Small) })
        {
            if (sql.Number("SELECT customer_id FROM customers WHERE account_id = @p0 LIMIT 1", account) is null)
            {
                new DemoCompany(sql, account, size, now).Fill();
            }
        }

        return new DemoRecords(sql, Moment.Text(now)).Find();
    }
}

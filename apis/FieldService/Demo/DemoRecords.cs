using System.Text.Json.Nodes;
using Lintel.FieldService.Jobs;

namespace Lintel.FieldService.Demo;

/// <summary>
/// The records that <c>demo.json</c> names. Whoever tried the API since the last start may have moved them on, so each is looked for by what it must
/// be, and made anew where none is left.
/// </summary>
internal sealed class DemoRecords(SqlText sql, string now)
{
    public async Task<JsonObject> FindAsync()
    {
        var location = await sql.IdAsync("SELECT location_id FROM locations WHERE account_id = @p0 ORDER BY location_id LIMIT 1", DemoCompanies.Main);
        var (customer, email) = await FindCustomerAsync();
        var asset = await FindMeteredAssetAsync(location);
        return new JsonObject
        {
            ["job"] = await FindJobAsync(DemoCompanies.Main, location),
            ["location"] = location,
            ["customer"] = customer,
            ["customerEmail"] = email,
            ["asset"] = asset,
            ["meter"] = await sql.IdAsync("SELECT meter_id FROM meters WHERE asset_id = @p0 ORDER BY meter_id LIMIT 1", asset),
            ["assetWithoutMeters"] = await FindUnmeteredAssetAsync(location),
            ["otherCompanyJob"] = await FindJobAsync(
                DemoCompanies.Other, await sql.IdAsync("SELECT location_id FROM locations WHERE account_id = @p0 ORDER BY location_id LIMIT 1", DemoCompanies.Other)),
        };
    }

    private async Task<(long Customer, string Email)> FindCustomerAsync()
    {
        var customer = await sql.NumberAsync(
            "SELECT customer_id FROM customers WHERE account_id = @p0 AND customer_email IS NOT NULL ORDER BY customer_id LIMIT 1",
            DemoCompanies.Main);
        return customer is { } id ? (id, await sql.TextAsync("SELECT customer_email FROM customers WHERE customer_id = @p0", id)) : (await AddCustomerAsync(), AddedEmail);
    }

    private const string AddedEmail = "office@brook-dairy.example";

    private Task<long> AddCustomerAsync() => sql.IdAsync(
        """
        INSERT INTO customers (account_id, customer_name, customer_email, email_key, default_sla_hours, tax_exempt, created_at, updated_at)
        VALUES (@p0, 'Brook Dairy', @p1, @p1, 24, 0, @p2, @p2) RETURNING customer_id
        """,
        DemoCompanies.Main,
        AddedEmail,
        now);

    private async Task<long> FindJobAsync(string account, long location) =>
        await sql.NumberAsync("SELECT job_id FROM jobs WHERE account_id = @p0 AND job_status = @p1 ORDER BY job_id LIMIT 1", account, JobStatus.Pending) ?? await sql.IdAsync(
            """
            INSERT INTO jobs (account_id, job_title, job_description, job_status, job_priority, customer_location_id, created_at, updated_at)
            VALUES (@p0, 'Replace pump seal', '', @p1, 'High', @p2, @p3, @p3) RETURNING job_id
            """,
            account,
            JobStatus.Pending,
            location,
            now);

    private async Task<long> FindMeteredAssetAsync(long location)
    {
        var found = await sql.NumberAsync(
            """
            SELECT a.asset_id FROM assets a WHERE a.account_id = @p0 AND a.status = 'Active'
                AND EXISTS (SELECT 1 FROM meters m WHERE m.asset_id = a.asset_id)
            ORDER BY a.asset_id LIMIT 1
            """,
            DemoCompanies.Main);
        if (found is { } asset)
        {
            return asset;
        }

        asset = await AddAssetAsync(location);
        await sql.NumberAsync(
            """
            INSERT INTO meters (account_id, asset_id, meter_name, unit, last_reading, threshold_action, created_at)
            VALUES (@p0, @p1, 'Engine hours', 'hours', '1200', 'alert only', @p2)
            """,
            DemoCompanies.Main,
            asset,
            now);
        return asset;
    }

    private async Task<long> FindUnmeteredAssetAsync(long location) => await sql.NumberAsync(
        """
        SELECT a.asset_id FROM assets a WHERE a.account_id = @p0 AND a.status = 'Active'
            AND NOT EXISTS (SELECT 1 FROM meters m WHERE m.asset_id = a.asset_id)
        ORDER BY a.asset_id LIMIT 1
        """,
        DemoCompanies.Main) ?? await AddAssetAsync(location);

    private Task<long> AddAssetAsync(long location) => sql.IdAsync(
        """
        INSERT INTO assets (account_id, asset_name, asset_type_id, status, condition, ownership_type, location_id, created_at, updated_at)
        VALUES (@p0, 'Feed pump', 1, 'Active', 'Good', 'company-owned', @p1, @p2, @p2) RETURNING asset_id
        """,
        DemoCompanies.Main,
        location,
        now);
}

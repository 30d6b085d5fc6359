using System.Text.Json.Nodes;
using Lintel.FieldService.Jobs;

namespace Lintel.FieldService.Demo;

/// <summary>
/// The records that <c>demo.json</c> names. Whoever tried the API since the last start may have moved them on, so each is looked for by what it must
/// be, and made anew where none is left.
/// </summary>
internal sealed class DemoRecords(SqlText sql, string now)
{
    public JsonObject Find()
    {
        var location = sql.Id("SELECT location_id FROM locations WHERE account_id = @p0 ORDER BY location_id LIMIT 1", DemoCompanies.Main);
        var (customer, email) = FindCustomer();
        var asset = FindMeteredAsset(location);
        return new JsonObject
        {
            ["job"] = FindJob(DemoCompanies.Main, location),
            ["location"] = location,
            ["customer"] = customer,
            ["customerEmail"] = email,
            ["asset"] = asset,
            ["meter"] = sql.Id("SELECT meter_id FROM meters WHERE asset_id = @p0 ORDER BY meter_id LIMIT 1", asset),
            ["assetWithoutMeters"] = FindUnmeteredAsset(location),
            ["otherCompanyJob"] = FindJob(
                DemoCompanies.Other, sql.Id("SELECT location_id FROM locations WHERE account_id = @p0 ORDER BY location_id LIMIT 1", DemoCompanies.Other)),
        };
    }

    private (long Customer, string Email) FindCustomer()
    {
        var customer = sql.Number(
            "SELECT customer_id FROM customers WHERE account_id = @p0 AND customer_email IS NOT NULL ORDER BY customer_id LIMIT 1",
            DemoCompanies.Main);
        return customer is { } id ? (id, sql.Text("SELECT customer_email FROM customers WHERE customer_id = @p0", id)) : (AddCustomer(), AddedEmail);
    }

    private const string AddedEmail = "office@brook-dairy.example";

    private long AddCustomer() => sql.Id(
        """
        INSERT INTO customers (account_id, customer_name, customer_email, email_key, default_sla_hours, tax_exempt, created_at, updated_at)
        VALUES (@p0, 'Brook Dairy', @p1, @p1, 24, 0, @p2, @p2) RETURNING customer_id
        """,
        DemoCompanies.Main,
        AddedEmail,
        now);

    private long FindJob(string account, long location) =>
        sql.Number("SELECT job_id FROM jobs WHERE account_id = @p0 AND job_status = @p1 ORDER BY job_id LIMIT 1", account, JobStatus.Pending) ?? sql.Id(
            """
            INSERT INTO jobs (account_id, job_title, job_description, job_status, job_priority, customer_location_id, created_at, updated_at)
            VALUES (@p0, 'Replace pump seal', '', @p1, 'High', @p2, @p3, @p3) RETURNING job_id
            """,
            account,
            JobStatus.Pending,
            location,
            now);

    private long FindMeteredAsset(long location)
    {
        var found = sql.Number(
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

        asset = AddAsset(location);
        sql.Number(
            """
            INSERT INTO meters (account_id, asset_id, meter_name, unit, last_reading, threshold_action, created_at)
            VALUES (@p0, @p1, 'Engine hours', 'hours', '1200', 'alert only', @p2)
            """,
            DemoCompanies.Main,
            asset,
            now);
        return asset;
    }

    private long FindUnmeteredAsset(long location) => sql.Number(
        """
        SELECT a.asset_id FROM assets a WHERE a.account_id = @p0 AND a.status = 'Active'
            AND NOT EXISTS (SELECT 1 FROM meters m WHERE m.asset_id = a.asset_id)
        ORDER BY a.asset_id LIMIT 1
        """,
        DemoCompanies.Main) ?? AddAsset(location);

    private long AddAsset(long location) => sql.Id(
        """
        INSERT INTO assets (account_id, asset_name, asset_type_id, status, condition, ownership_type, location_id, created_at, updated_at)
        VALUES (@p0, 'Feed pump', 1, 'Active', 'Good', 'company-owned', @p1, @p2, @p2) RETURNING asset_id
        """,
        DemoCompanies.Main,
        location,
        now);
}

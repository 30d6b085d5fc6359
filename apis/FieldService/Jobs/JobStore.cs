using System.Data.Common;
using Dapper;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Jobs;

/// <summary>The jobs of all accounts; every query names one.</summary>
internal sealed class JobStore(FieldServiceDatabase database)
{
    private const string Select = """
        SELECT j.job_id AS JobId, j.job_title AS JobTitle, j.job_description AS JobDescription, j.job_status AS JobStatus, j.job_priority AS JobPriority,
            j.assigned_technician_id AS AssignedTechnicianId, t.first_name || ' ' || t.last_name AS AssignedTechnicianName,
            j.customer_location_id AS CustomerLocationId, l.location_name AS CustomerLocationName, c.customer_id AS CustomerId, c.customer_name AS CustomerName,
            j.scheduled_start AS ScheduledStart, j.scheduled_end AS ScheduledEnd, j.actual_start AS ActualStart, j.actual_end AS ActualEnd,
            j.created_at AS CreatedAt, j.updated_at AS UpdatedAt
        """;

    private const string Table = "jobs j";

    private const string Joins = """
        JOIN locations l ON l.location_id = j.customer_location_id
        JOIN customers c ON c.customer_id = l.customer_id
        LEFT JOIN technicians t ON t.technician_id = j.assigned_technician_id
        """;

    public Task<Job?> FindAsync(string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, account, id), cancellationToken);

    public Task<Listing<Job>> ListAsync(string account, JobFilter filter, CancellationToken cancellationToken)
    {
        var where = new Filter("j", account)
            .And("j.job_status = @status", "status", filter.Status)
            .And("j.job_priority = @priority", "priority", filter.Priority)
            .And("j.assigned_technician_id = @technician", "technician", filter.TechnicianId)
            .And("j.customer_location_id IN (SELECT location_id FROM locations WHERE customer_id = @customer)", "customer", filter.CustomerId)
            .And("j.customer_location_id = @location", "location", filter.LocationId)
            .And("j.scheduled_start > @scheduledAfter", "scheduledAfter", filter.ScheduledAfter)
            .And("j.scheduled_start < @scheduledBefore", "scheduledBefore", filter.ScheduledBefore)
            .Created("j", filter.Created);
        return database.ReadAsync(
            async connection =>
            {
                var listing = await Listing<Job>.ReadAsync(connection, Select, Table, Joins, where, "j.job_id", filter.Paging);
                return listing with { Rows = await WithAssetsAsync(connection, listing.Rows) };
            },
            cancellationToken);
    }

    public Task<Outcome<Job>> CreateAsync(string account, JobFields fields, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Job>>(
            async connection => (await FindAsync(connection, account, await InsertAsync(connection, account, fields, MomentText.Seconds(now))))!,
            cancellationToken);

    public Task<Outcome<Job>> UpdateAsync(
        string account,
        long id,
        JobFields changes,
        DateTimeOffset now,
        FieldFault scheduleFault,
        CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Job>>(
            async connection =>
            {
                var job = (await FindAsync(connection, account, id))!;
                var (start, end) = (changes.ScheduledStart.Or(job.ScheduledStart), changes.ScheduledEnd.Or(job.ScheduledEnd));

                // Two changes at once, one of each end, were each checked against the other's old value.
                if (!JobFields.IsSchedule(start, end))
                {
                    return Refusal.Invalid(scheduleFault);
                }

                await connection.ExecuteAsync(
                    """
                    UPDATE jobs SET job_title = @title, customer_location_id = @location, job_description = @description, job_priority = @priority,
                        assigned_technician_id = @technician, scheduled_start = @start, scheduled_end = @end, updated_at = @now
                    WHERE account_id = @account AND job_id = @id
                    """,
                    new
                    {
                        account,
                        id,
                        title = changes.Title.Or(job.JobTitle),
                        location = changes.LocationId.Or(job.CustomerLocationId),
                        description = changes.Description.Or(job.JobDescription),
                        priority = changes.Priority.Or(job.JobPriority),
                        technician = changes.TechnicianId.Or(job.AssignedTechnicianId),
                        start,
                        end,
                        now = MomentText.Seconds(now),
                    });
                if (changes.AssetIds.IsSent)
                {
                    await connection.ExecuteAsync("DELETE FROM job_assets WHERE job_id = @id", new { id });
                    await AddAssetsAsync(connection, id, changes.AssetIds.Value);
                }

                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    public Task<Outcome<Job>> ChangeStatusAsync(string account, long id, string status, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<Job>>(
            async connection =>
            {
                var current = (await FindAsync(connection, account, id))!.JobStatus;
                if (!JobStatus.Table.Allows(current, status))
                {
                    return JobStatus.Table.Refuse(current, status);
                }

                // Work that goes on after a hold keeps the moment at which it first began.
                await connection.ExecuteAsync(
                    """
                    UPDATE jobs SET job_status = @status, updated_at = @now,
                        actual_start = CASE WHEN @status = 'In Progress' THEN COALESCE(actual_start, @now) ELSE actual_start END,
                        actual_end = CASE WHEN @status = 'Completed' THEN @now ELSE actual_end END
                    WHERE account_id = @account AND job_id = @id
                    """,
                    new { account, id, status, now = MomentText.Seconds(now) });
                return (await FindAsync(connection, account, id))!;
            },
            cancellationToken);

    /// <summary>Adds a Pending job inside a transaction.</summary>
    public static async Task<long> InsertAsync(DbConnection connection, string account, JobFields fields, string now)
    {
        var id = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO jobs (account_id, job_title, job_description, job_status, job_priority, assigned_technician_id, customer_location_id,
                scheduled_start, scheduled_end, created_at, updated_at)
            VALUES (@account, @title, @description, @status, @priority, @technician, @location, @start, @end, @now, @now)
            RETURNING job_id
            """,
            new
            {
                account,
                title = fields.Title.Value,
                description = fields.Description.Value,
                status = JobStatus.Pending,
                priority = fields.Priority.Value,
                technician = fields.TechnicianId.Value,
                location = fields.LocationId.Value,
                start = fields.ScheduledStart.Value,
                end = fields.ScheduledEnd.Value,
                now,
            });
        await AddAssetsAsync(connection, id, fields.AssetIds.Value);
        return id;
    }

    private static async Task<Job?> FindAsync(DbConnection connection, string account, long id)
    {
        var job = await connection.QueryFirstOrDefaultAsync<Job>($"{Select} FROM {Table} {Joins} WHERE j.account_id = @account AND j.job_id = @id", new { account, id });
        return job is null ? null : (await WithAssetsAsync(connection, [job]))[0];
    }

    private static async Task AddAssetsAsync(DbConnection connection, long job, IReadOnlyList<long> assets)
    {
        foreach (var asset in assets)
        {
            await connection.ExecuteAsync("INSERT INTO job_assets (job_id, asset_id) VALUES (@job, @asset)", new { job, asset });
        }
    }

    private static async Task<List<Job>> WithAssetsAsync(DbConnection connection, IReadOnlyList<Job> jobs)
    {
        var assets = (await connection.QueryAsync<JobAsset>(
            """
            SELECT ja.job_id AS JobId, a.asset_id AS AssetId, a.asset_name AS AssetName
            FROM job_assets ja JOIN assets a ON a.asset_id = ja.asset_id
            WHERE ja.job_id IN @ids ORDER BY ja.job_id, ja.asset_id
            """,
            new { ids = jobs.Select(job => job.JobId).ToArray() })).ToLookup(asset => asset.JobId);
        return [.. jobs.Select(job => job with { Assets = [.. assets[job.JobId]] })];
    }
}

using System.Data.Common;
using Dapper;

namespace Lintel.Otp;

/// <summary>Marks requests whose time is over and tells of it; every request once, whoever notices first.</summary>
internal sealed class OtpExpiry(OtpDatabase database, OtpEvents events, TimeProvider time)
{
    /// <summary>How many requests one write marks at most, so that others do not wait long behind it.</summary>
    public const int Batch = 500;

    /// <summary>For how long the requests of a deleted application can be read, in milliseconds.</summary>
    private const long Kept = 30L * 24 * 3600 * 1000;

    private const string Overdue = "status = 'pending' AND created_at < @oldest";

    /// <summary>Marks requests of one application, in the caller's own write.</summary>
    public Task ExpireOfAsync(DbConnection connection, string applicationId, long now) =>
        ExpireAsync(
            connection,
            $"UPDATE otp_requests SET status = 'expired' WHERE application_id = @applicationId AND {Overdue} RETURNING {OtpRequestRow.Columns}",
            applicationId,
            now);

    /// <summary>Marks requests of one application where there are any, before they are shown.</summary>
    public async ValueTask ExpireOfAsync(string applicationId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var parameters = new { applicationId, oldest = now - OtpRequestRow.Lifetime };
        if (await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                $"SELECT EXISTS (SELECT 1 FROM otp_requests WHERE application_id = @applicationId AND {Overdue})",
                parameters),
            cancellationToken) == 1)
        {
            await database.WriteAsync(
                async connection =>
                {
                    await ExpireOfAsync(connection, applicationId, now);
                    return true;
                },
                cancellationToken);
        }
    }

    /// <summary>Marks requests of all applications.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAllAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var oldest = now - OtpRequestRow.Lifetime;
        return await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>($"SELECT EXISTS (SELECT 1 FROM otp_requests WHERE {Overdue})", new { oldest }),
            cancellationToken) == 0 ? 0
            : await database.WriteAsync(connection => ExpireAsync(connection, SomeOfAll, applicationId: null, now), cancellationToken);
    }

    /// <summary>Removes what was left of applications that were deleted 30 days ago.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = new { before = time.GetUtcNow().ToUnixTimeMilliseconds() - Kept };
        const string Old = "SELECT id FROM deleted_applications WHERE deleted_at < @before";
        if (await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT EXISTS ({Old})", before), cancellationToken) == 1)
        {
            await database.WriteAsync(
                async connection =>
                    await connection.ExecuteAsync($"DELETE FROM otp_requests WHERE application_id IN ({Old})", before)
                    + await connection.ExecuteAsync("DELETE FROM deleted_applications WHERE deleted_at < @before", before),
                cancellationToken);
        }
    }

    private static readonly string SomeOfAll =
        $"""
        UPDATE otp_requests SET status = 'expired' WHERE id IN (SELECT id FROM otp_requests WHERE {Overdue} ORDER BY created_at LIMIT {Batch})
        RETURNING {OtpRequestRow.Columns}
        """;

    private async Task<int> ExpireAsync(DbConnection connection, string update, string? applicationId, long now)
    {
        var expired = (await connection.QueryAsync<OtpRequestRow>(update, new { applicationId, oldest = now - OtpRequestRow.Lifetime })).AsList();
        foreach (var request in expired)
        {
            await events.AddAsync(connection, OtpEvents.Expired, request, now);
        }

        return expired.Count;
    }
}

using Dapper;

namespace Lintel.Otp;

/// <summary>The OTP requests as their owners see them. What is over is marked before it is shown.</summary>
internal sealed class OtpRequestStore(OtpDatabase database, OtpExpiry expiry, OtpCodes codes)
{
    public async ValueTask<Page<OtpRequest>> ListAsync(string accountId, string applicationId, OtpRequestFilter filter, CancellationToken cancellationToken)
    {
        await expiry.ExpireOfAsync(applicationId, cancellationToken);
        return await database.ReadAsync(
            async connection => Page<OtpRequest>.Of(
                (await connection.QueryAsync<OtpRequestRow>(
                    $"""
                    SELECT {OtpRequestRow.Columns} FROM otp_requests
                    WHERE application_id = @applicationId AND account_id = @accountId AND position < @Before
                        AND (@Status IS NULL OR status = @Status) AND (@PhoneNumber IS NULL OR phone_number = @PhoneNumber)
                    ORDER BY position DESC LIMIT @take
                    """,
                    new { accountId, applicationId, filter.Status, filter.PhoneNumber, filter.Page.Before, take = filter.Page.Limit + 1 })).AsList(),
                filter.Page.Limit,
                row => row.Position,
                row => row.Show(codes)),
            cancellationToken);
    }

    public async ValueTask<OtpRequest?> FindAsync(string accountId, string id, CancellationToken cancellationToken)
    {
        var found = await FindRowAsync(accountId, id, cancellationToken);
        if (found is { Status: OtpStatus.Pending })
        {
            await expiry.ExpireOfAsync(found.ApplicationId, cancellationToken);
            found = await FindRowAsync(accountId, id, cancellationToken);
        }

        return found?.Show(codes);
    }

    private Task<OtpRequestRow?> FindRowAsync(string accountId, string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<OtpRequestRow>(
            $"SELECT {OtpRequestRow.Columns} FROM otp_requests WHERE id = @id AND account_id = @accountId",
            new { id, accountId }),
        cancellationToken);
}

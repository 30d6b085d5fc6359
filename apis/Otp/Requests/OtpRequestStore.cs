using Dapper;

namespace Lintel.Otp;

/// <summary>The OTP requests as their owners see them. What is over is marked before it is shown.</summary>
internal sealed class OtpRequestStore(OtpDatabase database, OtpExpiry expiry, OtpCodes codes)
{
    public async ValueTask<Page<OtpRequest>> ListAsync(string accountId, string applicationId, OtpRequestFilter filter, CancellationToken cancellationToken)
    {
        await expiry.ExpireOfAsync(applicationId, cancellationToken);
        return database.Read(connection => Page<OtpRequest>.Of(
            connection.Query<OtpRequestRow>(
                $"""
                SELECT {OtpRequestRow.Columns} FROM otp_requests
                WHERE application_id = @applicationId AND account_id = @accountId AND position < @Before
                    AND (@Status IS NULL OR status = @Status) AND (@PhoneNumber IS NULL OR phone_number = @PhoneNumber)
                ORDER BY position DESC LIMIT @take
                """,
                new { accountId, applicationId, filter.Status, filter.PhoneNumber, filter.Page.Before, take = filter.Page.Limit + 1 }).AsList(),
            filter.Page.Limit,
            row => row.Position,
            row => row.Show(codes)));
    }

    public async ValueTask<OtpRequest?> FindAsync(string accountId, string id, CancellationToken cancellationToken)
    {
        var found = Find(accountId, id);
        if (found is { Status: OtpStatus.Pending })
        {
            await expiry.ExpireOfAsync(found.ApplicationId, cancellationToken);
            found = Find(accountId, id);
        }

        return found?.Show(codes);
    }

    private OtpRequestRow? Find(string accountId, string id) => database.Read(connection => connection.QuerySingleOrDefault<OtpRequestRow>(
        $"SELECT {OtpRequestRow.Columns} FROM otp_requests WHERE id = @id AND account_id = @accountId", new { id, accountId }));
}

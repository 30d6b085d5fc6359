using System.Data.Common;
using Dapper;

namespace Lintel.Otp;

/// <summary>Sends codes: a new request takes the place of the one that waits for the same application, number and purpose.</summary>
internal sealed class OtpSender(OtpDatabase database, OtpCodes codes, OtpEvents events, OtpExpiry expiry, CodeDelivery delivery, TimeProvider time)
{
    public async Task<Outcome<OtpRequestRow>> SendAsync(ClientApplication application, NewOtpRequest wanted, CancellationToken cancellationToken)
    {
        var (id, now) = (OtpIds.OtpRequest(), time.GetUtcNow().ToUnixTimeMilliseconds());
        var code = application.Environment == Environments.Test ? null : OtpCodes.NewLiveCode();
        var request = new OtpRequestRow
        {
            Id = id,
            AccountId = application.AccountId,
            ApplicationId = application.Id,
            Environment = application.Environment,
            PhoneNumber = wanted.PhoneNumber,
            Purpose = wanted.Purpose,
            Reference = wanted.Reference,
            KeyVersion = codes.KeyVersion,
            CodeHash = code is null ? null : codes.HashOf(id, code, codes.KeyVersion),
            CreatedAt = now,
        };
        var outcome = await database.WriteAsync(connection => SendAsync(connection, request, now), cancellationToken);
        if (code is not null && outcome.Refusal is null)
        {
            delivery.Deliver(request, code);
        }

        return outcome;
    }

    private async Task<Outcome<OtpRequestRow>> SendAsync(DbConnection connection, OtpRequestRow request, long now)
    {
        // It was there when its credentials were looked at; a request of an application that is gone would belong to nobody.
        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM applications WHERE id = @ApplicationId", request) == 0)
        {
            return Refusal.For(Condition.CredentialUnknown);
        }

        await expiry.ExpireOfAsync(connection, request.ApplicationId, now);
        await connection.ExecuteAsync(
            """
            UPDATE otp_requests SET status = 'superseded'
            WHERE application_id = @ApplicationId AND phone_number = @PhoneNumber AND purpose = @Purpose AND status = 'pending'
            """,
            request);
        await InsertAsync(connection, request);
        await events.AddAsync(connection, OtpEvents.Sent, request, now);
        return request;
    }

    /// <summary>Puts a request behind those of its application.</summary>
    public static Task<int> InsertAsync(DbConnection connection, OtpRequestRow request) => connection.ExecuteAsync(
        """
        INSERT INTO otp_requests
            (id, account_id, application_id, environment, position, phone_number, purpose, reference, status, wrong_codes, key_version, code_hash, created_at, verified_at)
        SELECT @Id, @AccountId, @ApplicationId, @Environment, COALESCE(MAX(position), 0) + 1, @PhoneNumber, @Purpose, @Reference, @Status, @WrongCodes, @KeyVersion, @CodeHash,
            @CreatedAt, @VerifiedAt
        FROM otp_requests WHERE application_id = @ApplicationId
        """,
        request);
}

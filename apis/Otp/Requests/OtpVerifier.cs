using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>
/// Tries codes. Each attempt is one statement that counts it and decides, so that however many come at once, five wrong ones are all that count.
/// </summary>
internal sealed class OtpVerifier(OtpDatabase database, OtpCodes codes, OtpEvents events, OtpExpiry expiry, TimeProvider time)
{
    private const string Attempt =
        $"""
        UPDATE otp_requests SET
            wrong_codes = wrong_codes + @miss,
            status = CASE WHEN @miss = 0 THEN 'verified' WHEN wrong_codes + 1 >= @most THEN 'locked' ELSE 'pending' END,
            verified_at = CASE WHEN @miss = 0 THEN @now END
        WHERE id = @id AND status = 'pending' AND wrong_codes < @most AND created_at >= @oldest
        RETURNING {OtpRequestRow.Columns}
        """;

    public Task<Outcome<OtpRequestRow>> VerifyAsync(ClientApplication application, Verification verification, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(connection => VerifyAsync(connection, application.Id, verification, now), cancellationToken);
    }

    private async Task<Outcome<OtpRequestRow>> VerifyAsync(DbConnection connection, string applicationId, Verification verification, long now)
    {
        if (await FindAsync(connection, applicationId, verification.RequestId) is not { } request)
        {
            return Missing.OtpRequest(verification.RequestId);
        }

        var miss = codes.Opens(request, verification.Code) ? 0 : 1;
        var tried = await connection.QuerySingleOrDefaultAsync<OtpRequestRow>(
            Attempt,
            new { id = request.Id, miss, now, most = OtpRequestRow.Attempts, oldest = now - OtpRequestRow.Lifetime });
        if (tried is null)
        {
            await expiry.ExpireOfAsync(connection, applicationId, now);
            return RefuseFinal((await FindAsync(connection, applicationId, request.Id))!);
        }

        await TellAsync(connection, tried, now);
        return tried.Status == OtpStatus.Verified ? tried : Refuse("The code is not correct.", tried.AttemptsRemaining);
    }

    private async Task TellAsync(DbConnection connection, OtpRequestRow tried, long now)
    {
        await events.AddAsync(connection, tried.Status == OtpStatus.Verified ? OtpEvents.Verified : OtpEvents.Failed, tried, now);
        if (tried.Status == OtpStatus.Locked)
        {
            await events.AddAsync(connection, OtpEvents.Locked, tried, now);
        }
    }

    private static Refusal RefuseFinal(OtpRequestRow request) => request.Status switch
    {
        OtpStatus.Verified => Conflict.Because("The code has been verified already."),
        OtpStatus.Superseded => Conflict.Because("A newer code was sent to this number for the same purpose. Verify that one."),
        OtpStatus.Locked => Refuse("No attempts remain. Send a new code.", 0),
        _ => Refuse("The code has expired.", 0),
    };

    private static Refusal Refuse(string problem, int attemptsRemaining) => Refusal.For(
        Condition.RequestInvalid,
        ("problem", problem),
        ("field", "code"),
        ("attemptsRemaining", attemptsRemaining));

    private static Task<OtpRequestRow?> FindAsync(DbConnection connection, string applicationId, string id) =>
        connection.QuerySingleOrDefaultAsync<OtpRequestRow>(
        $"SELECT {OtpRequestRow.Columns} FROM otp_requests WHERE id = @id AND application_id = @applicationId", new { id, applicationId });
}

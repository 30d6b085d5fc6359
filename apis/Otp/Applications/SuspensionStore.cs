using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>
/// Suspends applications and resumes them. The platform's suspension stands above the owner's: it replaces it, and only the platform lifts it.
/// The platform lifts the owner's, too.
/// </summary>
internal sealed class SuspensionStore(OtpDatabase database, TimeProvider time)
{
    public Task<Outcome<Application>> SuspendAsync(string accountId, string id, CancellationToken cancellationToken) =>
        MoveAsync(id, accountId, Suspender.Owner, row => row.SuspendedBy is null ? null : "The application is suspended already.", cancellationToken);

    public Task<Outcome<Application>> ResumeAsync(string accountId, string id, CancellationToken cancellationToken) => MoveAsync(
        id,
        accountId,
        null,
        row => row.SuspendedBy switch
        {
            Suspender.Owner => null,
            Suspender.Platform => "The platform suspended this application. Contact support to have it resumed.",
            _ => "The application is active already.",
        },
        cancellationToken);

    public Task<Outcome<Application>> SuspendByPlatformAsync(string id, Func<Application, Refusal?> check, CancellationToken cancellationToken) =>
        MoveAsync(
            id,
            null,
            Suspender.Platform,
            row => row.SuspendedBy == Suspender.Platform ? "The platform has suspended the application already." : null,
            cancellationToken,
            check);

    public Task<Outcome<Application>> ResumeByPlatformAsync(string id, Func<Application, Refusal?> check, CancellationToken cancellationToken) => MoveAsync(
        id,
        null,
        null,
        row => row.SuspendedBy is null ? "The application is not suspended." : null,
        cancellationToken,
        check);

    private Task<Outcome<Application>> MoveAsync(
        string id,
        string? accountId,
        string? suspender,
        Func<ApplicationRow, string?> conflict,
        CancellationToken cancellationToken,
        Func<Application, Refusal?>? check = null)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync<Outcome<Application>>(
            async connection =>
            {
                if (await FindAsync(connection, id, accountId) is not { } row)
                {
                    return Missing.Application(id);
                }

                if (check?.Invoke(row.Show()) is { } unmet)
                {
                    return unmet;
                }

                if (conflict(row) is { } problem)
                {
                    return Conflict.Because(problem);
                }

                await connection.ExecuteAsync("UPDATE applications SET suspended_by = @suspender, updated_at = @now WHERE id = @id", new { id, suspender, now });
                return (await FindAsync(connection, id, accountId))!.Show();
            },
            cancellationToken);
    }

    private static Task<ApplicationRow?> FindAsync(DbConnection connection, string id, string? accountId) =>
        connection.QuerySingleOrDefaultAsync<ApplicationRow>(
        $"{ApplicationRow.Select} WHERE id = @id AND account_id = COALESCE(@accountId, account_id)", new { id, accountId });
}

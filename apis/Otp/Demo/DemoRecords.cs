using System.Data.Common;
using Dapper;

namespace Lintel.Otp;

/// <summary>The projects, applications and requests of the demo accounts.</summary>
/// <param name="a">The account with the applications of <c>demo.json</c>.</param>
/// <param name="b">Another account.</param>
/// <param name="credentials">Makes the applications' credentials.</param>
/// <param name="codes">Says which version of the server key requests note.</param>
internal sealed class DemoRecords(string a, string b, CredentialMaker credentials, OtpCodes codes)
{
    public const string Project = "prj_8Vn3cQ0xTz5LkWm2Rb7D";
    public const string OtherProject = "prj_4Hs9yJ6pGd1FuXe8Nc3B";

    private const string Archive = "prj_2Kt7wA5rMv9ZqYh4Sj6P";
    private const long Minute = 60_000;

    private readonly DemoApplication[] _applications =
    [
        new("test", "app_6Dx2mE9vHs4NcTq8Ly1R", a, Project, "Shop login", Environments.Test, null),
        new("live", "app_3Zp8jU1bKw7GfXa5Ce9V", a, Project, "Shop login", Environments.Live, null),
        new("suspended", "app_9Rf4sB7tQy2MhJd6Wn3K", a, Archive, "Old kiosk", Environments.Test, Suspender.Owner),
    ];

    /// <summary>Makes everything true and every secret new.</summary>
    /// <returns>The credentials by their names in <c>demo.json</c>.</returns>
    public async Task<IReadOnlyDictionary<string, NewCredentials>> FillAsync(DbConnection connection, long now)
    {
        await EnsureProjectAsync(connection, Archive, a, "Archive", now);
        await EnsureProjectAsync(connection, Project, a, "Shop", now);
        await EnsureProjectAsync(connection, OtherProject, b, "Clinic", now);
        var made = new Dictionary<string, NewCredentials>(StringComparer.Ordinal);
        foreach (var application in _applications)
        {
            made.Add(application.Name, await EnsureAsync(connection, application, now));
        }

        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM otp_requests WHERE application_id = @Id", _applications[0]) == 0)
        {
            await AddRequestsAsync(connection, _applications[0], now);
        }

        return made;
    }

    private static Task<int> EnsureProjectAsync(DbConnection connection, string id, string accountId, string name, long now) => connection.ExecuteAsync(
        """
        INSERT INTO projects (id, account_id, position, name, description, created_at, updated_at)
        SELECT @id, @accountId, COALESCE(MAX(position), 0) + 1, @name, NULL, @now, @now FROM projects WHERE account_id = @accountId
        ON CONFLICT (id) DO NOTHING
        """,
        new { id, accountId, name, now });

    private async Task<NewCredentials> EnsureAsync(DbConnection connection, DemoApplication application, long now)
    {
        var made = credentials.Make(application.Environment);
        var clientId = await connection.ExecuteScalarAsync<string?>("SELECT client_id FROM applications WHERE id = @Id", application) ?? made.ClientId;
        await connection.ExecuteAsync("DELETE FROM deleted_applications WHERE id = @Id", application);
        await connection.ExecuteAsync(
            """
            INSERT INTO applications
                (id, account_id, project_id, position, name, environment, suspended_by, client_id, client_secret_hash, api_key_hash, created_at, updated_at)
            SELECT @Id, @AccountId, @ProjectId, COALESCE(MAX(position), 0) + 1, @Title, @Environment, @SuspendedBy, @clientId, @secretHash, @keyHash, @now, @now
            FROM applications WHERE account_id = @AccountId
            ON CONFLICT (id) DO UPDATE SET project_id = excluded.project_id, suspended_by = excluded.suspended_by,
                client_secret_hash = excluded.client_secret_hash, api_key_hash = excluded.api_key_hash
            """,
            new
            {
                application.Id,
                application.AccountId,
                application.ProjectId,
                application.Title,
                application.Environment,
                application.SuspendedBy,
                clientId,
                secretHash = CredentialMaker.HashOf(made.ClientSecret),
                keyHash = CredentialMaker.HashOf(made.ApiKey),
                now,
            });
        return made with { ClientId = clientId };
    }

    private async Task AddRequestsAsync(DbConnection connection, DemoApplication application, long now)
    {
        string[] ends =
        [
            OtpStatus.Verified,
            OtpStatus.Expired,
            OtpStatus.Verified,
            OtpStatus.Superseded,
            OtpStatus.Verified,
            OtpStatus.Locked,
            OtpStatus.Verified
        ];
        for (var i = 0; i < ends.Length; i++)
        {
            var sentAt = now - ((ends.Length - i) * 37 * Minute);
            await OtpSender.InsertAsync(connection, new OtpRequestRow
            {
                Id = OtpIds.OtpRequest(),
                AccountId = application.AccountId,
                ApplicationId = application.Id,
                Environment = application.Environment,
                PhoneNumber = $"+999 20{i} 555 01{i}",
                Purpose = i % 2 == 0 ? "login" : "payment",
                Reference = i % 3 == 0 ? $"order-{1000 + i}" : null,
                Status = ends[i],
                WrongCodes = ends[i] == OtpStatus.Locked ? OtpRequestRow.Attempts : i % 2,
                KeyVersion = codes.KeyVersion,
                CreatedAt = sentAt,
                VerifiedAt = ends[i] == OtpStatus.Verified ? sentAt + (Minute / 2) : null,
            });
        }
    }

    /// <summary>An application of the demo data.</summary>
    private sealed record DemoApplication(string Name, string Id, string AccountId, string ProjectId, string Title, string Environment, string? SuspendedBy);
}

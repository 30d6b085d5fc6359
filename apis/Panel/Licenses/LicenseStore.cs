using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The licenses of applications.</summary>
internal sealed class LicenseStore(PanelDatabase database, Snowflakes ids, TimeProvider clock)
{
    private const string Resource = "License";

    private const string Insert =
        """
        INSERT INTO licenses (id, account_id, application_id, license, client_id, ip_address, comment, requires_client_id, levels, duration_seconds, state,
          paused_at, expires_at, remaining_ms, user_id, created_at)
        VALUES (@Id, @accountId, @applicationId, @License, @ClientId, @IpAddress, @Comment, @RequiresClientId, @Levels, @DurationSeconds, @State,
          @PausedAt, @ExpiresAt, @RemainingMs, @UserId, @CreatedAt)
        """;

    private static readonly Dictionary<string, string> Searched = new(StringComparer.Ordinal)
    {
        ["License"] = "license",
        ["IPv4"] = "ip_address",
        ["Client id"] = "client_id"
    };

    /// <summary>How many of those that a search finds are in each status at this moment.</summary>
    public Task<LicenseCounts> CountAsync(Application application, SearchParameters? search, CancellationToken cancellationToken)
    {
        var filter = new TableFilter(application, search, Searched);
        filter.Parameters.Add("now", clock.GetUtcNow().ToUnixTimeMilliseconds());
        return database.ReadAsync(
            connection => connection.QuerySingleAsync<LicenseCounts>(
                $"""
                SELECT COUNT(*) AS TotalLicenses,
                  COUNT(CASE WHEN state = 'available' THEN 1 END) AS AvailableLicenses,
                  COUNT(CASE WHEN state = 'paused' THEN 1 END) AS PausedLicenses,
                  COUNT(CASE WHEN state = 'activated' AND expires_at > @now THEN 1 END) AS ActiveLicenses,
                  COUNT(CASE WHEN state = 'activated' AND expires_at <= @now THEN 1 END) AS ExpiredLicenses,
                  COUNT(CASE WHEN state = 'blacklisted' THEN 1 END) AS BlacklistedLicenses
                FROM licenses WHERE {filter}
                """,
                filter.Parameters),
            cancellationToken);
    }

    /// <summary>A page of the table.</summary>
    public Task<TablePage<LicenseView>> ListAsync(Application application, TableQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var filter = new TableFilter(application, query.SearchParams, Searched);
                var page = await TablePage<LicenseRow>.ReadAsync(connection, LicenseRow.Columns, "licenses", filter, query.CurrentPage);
                var logins = await AppUserStore.LoginsOfAsync(connection, page.Rows.Select(row => row.UserId).OfType<long>());
                var now = clock.GetUtcNow();
                return page.Select(row => LicenseView.Of(row.Load(), row.UserId is { } user ? logins.GetValueOrDefault(user) : null, application, now));
            },
            cancellationToken);

    /// <summary>Makes licenses, all or none.</summary>
    /// <returns>Their texts.</returns>
    public Task<Outcome<IReadOnlyList<string>>> AddAsync(Account account, Application application, NewLicenses wanted, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                if (await CheckAsync(connection, account, application, wanted) is { } refusal)
                {
                    return refusal;
                }

                var texts = new List<string>(wanted.Amount);
                for (var i = 0; i < wanted.Amount; i++)
                {
                    var license = Make(wanted);
                    await AddAsync(connection, application, license);
                    texts.Add(license.Text);
                }

                return (Outcome<IReadOnlyList<string>>)texts;
            },
            cancellationToken);

    /// <summary>Changes what is noted of a license.</summary>
    public Task<Refusal?> EditAsync(Application application, long id, LicenseEdit edit, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await FindAsync(connection, application, id) is not { } license
            ? Refusals.Missing(Resource)
            : await LevelStore.CheckKnownAsync(connection, application, edit.Levels ?? []) ?? await SaveAsync(connection, application, license with
            {
                Comment = edit.Comment.Or(license.Comment),
                Levels = edit.Levels ?? license.Levels,
                RequiresClientId = edit.RequiresClientId ?? license.RequiresClientId,
                IpAddress = edit.IpAddress.Or(license.IpAddress),
                ClientId = edit.ClientId.Or(license.ClientId),
            }),
        cancellationToken);

    /// <summary>Does an action, on the license as it is in this transaction.</summary>
    public Task<Refusal?> ActAsync(Application application, LicenseAction action, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(connection => ActAsync(connection, application, action, now), cancellationToken);
    }

    /// <summary>A program of the license's holder presents it.</summary>
    /// <returns>The license as it is now.</returns>
    public Task<Outcome<License>> UseAsync(Application application, long id, string? clientId, string? ipAddress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async connection =>
            {
                if (await FindAsync(connection, application, id) is not { } license)
                {
                    return Refusals.Missing(Resource);
                }

                // The machine that the license is bound to counts where a program names none, so that leaving the id out is no way around.
                if (await BlacklistStore.IsListedAsync(connection, application, clientId ?? license.ClientId, ipAddress ?? license.IpAddress))
                {
                    return Conflict.Because("This clientId or ipAddress is blacklisted.");
                }

                var outcome = LicenseRules.Use(license, new LicenseUse(clientId, ipAddress, license.RequiresClientId || application.RequiresClientId), now);
                if (outcome.TryGet(out var used))
                {
                    await SaveAsync(connection, application, used);
                }

                return outcome;
            },
            cancellationToken);
    }

    /// <summary>The application and account of a license, whoever has it; for the management API.</summary>
    public Task<(long ApplicationId, string AccountId)?> FindOwnerAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection
                .QueryAsync<(long ApplicationId, string AccountId)?>("SELECT application_id, account_id FROM licenses WHERE id = @id", new { id }))
                .FirstOrDefault(),
            cancellationToken);

    /// <summary>A license of an application; null for none.</summary>
    public Task<License?> FindAsync(Application application, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, application, id), cancellationToken);

    public static async Task<License?> FindAsync(DbConnection connection, Application application, long id) => (await connection
        .QuerySingleOrDefaultAsync<LicenseRow>(
            $"SELECT {LicenseRow.Columns} FROM licenses WHERE id = @id AND application_id = @applicationId AND account_id = @AccountId",
            new { id, applicationId = application.Id, application.AccountId }))
        ?.Load();

    public static Task<int> AddAsync(DbConnection connection, Application application, License license) =>
        connection.ExecuteAsync(Insert, ParametersOf(application, license));

    /// <summary>Writes what can change of a license.</summary>
    /// <returns>Null, for callers that answer with a refusal or none.</returns>
    public static async Task<Refusal?> SaveAsync(DbConnection connection, Application application, License license)
    {
        await connection.ExecuteAsync(
            """
            UPDATE licenses SET client_id = @ClientId, ip_address = @IpAddress, comment = @Comment, requires_client_id = @RequiresClientId, levels = @Levels,
              duration_seconds = @DurationSeconds, state = @State, paused_at = @PausedAt, expires_at = @ExpiresAt, remaining_ms = @RemainingMs, user_id = @UserId
            WHERE id = @Id AND application_id = @applicationId AND account_id = @accountId
            """,
            ParametersOf(application, license));
        return null;
    }

    private static async Task<Refusal?> ActAsync(DbConnection connection, Application application, LicenseAction action, DateTimeOffset now)
    {
        var license = action.LicenseId is { } id ? await FindAsync(connection, application, id.Number) : null;
        if (license is null && action.LicenseId is not null)
        {
            return Refusals.Missing(Resource);
        }

        if (action.UserId is { } user && !await AppUserStore.IsThereAsync(connection, application, user.Number))
        {
            return Refusals.Missing(AppUserStore.Resource);
        }

        if (action.Lack is { } lack)
        {
            return Conflict.Because(lack);
        }

        if (license is null || action.Action == LicenseActions.Delete)
        {
            return await DeleteAsync(connection, application, license);
        }

        var outcome = LicenseRules.Apply(license, action.Change, now);
        return outcome.TryGet(out var changed) ? await SaveAsync(connection, application, changed) : outcome.Refusal;
    }

    /// <summary>Deletes a license, or all.</summary>
    private static async Task<Refusal?> DeleteAsync(DbConnection connection, Application application, License? license)
    {
        await connection.ExecuteAsync(
            $"DELETE FROM licenses WHERE application_id = @applicationId AND account_id = @AccountId {(license is null ? string.Empty : "AND id = @id")}",
            new { applicationId = application.Id, application.AccountId, id = license?.Id });
        return null;
    }

    private static async Task<Refusal?> CheckAsync(DbConnection connection, Account account, Application application, NewLicenses wanted)
    {
        if (!await ApplicationStore.IsThereAsync(connection, application))
        {
            return Refusals.Missing("Application");
        }

        return wanted.DurationSeconds == 0
            ? Conflict.Because("Licenses need a duration above zero.")
            : await LevelStore.CheckKnownAsync(connection, application, wanted.Levels)
                ?? await PlanLimit.Licenses.CheckAsync(connection, account, wanted.Amount);
    }

    private License Make(NewLicenses wanted) => new()
    {
        Id = ids.Next(),
        Text = LicenseMask.Fill(wanted.Mask),
        Comment = wanted.Comment,
        RequiresClientId = wanted.RequiresClientId,
        Levels = wanted.Levels,
        DurationSeconds = wanted.DurationSeconds,
        State = LicenseState.Available,
        CreatedAt = clock.GetUtcNow(),
    };

    private static DynamicParameters ParametersOf(Application application, License license)
    {
        var parameters = new DynamicParameters(new LicenseRow(license));
        parameters.Add("applicationId", application.Id);
        parameters.Add("accountId", application.AccountId);
        return parameters;
    }
}

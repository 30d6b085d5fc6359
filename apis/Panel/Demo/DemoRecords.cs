using System.Data.Common;
using Dapper;

namespace Lintel.Panel;

/// <summary>The applications of the demo accounts and what they hold.</summary>
/// <param name="main">The account of the demo keys.</param>
/// <param name="other">Another account.</param>
internal sealed class DemoRecords(string main, string other)
{
    public const long ApplicationA = 5550001;
    public const long ApplicationB = 5550002;
    public const long OtherApplication = 7770001;
    public const long ExpiredLicense = 7001;

    private const int Licenses = 44;
    private const int Users = 24;
    private const long FirstLicense = 7100;
    private const long FirstUser = 8100;
    private const long FirstBlacklist = 9100;
    private const long FirstVariable = 9500;
    private const long FirstLevel = 9900;
    private const long Month = 30 * 24 * 3600;

    // No text hashes to it, so that nobody can sign in as a demo person.
    private const string NoPassword = "!";

    private static readonly string[] Levels = ["standard", "plus", "studio"];

    /// <summary>Fills what is empty and makes the expired license expired.</summary>
    /// <returns>How many applications there are.</returns>
    public async Task<int> FillAsync(DbConnection connection, DateTimeOffset now)
    {
        var isNew = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM applications WHERE id = @id", new { id = ApplicationA }) == 0;
        await ApplicationStore.EnsureAsync(connection, ApplicationA, main, "Waveform Studio", now);
        await ApplicationStore.EnsureAsync(connection, ApplicationB, main, "Patchbay", now);
        await ApplicationStore.EnsureAsync(connection, OtherApplication, other, "Fieldnotes", now);
        var application = Find(ApplicationA, main);
        if (isNew)
        {
            await AddLevelsAsync(connection, application);
            await AddUsersAsync(connection, application, now);
            await AddLicensesAsync(connection, application, now);
            await AddRestAsync(connection, application, now);
        }

        await RenewExpiredAsync(connection, application, now);
        return 3;
    }

    private static Application Find(long id, string accountId) => new()
    {
        Id = id,
        AccountId = accountId,
        Name = string.Empty,
        RequiresClientId = false,
        CredentialsType = CredentialsType.LoginPassword,
        SocketKey = string.Empty,
        HttpKey = string.Empty,
        KeysUpdatedAt = default,
    };

    private static async Task AddLevelsAsync(DbConnection connection, Application application)
    {
        for (var i = 0; i < Levels.Length; i++)
        {
            await connection.ExecuteAsync(
                "INSERT INTO levels (id, account_id, application_id, name) VALUES (@id, @AccountId, @applicationId, @name) ON CONFLICT DO NOTHING",
                new { id = FirstLevel + i, application.AccountId, applicationId = application.Id, name = Levels[i] });
        }
    }

    private static async Task AddUsersAsync(DbConnection connection, Application application, DateTimeOffset now)
    {
        for (var i = 0; i < Users; i++)
        {
            await AppUserStore.InsertAsync(connection, application, new AppUser
            {
                Id = FirstUser + i,
                Login = $"player{i:00}",
                PasswordHash = NoPassword,
                ClientId = i % 3 == 0 ? null : $"client-{i:00}",
                IpAddress = i % 4 == 0 ? null : $"203.0.113.{i + 1}",
                Settings = new AppUserSettings([Levels[i % Levels.Length]], i % 2 == 0, CredentialsType.LoginPassword, i % 3 != 0),
                CreatedAt = now.AddDays(i - Users),
            });
        }
    }

    private static async Task AddLicensesAsync(DbConnection connection, Application application, DateTimeOffset now)
    {
        for (var i = 0; i < Licenses; i++)
        {
            var license = new License
            {
                Id = FirstLicense + i,
                Text = LicenseMask.Fill(LicenseMask.Default),
                RequiresClientId = i % 3 == 0,
                Levels = [Levels[i % Levels.Length]],
                DurationSeconds = Month,
                State = LicenseState.Available,
                CreatedAt = now.AddDays(i - Licenses),
            };
            await LicenseStore.AddAsync(connection, application, Age(license, i, now));
        }
    }

    /// <summary>Every status is there, and most licenses run.</summary>
    private static License Age(License license, int place, DateTimeOffset now)
    {
        var running = license with
        {
            State = LicenseState.Activated,
            ClientId = $"client-{place:00}",
            IpAddress = $"198.51.100.{place + 1}",
            ExpiresAt = now.AddDays(place % 28 + 1),
            UserId = place < Users ? FirstUser + place : null,
        };
        return (place % 8) switch
        {
            0 => license,
            1 => running with { ExpiresAt = now.AddDays(-1 - (place % 5)) },
            2 => running with { State = LicenseState.Paused, PausedAt = now.AddDays(-1), ExpiresAt = null, Remaining = TimeSpan.FromDays(9) },
            3 => running with { State = LicenseState.Blacklisted, Comment = "Shared in public" },
            _ => running,
        };
    }

    private static async Task AddRestAsync(DbConnection connection, Application application, DateTimeOffset now)
    {
        for (var i = 0; i < 3; i++)
        {
            await BlacklistStore.InsertAsync(
                connection,
                application,
                new Blacklist(FirstBlacklist + i, $"192.0.2.{i + 1}", i == 2 ? "client-99" : null, "Abuse", now.ToUnixTimeMilliseconds()));
        }

        await VariableStore.InsertAsync(
            connection,
            application,
            FirstVariable,
            new VariableFields("download_url", "Where updates are", "https://kestrelworks.example/latest", "auth_not_required"),
            now);
        await VariableStore.InsertAsync(connection, application, FirstVariable + 1, new VariableFields("feature_flags", null, "{\"mixer\":true}", "auth_required"), now);
    }

    private static async Task RenewExpiredAsync(DbConnection connection, Application application, DateTimeOffset now)
    {
        var expired = new License
        {
            Id = ExpiredLicense,
            Text = LicenseMask.Fill(LicenseMask.Default),
            RequiresClientId = false,
            Levels = [],
            DurationSeconds = Month,
            State = LicenseState.Activated,
            ExpiresAt = now.AddDays(-7),
            CreatedAt = now.AddDays(-37),
        };
        var stored = await LicenseStore.FindAsync(connection, application, ExpiredLicense);
        if (stored is null)
        {
            await LicenseStore.AddAsync(connection, application, expired);
        }
        else if (stored.StatusAt(now) != LicenseStatus.Expired)
        {
            await LicenseStore.SaveAsync(
                connection,
                application,
                stored with { State = LicenseState.Activated, PausedAt = null, Remaining = null, ExpiresAt = now.AddDays(-7) });
        }
    }
}

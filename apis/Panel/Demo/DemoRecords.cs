using System.Data;
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
    public int Fill(IDbConnection connection, DateTimeOffset now)
    {
        var isNew = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM applications WHERE id = @id", new { id = ApplicationA }) == 0;
        ApplicationStore.Ensure(connection, ApplicationA, main, "Waveform Studio", now);
        ApplicationStore.Ensure(connection, ApplicationB, main, "Patchbay", now);
        ApplicationStore.Ensure(connection, OtherApplication, other, "Fieldnotes", now);
        var application = Find(ApplicationA, main);
        if (isNew)
        {
            AddLevels(connection, application);
            AddUsers(connection, application, now);
            AddLicenses(connection, application, now);
            AddRest(connection, application, now);
        }

        RenewExpired(connection, application, now);
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

    private static void AddLevels(IDbConnection connection, Application application)
    {
        for (var i = 0; i < Levels.Length; i++)
        {
            connection.Execute(
                "INSERT INTO levels (id, account_id, application_id, name) VALUES (@id, @AccountId, @applicationId, @name) ON CONFLICT DO NOTHING",
                new { id = FirstLevel + i, application.AccountId, applicationId = application.Id, name = Levels[i] });
        }
    }

    private static void AddUsers(IDbConnection connection, Application application, DateTimeOffset now)
    {
        for (var i = 0; i < Users; i++)
        {
            AppUserStore.Insert(connection, application, new AppUser
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

    private static void AddLicenses(IDbConnection connection, Application application, DateTimeOffset now)
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
            LicenseStore.Add(connection, application, Age(license, i, now));
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

    private static void AddRest(IDbConnection connection, Application application, DateTimeOffset now)
    {
        for (var i = 0; i < 3; i++)
        {
            BlacklistStore.Insert(
                connection,
                application,
                new Blacklist(FirstBlacklist + i, $"192.0.2.{i + 1}", i == 2 ? "client-99" : null, "Abuse", now.ToUnixTimeMilliseconds()));
        }

        VariableStore.Insert(
            connection,
            application,
            FirstVariable,
            new VariableFields("download_url", "Where updates are", "https://kestrelworks.example/latest", "auth_not_required"),
            now);
        VariableStore.Insert(connection, application, FirstVariable + 1, new VariableFields("feature_flags", null, "{\"mixer\":true}", "auth_required"), now);
    }

    private static void RenewExpired(IDbConnection connection, Application application, DateTimeOffset now)
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
        var stored = LicenseStore.Find(connection, application, ExpiredLicense);
        if (stored is null)
        {
            LicenseStore.Add(connection, application, expired);
        }
        else if (stored.StatusAt(now) != LicenseStatus.Expired)
        {
            LicenseStore.Save(
                connection,
                application,
                stored with { State = LicenseState.Activated, PausedAt = null, Remaining = null, ExpiresAt = now.AddDays(-7) });
        }
    }
}

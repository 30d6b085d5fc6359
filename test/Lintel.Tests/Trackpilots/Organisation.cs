using Lintel.Sqlite;
using Lintel.Testing;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Dashboard;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Roles;
using Lintel.Trackpilots.Screenshots;
using Lintel.Trackpilots.Storage;
using Lintel.Trackpilots.Teams;
using Lintel.Trackpilots.Time;

namespace Lintel.Tests.Trackpilots;

/// <summary>The stores on a real file in a folder of its own, and one account to try things in.</summary>
internal sealed class Organisation : IAsyncDisposable
{
    public const string AccountId = "acct_one";

    private readonly string _folder = Directory.CreateTempSubdirectory("lintel-trackpilots-").FullName;

    public Organisation()
    {
        Clock = new ManualClock(new DateTimeOffset(2026, 6, 10, 12, 0, 0, TimeSpan.Zero));
        Database = new TrackpilotsDatabase(SqliteDatabase.Open(Path.Combine(_folder, "trackpilots.db"), Migrations.All));
        Organisations = new OrganisationStore(Database, Clock);
        Roles = new RoleStore(Database, Organisations);
        Teams = new TeamStore(Database, Organisations);
        Employees = new EmployeeStore(Database, Organisations);
        Records = new RecordStore(Database);
        Reports = new ActivityReports(Database);
        Screenshots = new ScreenshotStore(Database);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Application Editor { get; } = new("Editor", "application", "Developer Tools", "", "", "productive");

    public static Application Search { get; } = new("Search", "website", "Search", "search.example", "", "neutral");

    public static Application Videos { get; } = new("Videos", "website", "Entertainment", "videos.example", "", "unproductive");

    public ManualClock Clock { get; }

    public TrackpilotsDatabase Database { get; }

    public OrganisationStore Organisations { get; }

    public RoleStore Roles { get; }

    public TeamStore Teams { get; }

    public EmployeeStore Employees { get; }

    public RecordStore Records { get; }

    public ActivityReports Reports { get; }

    public ScreenshotStore Screenshots { get; }

    public static LocalClock Zone(string name) => TimeZones.TryFind(name, out var clock) ? clock : throw new InvalidOperationException(name);

    public static DateTime Wall(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", null);

    public static Window Between(string zone, string start, string end) => Window.Between(Zone(zone), Wall(start), Wall(end));

    public static long At(string text) => DateTimeOffset.Parse(text).ToUnixTimeSeconds();

    public async Task<Guid> AddTeamAsync(string name, string accountId = AccountId) => Guid.Parse((await Teams.AddAsync(accountId, name, Cancel)).TeamId);

    public async Task<Guid> RoleAsync(string name = DefaultRoles.NoAccess, string accountId = AccountId) =>
        Guid.Parse((await Roles.ListAsync(accountId, Cancel)).Single(role => role.RoleName == name).RoleId);

    public async Task<NewEmployee> NewAsync(string name, string email, params Guid[] teams)
    {
        var team = teams.Length > 0 ? teams : [await AddTeamAsync("Team of " + name)];
        return new NewEmployee(new EmployeeDetails(name, await RoleAsync(), team, "remote"), email, "Correct-Horse-7");
    }

    /// <summary>Adds an employee without the time that hashing takes.</summary>
    public async Task<Guid> AddPersonAsync(string name, params Guid[] teams)
    {
        var employee = await NewAsync(name, $"{name.ToLowerInvariant().Replace(' ', '.')}@one.example", teams);
        var id = Organisations.NewId();
        await Database.WriteAsync(
            connection => EmployeeStore.InsertAsync(connection, new EmployeeRow(AccountId, id, employee.Details, employee.EmailId, "!", null)),
            Cancel);
        return Guid.Parse(id);
    }

    public async Task TrackAsync(Guid user, string start, string end, Application application, bool idle = false, string title = "")
    {
        var faults = await Records.AddAsync(AccountId, [new PostedActivity(user, At(start), At(end), application, title, idle)], Cancel);
        Assert.Empty(faults);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

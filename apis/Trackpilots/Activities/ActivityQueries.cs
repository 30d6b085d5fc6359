using System.Data.Common;
using Lintel.Trackpilots.Storage;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Activities;

/// <summary>Reads of activities inside a snapshot that the caller holds, one row at a time: a report keeps sums and no rows.</summary>
internal sealed class ActivityQueries : IAsyncDisposable
{
    private readonly string _accountId;
    private readonly Window _window;
    private readonly CancellationToken _cancellationToken;
    private readonly Statement _statement;

    private ActivityQueries(
        DbConnection connection, string accountId, Window window, Dictionary<long, Application> applications, CancellationToken cancellationToken)
    {
        _accountId = accountId;
        _window = window;
        _cancellationToken = cancellationToken;
        Applications = applications;
        _statement = new Statement(
            connection,
            """
            SELECT starts_at, ends_at, application, idle, title FROM activities
            WHERE account_id = @account AND employee = @employee AND starts_at > @reach AND starts_at < @to AND ends_at > @from
            ORDER BY starts_at
            """,
            "@account",
            "@employee",
            "@reach",
            "@to",
            "@from");
    }

    /// <summary>The account's applications by number.</summary>
    public Dictionary<long, Application> Applications { get; }

    /// <summary>Begins to read.</summary>
    /// <param name="connection">The connection that holds the snapshot.</param>
    /// <param name="accountId">Whose activities.</param>
    /// <param name="window">Which time.</param>
    /// <param name="cancellationToken">Ends a long report.</param>
    public static async Task<ActivityQueries> OpenAsync(DbConnection connection, string accountId, Window window, CancellationToken cancellationToken) =>
        new(connection, accountId, window, await LoadApplicationsAsync(connection, accountId), cancellationToken);

    /// <summary>Visits an employee's activities in the order of time, cut to the window.</summary>
    public async Task ForEachAsync(long employee, Action<Activity> visit)
    {
        await using var reader = await RowsAsync(employee);
        while (await reader.ReadAsync(_cancellationToken))
        {
            visit(ReadActivity(reader));
        }
    }

    /// <summary>The same with the titles of windows.</summary>
    public async Task ForEachTitledAsync(long employee, Action<Activity, string> visit)
    {
        await using var reader = await RowsAsync(employee);
        while (await reader.ReadAsync(_cancellationToken))
        {
            visit(ReadActivity(reader), reader.GetString(4));
        }
    }

    /// <summary>What an activity's seconds count as.</summary>
    public TimeKind KindOf(in Activity activity) => activity.Idle ? TimeKind.Idle : Applications[activity.Application].Kind;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _statement.DisposeAsync();

    private Task<DbDataReader> RowsAsync(long employee)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return _statement.QueryAsync(_accountId, employee, _window.From - Activity.MaximumSeconds - 1, _window.To, _window.From);
    }

    private Activity ReadActivity(DbDataReader reader) =>
        new Activity(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3)).Within(_window.From, _window.To);

    private static async Task<Dictionary<long, Application>> LoadApplicationsAsync(DbConnection connection, string accountId)
    {
        await using var statement = new Statement(
            connection, "SELECT number, name, type, category, domain, icon_url, productivity FROM applications WHERE account_id = @account", "@account");
        await using var reader = await statement.QueryAsync(accountId);
        var applications = new Dictionary<long, Application>();
        while (await reader.ReadAsync())
        {
            applications[reader.GetInt64(0)] = new Application(
                reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6));
        }

        return applications;
    }
}

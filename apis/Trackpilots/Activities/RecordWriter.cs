using System.Data.Common;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Activities;

/// <summary>Writes records of one account inside a write, each statement prepared once.</summary>
internal sealed class RecordWriter(DbConnection connection, string accountId) : IAsyncDisposable
{
    private readonly Dictionary<Application, long> _numbers = [];

    private readonly Statement _findApplication = new(
        connection,
        """
        SELECT number FROM applications WHERE account_id = @account AND name = @name AND type = @type
          AND category = @category AND domain = @domain AND icon_url = @icon AND productivity = @productivity
        """,
        "@account", "@name", "@type", "@category", "@domain", "@icon", "@productivity");

    private readonly Statement _addApplication = new(
        connection,
        """
        INSERT INTO applications (account_id, name, type, category, domain, icon_url, productivity)
        VALUES (@account, @name, @type, @category, @domain, @icon, @productivity) RETURNING number
        """,
        "@account", "@name", "@type", "@category", "@domain", "@icon", "@productivity");

    private readonly Statement _addActivity = new(
        connection,
        """
        INSERT INTO activities (account_id, employee, starts_at, ends_at, application, idle, title)
        VALUES (@account, @employee, @start, @end, @application, @idle, @title)
        """,
        "@account", "@employee", "@start", "@end", "@application", "@idle", "@title");

    private readonly Statement _overlap = new(
        connection,
        """
        SELECT 1 FROM activities
        WHERE account_id = @account AND employee = @employee AND starts_at > @reach AND starts_at < @end AND ends_at > @start LIMIT 1
        """,
        "@account", "@employee", "@reach", "@end", "@start");

    private readonly Statement _addScreenshot = new(
        connection,
        """
        INSERT INTO screenshots (account_id, employee, captured_at, application, full_url, thumbnail_url, image_url, idle)
        VALUES (@account, @employee, @captured, @application, @url, @thumbnail, @image, @idle)
        """,
        "@account", "@employee", "@captured", "@application", "@url", "@thumbnail", "@image", "@idle");

    /// <summary>The number of an application; stored where it is new.</summary>
    public async Task<long> NumberOfAsync(Application application)
    {
        if (!_numbers.TryGetValue(application, out var number))
        {
            object?[] values =
            [
                accountId,
                application.Name,
                application.Type,
                application.Category,
                application.Domain,
                application.IconUrl,
                application.Productivity
            ];
            number = (long)(await _findApplication.ScalarAsync(values) ?? (await _addApplication.ScalarAsync(values))!);
            _numbers[application] = number;
        }

        return number;
    }

    /// <summary>Whether an employee already has an activity at some moment of a new one.</summary>
    public async Task<bool> OverlapsAsync(long employee, long start, long end) =>
        await _overlap.ScalarAsync(accountId, employee, start - Activity.MaximumSeconds - 1, end, start) is not null;

    /// <summary>Stores an activity.</summary>
    public Task AddAsync(long employee, in Activity activity, string title) =>
        _addActivity.ExecuteAsync(accountId, employee, activity.StartsAt, activity.EndsAt, activity.Application, activity.Idle, title);

    /// <summary>Stores a screenshot's metadata.</summary>
    public Task AddAsync(long employee, in ScreenshotRecord shot) =>
        _addScreenshot.ExecuteAsync(accountId, employee, shot.CapturedAt, shot.Application, shot.FullUrl, shot.ThumbnailUrl, shot.ImageUrl, shot.Idle);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _findApplication.DisposeAsync();
        await _addApplication.DisposeAsync();
        await _addActivity.DisposeAsync();
        await _overlap.DisposeAsync();
        await _addScreenshot.DisposeAsync();
    }
}

/// <summary>A screenshot's metadata as stored.</summary>
internal readonly record struct ScreenshotRecord(long CapturedAt, long Application, string FullUrl, string ThumbnailUrl, string ImageUrl, bool Idle);

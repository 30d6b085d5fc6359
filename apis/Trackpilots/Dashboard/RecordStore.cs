using System.Data.Common;
using Dapper;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>Takes batches of records. A batch is kept whole or not at all.</summary>
internal sealed class RecordStore(TrackpilotsDatabase database)
{
    private const string UnknownUser = "names no employee of the account";

    /// <summary>Stores activities.</summary>
    /// <returns>What is wrong with the batch; empty where it was kept.</returns>
    public Task<IReadOnlyList<FaultyReference>> AddAsync(string accountId, IReadOnlyList<PostedActivity> activities, CancellationToken cancellationToken) =>
        AddAsync(
            accountId,
            async (writer, employees, faults) =>
            {
                for (var i = 0; i < activities.Count; i++)
                {
                    var posted = activities[i];
                    if (!employees.TryGetValue(posted.UserId.ToString(), out var employee))
                    {
                        faults.Add(new FaultyReference($"activities[{i}].userId", UnknownUser));
                    }
                    else if (await writer.OverlapsAsync(employee, posted.StartsAt, posted.EndsAt))
                    {
                        faults.Add(new FaultyReference($"activities[{i}].startTime", "must not lie in another activity of the employee"));
                    }
                    else
                    {
                        var application = await writer.NumberOfAsync(posted.Application);
                        await writer.AddAsync(employee, new Activity(posted.StartsAt, posted.EndsAt, application, posted.Idle), posted.Title);
                    }
                }
            },
            cancellationToken);

    /// <summary>Stores screenshots' metadata.</summary>
    /// <returns>What is wrong with the batch; empty where it was kept.</returns>
    public Task<IReadOnlyList<FaultyReference>> AddAsync(string accountId, IReadOnlyList<PostedScreenshot> screenshots, CancellationToken cancellationToken) =>
        AddAsync(
            accountId,
            async (writer, employees, faults) =>
            {
                for (var i = 0; i < screenshots.Count; i++)
                {
                    var posted = screenshots[i];
                    if (employees.TryGetValue(posted.UserId.ToString(), out var employee))
                    {
                        var application = await writer.NumberOfAsync(posted.Application);
                        await writer.AddAsync(employee, new ScreenshotRecord(
                            posted.CapturedAt, application, posted.FullUrl, posted.ThumbnailUrl, posted.ImageUrl, posted.Idle));
                    }
                    else
                    {
                        faults.Add(new FaultyReference($"screenshots[{i}].userId", UnknownUser));
                    }
                }
            },
            cancellationToken);

    private async Task<IReadOnlyList<FaultyReference>> AddAsync(
        string accountId, Func<RecordWriter, Dictionary<string, long>, List<FaultyReference>, Task> add, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync<IReadOnlyList<FaultyReference>>(
                async connection =>
                {
                    var faults = new List<FaultyReference>();
                    await using var writer = new RecordWriter(connection, accountId);
                    await add(writer, await LoadEmployeesAsync(connection, accountId), faults);
                    return faults.Count == 0 ? [] : throw new FaultyBatchException(faults);
                },
                cancellationToken);
        }
        catch (FaultyBatchException batch)
        {
            return batch.Faults;
        }
    }

    private static async Task<Dictionary<string, long>> LoadEmployeesAsync(DbConnection connection, string accountId) => (await connection
        .QueryAsync<(string UserId, long Number)>("SELECT user_id, number FROM employees WHERE account_id = @accountId", new { accountId }))
        .ToDictionary(row => row.UserId, row => row.Number);

    /// <summary>Undoes what a batch wrote before its first fault: a write that throws leaves nothing behind.</summary>
    private sealed class FaultyBatchException(IReadOnlyList<FaultyReference> faults) : Exception("A record of the batch is faulty.")
    {
        public IReadOnlyList<FaultyReference> Faults { get; } = faults;
    }
}

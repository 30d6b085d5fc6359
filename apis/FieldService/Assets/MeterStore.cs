using System.Data.Common;
using Dapper;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Jobs;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Assets;

/// <summary>The meters of all assets and their readings.</summary>
internal sealed class MeterStore(FieldServiceDatabase database)
{
    public const string Select = """
        SELECT m.asset_id AS AssetId, m.meter_id AS MeterId, m.meter_name AS MeterName, m.unit AS Unit, m.last_reading AS LastReading,
            m.last_reading_date AS LastReadingDate, m.threshold_value AS ThresholdValue, m.threshold_action AS ThresholdAction
        FROM meters m
        """;

    /// <summary>Takes a reading; the last one is compared where nobody else can write.</summary>
    /// <param name="account">Whose asset it is.</param>
    /// <param name="asset">The asset.</param>
    /// <param name="fields">The reading.</param>
    /// <param name="makeFault">Makes the fault of a reading in the contract's words, from what is wrong with it.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="cancellationToken">Leaves the queue of writes.</param>
    public Task<Outcome<MeterReading>> ReadAsync(
        string account, Asset asset, ReadingFields fields, Func<string, FieldFault> makeFault, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<MeterReading>>(
            async connection =>
            {
                if (await FindAsync(connection, account, asset.AssetId, fields) is not { } meter)
                {
                    return Refusal.WithCode(Codes.MeterNotFound, ("asset", asset.AssetId), ("meter", fields.MeterText));
                }

                if (fields.Reading < meter.LastReading)
                {
                    return Refusal.Invalid(makeFault(ReadingProblems.Below(meter.LastReading)));
                }

                var id = await InsertAsync(connection, account, meter, fields, MomentText.Seconds(now));
                await OpenJobWhereDueAsync(connection, account, asset, meter, fields.Reading, MomentText.Seconds(now));
                return new MeterReading(
                    id, asset.AssetId, meter.MeterId, meter.MeterName, meter.Unit, fields.Reading, fields.ReadingDate, fields.Reading > meter.ThresholdValue);
            },
            cancellationToken);

    /// <summary>Adds a meter to an asset, whoever's it is.</summary>
    /// <returns>Null where the asset already has a meter of this name.</returns>
    public Task<Meter?> AddAsync(string account, Meter meter, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteScalarAsync<long?>(
            """
            INSERT INTO meters (account_id, asset_id, meter_name, unit, last_reading, threshold_value, threshold_action, created_at)
            VALUES (@account, @asset, @name, @unit, @reading, @threshold, @action, @now)
            ON CONFLICT (asset_id, meter_name) DO NOTHING
            RETURNING meter_id
            """,
            new
            {
                account,
                asset = meter.AssetId,
                name = meter.MeterName,
                unit = meter.Unit,
                reading = Amount.Text(meter.LastReading),
                threshold = Amount.Text(meter.ThresholdValue),
                action = meter.ThresholdAction,
                now = MomentText.Seconds(now),
            }) is { } id ? meter with { MeterId = id } : null,
        cancellationToken);

    private static Task<Meter?> FindAsync(DbConnection connection, string account, long asset, ReadingFields fields) =>
        connection.QueryFirstOrDefaultAsync<Meter>(
        $"{Select} WHERE m.account_id = @account AND m.asset_id = @asset AND {(fields.MeterId is null ? "m.meter_name = @name" : "m.meter_id = @id")}",
        new { account, asset, id = fields.MeterId, name = fields.MeterName });

    private static async Task<long> InsertAsync(DbConnection connection, string account, Meter meter, ReadingFields fields, string now)
    {
        var reading = new { account, meter = meter.MeterId, reading = Amount.Text(fields.Reading), date = fields.ReadingDate, notes = fields.Notes, now };
        await connection.ExecuteAsync("UPDATE meters SET last_reading = @reading, last_reading_date = @date WHERE meter_id = @meter", reading);
        return await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO meter_readings (account_id, meter_id, reading, reading_date, notes, created_at)
            VALUES (@account, @meter, @reading, @date, @notes, @now)
            RETURNING reading_id
            """,
            reading);
    }

    /// <summary>
    /// Opens a job when a reading first passes the threshold of a meter that asks for one; a job needs a place, so an asset without one opens none.
    /// </summary>
    private static async Task OpenJobWhereDueAsync(DbConnection connection, string account, Asset asset, Meter meter, decimal reading, string now)
    {
        var isDue = meter.ThresholdAction == Meter.CreateJob && reading > meter.ThresholdValue && !(meter.LastReading > meter.ThresholdValue);
        if (!isDue || asset.LocationId is not { } location)
        {
            return;
        }

        await JobStore.InsertAsync(
            connection,
            account,
            new JobFields
            {
                Title = $"Service {asset.AssetTag}: {meter.MeterName}",
                LocationId = location,
                Description = $"{meter.MeterName} reads {Amount.Text(reading)} {meter.Unit}; the threshold is {Amount.Text(meter.ThresholdValue)}.",
                Priority = JobPriority.Medium,
                TechnicianId = new Sent<long?>(true, null),
                ScheduledStart = new Sent<string?>(true, null),
                ScheduledEnd = new Sent<string?>(true, null),
                AssetIds = new Sent<IReadOnlyList<long>>(true, [asset.AssetId]),
            },
            now);
    }
}

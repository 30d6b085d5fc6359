using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Text.Json.Serialization;
using Dapper;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Assets;

/// <summary>A service that was done on an asset; the members are in the order in which they are sent.</summary>
internal sealed record ServiceRecord
{
    public static IReadOnlyList<string> Types { get; } = ["Preventive", "Corrective", "Inspection", "Emergency"];

    public required long Id { get; init; }

    public required long AssetId { get; init; }

    [ServiceType]
    public required string ServiceType { get; init; }

    public required string ServiceDate { get; init; }

    public required string Description { get; init; }

    public long? TechnicianId { get; init; }

    public long? JobId { get; init; }

    public decimal? Cost { get; init; }

    public required string CreatedAt { get; init; }
}

/// <summary>The reply to a write.</summary>
internal sealed record ServiceRecordWritten(ServiceRecord ServiceRecord)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;
}

/// <summary>What the body of a service record says.</summary>
internal sealed record ServiceFields(string Type, string Date, string Description, long? TechnicianId, long? JobId, decimal? Cost);

/// <summary>Reads the bodies of service records, field by field: ids are looked up in the order of the fields, and no digit of a cost may be lost.</summary>
internal static class ServiceReader
{
    public static async Task<ServiceFields> ReadAsync(FieldReader fields, References references, CancellationToken cancellationToken) => new(
        fields.OneOf("service_type", ServiceRecord.Types, required: true) ?? string.Empty,
        MomentText.Seconds(fields.Timestamp("service_date", required: true)) ?? string.Empty,
        fields.Text("description", max: 5000, lines: true) ?? string.Empty,
        await references.TechnicianAsync(fields, "technician_id", cancellationToken),
        await references.JobAsync(fields, "job_id", cancellationToken),
        fields.Number("cost", min: 0, max: Amount.Largest));
}

/// <summary>The service records of all assets; every query names the account.</summary>
internal sealed class ServiceStore(FieldServiceDatabase database)
{
    private const string Select = """
        SELECT s.record_id AS Id, s.asset_id AS AssetId, s.service_type AS ServiceType, s.service_date AS ServiceDate, s.description AS Description,
            s.technician_id AS TechnicianId, s.job_id AS JobId, s.cost AS Cost, s.created_at AS CreatedAt
        """;

    private const string Table = "service_records s";

    /// <summary>The history of an asset, newest first.</summary>
    public Task<Listing<ServiceRecord>> ListAsync(string account, long asset, Paging paging, CancellationToken cancellationToken)
    {
        var where = new Filter("s", account).And("s.asset_id = @asset", "asset", asset);
        return database.ReadAsync(
            connection => Listing<ServiceRecord>.ReadAsync(connection, Select, Table, string.Empty, where, "s.service_date DESC, s.record_id DESC", paging),
            cancellationToken);
    }

    public Task<Outcome<ServiceRecord>> AddAsync(string account, long asset, ServiceFields fields, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<ServiceRecord>>(
            async connection => await FindAsync(connection, await InsertAsync(connection, account, asset, fields, MomentText.Seconds(now))),
            cancellationToken);

    private static Task<long> InsertAsync(DbConnection connection, string account, long asset, ServiceFields fields, string now) =>
        connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO service_records (account_id, asset_id, service_type, service_date, description, technician_id, job_id, cost, created_at)
        VALUES (@account, @asset, @type, @date, @description, @technician, @job, @cost, @now)
        RETURNING record_id
        """,
        new
        {
            account,
            asset,
            type = fields.Type,
            date = fields.Date,
            description = fields.Description,
            technician = fields.TechnicianId,
            job = fields.JobId,
            cost = Amount.Text(fields.Cost),
            now,
        });

    private static Task<ServiceRecord> FindAsync(DbConnection connection, long id) =>
        connection.QueryFirstAsync<ServiceRecord>($"{Select} FROM {Table} WHERE s.record_id = @id", new { id });
}

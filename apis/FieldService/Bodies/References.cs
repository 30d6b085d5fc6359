using System.Data.Common;
using Dapper;
using Lintel.AspNetCore;
using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Bodies;

/// <summary>
/// Ids in bodies that point to other records. Another company's record and nobody's are refused in the same words. What is found here stays: no
/// operation removes a record, so the transaction that writes need not look again.
/// </summary>
internal sealed class References(FieldServiceDatabase database)
{
    public async Task<long> CustomerLocationAsync(FieldReader fields, string name, bool required, CancellationToken cancellationToken) =>
        await OneAsync(
            fields,
            name,
            required,
            "must be a customer location of this company",
            "SELECT 1 FROM locations WHERE account_id = @account AND location_id = @id",
            cancellationToken) ?? 0;

    public Task<long?> CustomerLocationAsync(FieldReader fields, string name, CancellationToken cancellationToken) =>
        OneAsync(
            fields,
            name,
            required: false,
            "must be a customer location of this company",
            "SELECT 1 FROM locations WHERE account_id = @account AND location_id = @id",
            cancellationToken);

    public Task<long?> ActiveTechnicianAsync(FieldReader fields, string name, CancellationToken cancellationToken) => OneAsync(
        fields,
        name,
        required: false,
        "must be an active technician of this company",
        "SELECT 1 FROM technicians WHERE account_id = @account AND technician_id = @id AND status = 'Active'",
        cancellationToken);

    public Task<long?> TechnicianAsync(FieldReader fields, string name, CancellationToken cancellationToken) => OneAsync(
        fields,
        name,
        required: false,
        "must be a technician of this company",
        "SELECT 1 FROM technicians WHERE account_id = @account AND technician_id = @id",
        cancellationToken);

    public Task<long?> JobAsync(FieldReader fields, string name, CancellationToken cancellationToken) => OneAsync(
        fields,
        name,
        required: false,
        "must be a job of this company",
        "SELECT 1 FROM jobs WHERE account_id = @account AND job_id = @id",
        cancellationToken);

    public async Task<long> InventoryLocationAsync(FieldReader fields, string name, CancellationToken cancellationToken) => await OneAsync(
        fields,
        name,
        required: true,
        "must be an inventory location of this company",
        "SELECT 1 FROM inventory_locations WHERE account_id = @account AND location_id = @id",
        cancellationToken) ?? 0;

    public async Task<IReadOnlyList<long>> AssetsAsync(FieldReader fields, string name, CancellationToken cancellationToken)
    {
        long[] ids = [.. (fields.Integers(name, max: 100) ?? []).Distinct()];
        var account = fields.Call.Account.Id;
        if (ids.Length > 0 && await database.ReadAsync(connection => CountAssetsAsync(connection, account, ids), cancellationToken) != ids.Length)
        {
            fields.Fault(name, "must be assets of this company");
        }

        return ids;
    }

    private async Task<long?> OneAsync(FieldReader fields, string name, bool required, string problem, string query, CancellationToken cancellationToken)
    {
        var id = fields.Integer(name, required, min: 1);
        if (id is not null && await FindAsync(query, fields.Call.Account.Id, id.Value, cancellationToken) is null)
        {
            fields.Fault(name, problem);
        }

        return id;
    }

    private Task<long?> FindAsync(string query, string account, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long?>(query, new { account, id }), cancellationToken);

    private static Task<long> CountAssetsAsync(DbConnection connection, string account, long[] ids) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM assets WHERE account_id = @account AND asset_id IN @ids", new { account, ids });
}

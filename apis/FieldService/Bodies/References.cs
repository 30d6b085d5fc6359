using System.Data;
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
    public long CustomerLocation(FieldReader fields, string name, bool required) =>
        One(
            fields,
            name,
            required,
            "must be a customer location of this company",
            "SELECT 1 FROM locations WHERE account_id = @account AND location_id = @id") ?? 0;

    public long? CustomerLocation(FieldReader fields, string name) =>
        One(
            fields,
            name,
            required: false,
            "must be a customer location of this company",
            "SELECT 1 FROM locations WHERE account_id = @account AND location_id = @id");

    public long? ActiveTechnician(FieldReader fields, string name) => One(
        fields,
        name,
        required: false,
        "must be an active technician of this company",
        "SELECT 1 FROM technicians WHERE account_id = @account AND technician_id = @id AND status = 'Active'");

    public long? Technician(FieldReader fields, string name) => One(
        fields, name, required: false, "must be a technician of this company", "SELECT 1 FROM technicians WHERE account_id = @account AND technician_id = @id");

    public long? Job(FieldReader fields, string name) =>
        One(fields, name, required: false, "must be a job of this company", "SELECT 1 FROM jobs WHERE account_id = @account AND job_id = @id");

    public long InventoryLocation(FieldReader fields, string name) => One(
        fields,
        name,
        required: true,
        "must be an inventory location of this company",
        "SELECT 1 FROM inventory_locations WHERE account_id = @account AND location_id = @id") ?? 0;

    public IReadOnlyList<long> Assets(FieldReader fields, string name)
    {
        long[] ids = [.. (fields.Integers(name, max: 100) ?? []).Distinct()];
        if (ids.Length > 0 && database.Read(connection => CountAssets(connection, fields.Call.Account.Id, ids)) != ids.Length)
        {
            fields.Fault(name, "must be assets of this company");
        }

        return ids;
    }

    private long? One(FieldReader fields, string name, bool required, string problem, string query)
    {
        var id = fields.Integer(name, required, min: 1);
        if (id is not null && database.Read(connection => connection.ExecuteScalar<long?>(query, new { account = fields.Call.Account.Id, id })) is null)
        {
            fields.Fault(name, problem);
        }

        return id;
    }

    private static long CountAssets(IDbConnection connection, string account, long[] ids) =>
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM assets WHERE account_id = @account AND asset_id IN @ids", new { account, ids });
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Dapper;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Assets;

/// <summary>An asset's way to another place or person; the members are in the order in which they are sent.</summary>
internal sealed record AssetTransfer(long Id, long AssetId, long? FromLocationId, long? ToLocationId, long? ToTechnicianId, string TransferredAt);

/// <summary>The reply to a transfer.</summary>
internal sealed record AssetTransferWritten(AssetTransfer Transfer)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;
}

/// <summary>What the body of a transfer says: one of the two goals.</summary>
internal sealed record TransferFields(long? ToLocationId, long? ToTechnicianId, string? Reason);

/// <summary>
/// Reads the bodies of transfers, field by field: one of two fields must be sent and not both, and ids are looked up in the order of the fields.
/// </summary>
internal static class TransferReader
{
    private const string Location = "to_location_id";
    private const string Technician = "to_technician_id";

    public static async Task<TransferFields> ReadAsync(FieldReader fields, References references, CancellationToken cancellationToken)
    {
        if (!fields.Has(Location) && !fields.Has(Technician))
        {
            fields.Fault(Location, FieldFaultKind.Missing);
        }

        var location = await references.CustomerLocationAsync(fields, Location, cancellationToken);
        var technician = await references.ActiveTechnicianAsync(fields, Technician, cancellationToken);
        if (fields.Has(Location) && fields.Has(Technician))
        {
            fields.Fault(Technician, $"must not be sent together with '{Location}'");
        }

        return new TransferFields(location, technician, fields.Text("reason", max: 500, lines: true));
    }
}

/// <summary>The transfers of all assets.</summary>
internal sealed class TransferStore(FieldServiceDatabase database)
{
    /// <summary>Moves an asset: to a location it leaves its technician, to a technician it leaves its location.</summary>
    public Task<Outcome<AssetTransfer>> TransferAsync(
        string account,
        long id,
        TransferFields fields,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<AssetTransfer>>(
            async connection =>
            {
                var asset = (await AssetStore.FindAsync(connection, account, id))!;
                if (AssetStatus.Table.IsTerminal(asset.Status))
                {
                    return Faults.Whole($"Asset {id} is {asset.Status} and cannot be transferred.");
                }

                var move = new
                {
                    account,
                    id,
                    from = asset.LocationId,
                    location = fields.ToLocationId,
                    technician = fields.ToTechnicianId,
                    reason = fields.Reason,
                    now = MomentText.Seconds(now),
                };
                await connection.ExecuteAsync(
                    """
                    UPDATE assets SET location_id = @location, assigned_technician_id = @technician, updated_at = @now
                    WHERE account_id = @account AND asset_id = @id
                    """,
                    move);
                var transfer = await connection.ExecuteScalarAsync<long>(
                    """
                    INSERT INTO asset_transfers (account_id, asset_id, from_location_id, to_location_id, to_technician_id, reason, transferred_at)
                    VALUES (@account, @id, @from, @location, @technician, @reason, @now)
                    RETURNING transfer_id
                    """,
                    move);
                return new AssetTransfer(transfer, id, move.from, move.location, move.technician, move.now);
            },
            cancellationToken);
}

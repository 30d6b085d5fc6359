using System.ComponentModel.DataAnnotations;

namespace Lintel.FieldService.Assets;

/// <summary>The statuses of assets.</summary>
internal static class AssetStatus
{
    public const string Active = "Active";
    public const string Idle = "Idle";
    public const string InMaintenance = "In Maintenance";
    public const string PendingInstall = "Pending Install";
    public const string InTransit = "In Transit";
    public const string Lost = "Lost";
    public const string NonCompliant = "Non-Compliant";
    public const string Decommissioned = "Decommissioned";
    public const string Retired = "Retired";

    /// <summary>The statuses in which an asset may begin.</summary>
    public static IReadOnlyList<string> First { get; } = [Active, PendingInstall];

    public static StatusTable Table { get; } = new(
        "Asset",
        (Active, [Idle, InMaintenance, Decommissioned, Lost, InTransit, NonCompliant]),
        (Idle, [Active, InMaintenance, Decommissioned, Retired, InTransit, PendingInstall]),
        (InMaintenance, [Active, Idle, Decommissioned, Retired]),
        (PendingInstall, [Active, Idle, InMaintenance, InTransit, Decommissioned]),
        (InTransit, [Active, Idle, PendingInstall, Lost]),
        (Lost, [Active, Idle, Decommissioned, Retired]),
        (NonCompliant, [Active, InMaintenance, Decommissioned, Retired]),
        (Decommissioned, []),
        (Retired, []));
}

/// <summary>A status of an asset.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class AssetStatusAttribute() : AllowedValuesAttribute([.. AssetStatus.Table.Words]);

/// <summary>A condition of an asset.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class AssetConditionAttribute() : AllowedValuesAttribute([.. Asset.Conditions]);

/// <summary>A kind of ownership of an asset.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class OwnershipTypeAttribute() : AllowedValuesAttribute([.. Asset.OwnershipTypes]);

/// <summary>An action of a meter.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class MeterActionAttribute() : AllowedValuesAttribute([.. Meter.Actions]);

/// <summary>A type of a service.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class ServiceTypeAttribute() : AllowedValuesAttribute([.. ServiceRecord.Types]);

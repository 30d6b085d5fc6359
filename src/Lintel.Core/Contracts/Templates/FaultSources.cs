namespace Lintel.Contracts;

/// <summary>The faults that a source has.</summary>
internal static class FaultSources
{
    /// <summary>Returns true if a refusal has a fault that the source has; otherwise, false.</summary>
    public static bool HasAny(FaultSource source, Refusal refusal)
    {
        foreach (var fault in refusal.Faults)
        {
            if (Has(source, fault))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns true if the source has a fault; otherwise, false.</summary>
    public static bool Has(FaultSource source, FieldFault fault) => source switch
    {
        FaultSource.Fields => fault.Field.Length > 0,
        FaultSource.Wholes => fault.Field.Length == 0,
        _ => true,
    };
}

namespace Lintel.Contracts;

/// <summary>The faults that a source has.</summary>
internal static class FaultSources
{
    public static bool Has(FaultSource source, FieldFault fault) => source switch
    {
        FaultSource.Fields => fault.Field.Length > 0,
        FaultSource.Wholes => fault.Field.Length == 0,
        _ => true,
    };
}

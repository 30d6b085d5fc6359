namespace Lintel.FieldService;

/// <summary>The codes that operations raise themselves; every other comes from a condition.</summary>
internal static class Codes
{
    public const string InvalidStatusTransition = "invalid_status_transition";
    public const string MeterNotFound = "meter_not_found";
    public const string DuplicateCustomer = "duplicate_customer";
}

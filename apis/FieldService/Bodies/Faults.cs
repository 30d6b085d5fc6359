namespace Lintel.FieldService.Bodies;

/// <summary>Faults that no single field is to blame for.</summary>
internal static class Faults
{
    /// <param name="problem">What is wrong, one public sentence.</param>
    public static Refusal Whole(string problem) => Refusal.Unreadable(Condition.RequestInvalid, problem);
}

namespace Lintel.Otp;

/// <summary>Refusals because of the present state.</summary>
internal static class Conflicts
{
    public static Refusal Of(string problem) => Refusal.For(Condition.StateConflict, new RefusalArgument("problem", problem));
}

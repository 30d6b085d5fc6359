namespace Lintel.Management;

/// <summary>Refusals of changes that do not fit what is there.</summary>
internal static class Conflicts
{
    public static Refusal Stale(string resource, string id, long version) =>
        Of($"{resource} {id} has been changed since: its version is {version}. Read it again and repeat the change if it still fits.");

    /// <summary>A problem that repeats a login or another value that may tell of a person: the caller is told, and the request log does not keep it.</summary>
    public static Refusal OfPersonal(string problem) =>
        Refusal.For(Condition.StateConflict, [new RefusalArgument("problem", problem) { IsPersonal = true }]);

    public static Refusal Of(string problem) => Refusal.For(Condition.StateConflict, ("problem", problem));
}

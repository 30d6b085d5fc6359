namespace Lintel.Management;

/// <summary>Refusals of changes that do not fit what is there.</summary>
internal static class Conflicts
{
    public static Refusal Stale(string resource, string id, long version) =>
        Of($"{resource} {id} has been changed since: its version is {version}. Read it again and repeat the change if it still fits.");

    public static Refusal Of(string problem) => Refusal.For(Condition.StateConflict, ("problem", problem));
}

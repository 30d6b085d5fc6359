namespace Lintel.Shared;

/// <summary>Refusals because of the present state.</summary>
public static class Conflict
{
    /// <summary>Makes a refusal for <see cref="Condition.StateConflict"/>.</summary>
    /// <param name="problem">What is in the way, one public sentence.</param>
    public static Refusal Because(string problem) => Refusal.For(Condition.StateConflict, ("problem", problem));

    /// <summary>A record that was added, or the conflict where a unique index let it not in.</summary>
    /// <param name="added">The record; null where there was one already.</param>
    /// <param name="problem">What is in the way, one public sentence.</param>
    public static Outcome<T> Unless<T>(T? added, string problem)
        where T : class => added is not null ? added : Because(problem);
}

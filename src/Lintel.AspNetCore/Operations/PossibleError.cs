using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>An error that a request can be answered with.</summary>
/// <param name="Definition">The error definition, in a variant of its own where the application keeps another status.</param>
/// <param name="Conditions">
/// The conditions that it answers here, in the order in which they are found; empty for a code that the operation raises by itself.
/// </param>
internal sealed record PossibleError(ErrorDefinition Definition, IReadOnlyList<Condition> Conditions)
{
    /// <summary>The code that clients branch on.</summary>
    public string Code => Definition.Code;

    /// <summary>The HTTP status of the response.</summary>
    public int Status => Definition.Status;

    /// <summary>True where the response has a <c>Retry-After</c>.</summary>
    public bool SaysWhen => Definition.RetryAfter is not null
        || Status == 429
        || Conditions.Contains(Condition.RateExceeded)
        || Conditions.Contains(Condition.IdempotencyInFlight);
}

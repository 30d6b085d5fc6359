namespace Lintel.AspNetCore;

/// <summary>
/// The application that presents itself is not suspended, and the key may be used for the application that the request names. Whether that one
/// exists is not asked here: a restricted key gets the same answer for every id outside its list.
/// </summary>
internal sealed class ApplicationGuard : Guard
{
    private static readonly Refusal Suspended = Refusal.For(Condition.ApplicationSuspended);
    private static readonly Refusal Forbidden = Refusal.For(Condition.ApplicationForbidden);

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        if (call.ApplicationOrNull is { Suspended: true })
        {
            return ValueTask.FromResult<Decision>(Suspended);
        }

        if (call.KeyOrNull is not { Applications: not null } || call.Operation is not { } operation)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        return operation.ForAllApplications ? ValueTask.FromResult<Decision>(Forbidden)
            : operation.ApplicationNamed is { } named ? CheckAsync(call, named)
            : ValueTask.FromResult(Decision.Pass);
    }

    private static async ValueTask<Decision> CheckAsync(ApiCall call, BoundText named) =>
        await named.FindAsync(call) is { } id && !call.MayUseApplication(id)
            ? Forbidden.Comparing(("named", id), ("of the key", string.Join(' ', call.Key.Applications!)))
            : Decision.Pass;
}

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

        return call.Operation switch
        {
            { ForAllApplications: true } when call.KeyOrNull is { Applications: not null } => ValueTask.FromResult<Decision>(Forbidden),
            { ApplicationNamed: { } named } => CheckAsync(call, named),
            _ => ValueTask.FromResult(Decision.Pass),
        };
    }

    // Asked for every caller: the request log names the application, whoever may use it.
    private static async ValueTask<Decision> CheckAsync(ApiCall call, BoundText named)
    {
        var id = await named.FindAsync(call);
        call.ApplicationNamed = id;
        return id is not null && !call.MayUseApplication(id)
            ? Forbidden.Comparing(("named", id), ("of the key", string.Join(' ', call.Key.Applications!)))
            : Decision.Pass;
    }
}

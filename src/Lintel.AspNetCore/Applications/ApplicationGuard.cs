using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>
/// The application that presents itself is not suspended, and the key may be used for the application that the request names. Whether that one
/// exists is not asked here: a restricted key gets the same answer for every id outside its list.
/// </summary>
internal sealed class ApplicationGuard : Guard
{
    private static readonly Refusal Suspended = Refusal.For(Condition.ApplicationSuspended);
    private static readonly Refusal Forbidden = Refusal.For(Condition.ApplicationForbidden);

    public override ValueTask<Decision> CheckAsync(ApiCall call) => ValueTask.FromResult(
        call.ApplicationOrNull is { Suspended: true } ? Suspended
            : call.Operation is { } operation && IsForbidden(call, operation) ? Forbidden
            : Decision.Pass);

    private static bool IsForbidden(ApiCall call, Operation operation) =>
        call.KeyOrNull is { Applications: not null }
        && (operation.ForAllApplications || (operation.ApplicationNamed?.Invoke(call) is { } id && !call.MayUseApplication(id)));
}

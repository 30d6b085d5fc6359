using Lintel.AspNetCore;

namespace Lintel.Management;

/// <summary>The access of a caller whose answer goes on for long, looked at again while it does: by the guards that have admitted the caller.</summary>
internal sealed class StandingAccess(ApiCall call, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly long _began = time.GetTimestamp();

    /// <summary>Asks the guards that look at the caller.</summary>
    /// <returns>true if the same request would be admitted again; false where it would not, where nobody can tell, and after an hour.</returns>
    public async ValueTask<bool> HoldsAsync()
    {
        if (time.GetElapsedTime(_began) >= Longest)
        {
            return false;
        }

        try
        {
            foreach (var guard in call.Runtime.Guards.Where(guard => guard is KeyGuard or PlanGuard or AddressGuard or ScopeGuard))
            {
                if (await guard.CheckAsync(call) is Refusal)
                {
                    return false;
                }
            }

            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}

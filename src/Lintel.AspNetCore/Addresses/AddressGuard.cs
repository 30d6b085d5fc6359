using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>The key may be used from the client's address. The list itself is never told.</summary>
internal sealed class AddressGuard : Guard
{
    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        var networks = call.KeyOrNull?.Addresses;
        if (networks is null or { Count: 0 })
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        foreach (var network in networks)
        {
            if (network.Contains(call.Address))
            {
                return ValueTask.FromResult(Decision.Pass);
            }
        }

        return ValueTask.FromResult<Decision>(Refusal.For(Condition.AddressForbidden, new RefusalArgument("address", call.Address.ToString())));
    }
}

namespace Lintel.AspNetCore;

/// <summary>Refuses keys that may not be used from the client's address. The list itself is never told.</summary>
internal sealed class AddressGuard : Guard
{
    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        var networks = call.KeyOrNull?.Addresses;
        if (networks is null or { Count: 0 })
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        if (ClientAddress.KnownOrNull(call.Address) is null)
        {
            return ValueTask.FromResult<Decision>(Refusal.For(Condition.AddressForbidden, ("address", "an unknown address")));
        }

        foreach (var network in networks)
        {
            if (network.Contains(call.Address))
            {
                return ValueTask.FromResult(Decision.Pass);
            }
        }

        return ValueTask.FromResult<Decision>(Refusal.For(Condition.AddressForbidden, ("address", call.Address.ToString()))
            .Comparing(("networks", string.Join(' ', networks))));
    }
}

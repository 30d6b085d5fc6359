using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Management;

/// <summary>Puts the management API into the front door's settings.</summary>
public static class ManagementOptionsExtensions
{
    /// <summary>Adds the contract of the management API, unless one of its name was added already.</summary>
    public static LintelOptions AddManagement(this LintelOptions options)
    {
        if (options.Contracts.All(contract => contract.Api != Contract.Default.Api))
        {
            options.Contracts.Add(Contract.Default);
        }

        return options;
    }
}

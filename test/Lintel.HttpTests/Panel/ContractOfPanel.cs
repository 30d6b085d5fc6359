using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Panel;

internal static class ContractOfPanel
{
    public static Contract GetContract(this IServiceProvider services) =>
        services.GetRequiredService<LintelOptions>().Contracts.Single(contract => contract.Api == "panel");
}

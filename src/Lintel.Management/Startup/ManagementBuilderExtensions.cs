using Lintel;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Audit;
using Lintel.Management.Operators;
using Lintel.Management.PersonalData;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the management API into an application.</summary>
public static class ManagementBuilderExtensions
{
    /// <summary>
    /// Adds the contract of the management API, unless one of its name was added already, and makes sure at each start that there is an operator token that
    /// works: that of the setting <c>Lintel:OperatorToken</c>, or the one in the file <c>operator.token</c> (mode 600) in the folder of the stores, which is
    /// made at the first start. <c>MapManagement</c> maps the operations.
    /// </summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    public static ILintelBuilder AddManagement(this ILintelBuilder builder)
    {
        builder.Services.AddSingleton<IPostConfigureOptions<LintelOptions>>(
            new PostConfigureOptions<LintelOptions>(Microsoft.Extensions.Options.Options.DefaultName, AddContract));
        builder.Services.AddHostedService<OperatorTokenFile>();
        builder.Services.AddManagementEvents();
        return builder.AddAudit();
    }

    /// <summary>Adds what goes on beside the requests: the chain and the age of the audit log, and erasures.</summary>
    internal static ILintelBuilder AddAudit(this ILintelBuilder builder)
    {
        builder.Services.TryAddSingleton<ErasureRunner>();
        builder.Services.TryAddSingleton<OperatorSignIn>();
        builder.Services.AddHostedService<AuditSweep>();
        builder.Services.AddHostedService<ErasureSweep>();
        return builder;
    }

    private static void AddContract(LintelOptions options)
    {
        if (options.Contracts.All(contract => contract.Api != Contract.Default.Api))
        {
            options.Contracts.Add(Contract.Default);
        }
    }
}

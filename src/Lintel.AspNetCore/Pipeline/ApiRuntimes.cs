using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>Makes of contracts what their requests need.</summary>
internal sealed class ApiRuntimes(LintelOptions options, GuardSequence guards, RequestClock clock, PublicOrigins origins, SecretMask mask)
{
    private readonly RequestIdSources _ids = new(TimeProvider.System);

    /// <summary>The APIs of the contracts that the process begins with.</summary>
    public ApiDirectory MakeDirectory()
    {
        var runtimes = options.Contracts.Select(Make).ToArray();
        var outside = Array.Find(runtimes, runtime => runtime.Contract.Api == Contract.Default.Api) ?? Make(Contract.Default);
        return new ApiDirectory(runtimes, outside, options.AnswerOutside);
    }

    /// <summary>Makes a version of an API.</summary>
    public ApiRuntime Make(Contract contract) => new(contract, guards.For(contract), CodesOf(contract), _ids.For(contract.RequestId), clock, origins, mask)
    {
        CountFailure = guards.FailuresOf(contract).Count,
        IsShadow = options.IsShadow(contract),
    };

    private string[] CodesOf(Contract contract) =>
    [
        .. options.Guards.Where(guard => guard.Guards(contract)).SelectMany(guard => guard.Codes)
            .Concat(options.Credentials.Where(credential => credential.IsIn(contract)).SelectMany(credential => credential.Codes))
            .Distinct(StringComparer.Ordinal),
    ];
}

using System.Collections.Frozen;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>A version of a contract with everything that its requests need, made at start-up and at each reload.</summary>
internal sealed class ApiRuntime
{
    private FrozenDictionary<string, IReadOnlyList<Operation>> _operationsByRoute = FrozenDictionary<string, IReadOnlyList<Operation>>.Empty;

    public ApiRuntime(
        Contract contract,
        IReadOnlyList<PlacedGuard> guards,
        IReadOnlyList<string> guardCodes,
        RequestIdSource ids,
        RequestClock clock,
        PublicOrigins origins,
        SecretMask mask)
    {
        Contract = contract;
        Guards = [.. guards.Select(placed => placed.Guard)];
        Stages = [.. guards.Select(placed => placed.Stage)];
        GuardCodes = guardCodes;
        Ids = ids;
        Clock = clock;
        Origins = origins;
        Mask = mask;
        Challenges = new Challenges(contract);
        ErrorPages = new ErrorPages(contract);
        Scopes = new ScopeCatalog(contract.Scopes);
        Roles = new OperatorRights(contract.Scopes);
        LargestBody = contract.Sizes.Body;
        Served = new ServedApi(this);
    }

    /// <summary>The API, of which this is one version.</summary>
    public ServedApi Served { get; private set; }

    public Contract Contract { get; }

    /// <summary>True where the guards decide and log, and the application answers.</summary>
    public bool IsShadow { get; init; }

    /// <summary>
    /// Counts a caller whose credential has opened nothing, where an operation looks at it in place of a guard: the refusal as it stands, or
    /// <c>rate.exceeded</c> where the address has failed too often.
    /// </summary>
    public required Func<ApiCall, Refusal, Refusal> CountFailure { get; init; }

    /// <summary>The guards in the contract's own order.</summary>
    public Guard[] Guards { get; }

    /// <summary>The stage of each guard, by its place.</summary>
    public StageDescriptor[] Stages { get; }

    /// <summary>The codes that guards of the application may raise on every operation.</summary>
    public IReadOnlyList<string> GuardCodes { get; }

    public RequestIdSource Ids { get; }

    public RequestClock Clock { get; }

    public PublicOrigins Origins { get; }

    public SecretMask Mask { get; }

    public Challenges Challenges { get; }

    public ErrorPages ErrorPages { get; }

    public ApiOptions Options { get; private set; } = new();

    /// <summary>The scopes that the contract's scopes imply.</summary>
    public ScopeCatalog Scopes { get; }

    /// <summary>The scopes that each role of operators has, in the contract's words.</summary>
    public OperatorRights Roles { get; }

    /// <summary>Every operation, once start-up has collected them.</summary>
    public IReadOnlyList<Operation> Operations { get; private set; } = [];

    /// <summary>What OPTIONS answers on every path of the API, so that it tells nothing about routes to callers it does not know.</summary>
    public string AllMethods { get; private set; } = "OPTIONS";

    /// <summary>The largest body that any operation reads, in bytes.</summary>
    public long LargestBody { get; private set; }

    /// <summary>Takes over what is not the contract's: what the application has told and mapped.</summary>
    public void Follow(ApiRuntime before)
    {
        (Served, Options) = (before.Served, before.Options);
        SetOperations(before.Operations);
        ErrorPages.Follow(before.ErrorPages);
    }

    public void SetOperations(IReadOnlyList<Operation> operations)
    {
        Operations = operations;
        LargestBody = operations.Max(operation => operation.MaxBody) is { } largest ? Math.Max(largest, Contract.Sizes.Body) : Contract.Sizes.Body;
        AllMethods = AllowHeader.Of(operations.SelectMany(operation => operation.Methods));
        _operationsByRoute = operations
            .GroupBy(operation => operation.Route, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<Operation>)[.. group], StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<Operation> OperationsOf(string route) => _operationsByRoute.GetValueOrDefault(route) ?? [];
}

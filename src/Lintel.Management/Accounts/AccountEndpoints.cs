using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management.Accounts;

/// <summary>Accounts: their plans, subscription states and limits.</summary>
internal static class AccountEndpoints
{
    private const string Reading = "accounts:read";
    private const string Writing = "accounts:write";

    public static void MapAccounts(this RouteGroupBuilder management)
    {
        var accounts = management.MapGroup(string.Empty).WithTags("Accounts");
        accounts.MapGet("/accounts", List)
            .WithName("lintel.accounts.list")
            .WithSummary("Lists accounts")
            .AcceptsQuery<AccountQueryDocument>()
            .Produces<Page<AccountShape>>()
            .RequireScope(Reading)
            .Query(AccountBodies.ReadQuery);
        accounts.MapPost("/accounts", Create)
            .WithName("lintel.accounts.create")
            .WithSummary("Creates an account")
            .Accepts<NewAccountDocument>("application/json")
            .WithRequestExample(new NewAccountDocument(ExampleApi(management), "Brook Dairy"))
            .Produces<AccountShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .CountedUnder(ManagementApi.AccountCreationLimit)
            .Body(AccountBodies.ReadNew)
            .RaisesError(Condition.ScopeMissing, Condition.StateConflict);
        accounts.MapGet("/accounts/{id}", (ApiCall call) => Answer.Ok(AccountShape.Of(call.Resource<Account>())))
            .WithName("lintel.accounts.get")
            .WithSummary("Shows an account")
            .Produces<AccountShape>()
            .RequireScope(Reading)
            .Resource(Load)
            .RaisesError(Condition.ResourceMissing);
        accounts.MapPatch("/accounts/{id}", Change)
            .WithName("lintel.accounts.change")
            .WithSummary("Changes an account")
            .Accepts<AccountChangeDocument>("application/json")
            .Produces<AccountShape>()
            .TellsReceipt<AccountShape>()
            .RequireScope(Writing)
            .Body(AccountBodies.ReadChange)
            .RaisesError(Condition.ScopeMissing, Condition.ResourceMissing, Condition.StateConflict);
        MapMove(accounts, "suspend", "Suspends an account", "Its keys and sessions are refused from the next request on.", Suspend);
        MapMove(accounts, "resume", "Resumes a suspended account", "Its keys work again from the next request on.", Resume);
    }

    /// <summary>An API of the application; the management API itself where it has none.</summary>
    private static string ExampleApi(IEndpointRouteBuilder management) => management.ServiceProvider.GetRequiredService<LintelOptions>().Contracts
        .Select(contract => contract.Api).FirstOrDefault() ?? Contract.Default.Api;

    private static void MapMove(RouteGroupBuilder accounts, string verb, string summary, string description, Delegate move) =>
        accounts.MapPost($"/accounts/{{id}}/{verb}", move)
            .WithName($"lintel.accounts.{verb}")
            .WithSummary(summary)
            .WithDescription(description)
            .Produces<AccountShape>()
            .TellsReceipt<AccountShape>()
            .RequireScope(Writing)
            .RaisesError(Condition.ScopeMissing, Condition.ResourceMissing, Condition.StateConflict);

    private static async Task<IResult> List(ApiCall call, ILintelStores stores)
    {
        var query = call.Body<AccountQuery>();
        var accounts = await stores.Accounts.ListAsync(query, call.Aborted);
        return Answer.Ok(new Page<AccountShape>([.. accounts.Select(AccountShape.Of)], accounts.Count < query.Limit ? null : accounts[^1].Id));
    }

    private static async Task<IResult> Create(ApiCall call, AccountService service)
    {
        var request = call.Body<NewAccount>();
        return ManagementRights.ToCreate(call, request.Api) is { } refusal
            ? new ErrorResult(refusal)
            : Show(
                "new",
                await service.CreateAsync(request, CancellationToken.None),
                account => Answer.Created(AccountShape.Of(account), $"{ManagementApi.BasePath}/accounts/{account.Id}", account.Id));
    }

    private static async Task<IResult> Change(ApiCall call, AccountService service, AccountCache accounts)
    {
        var change = call.Body<AccountChange>();
        var id = call.RouteText("id");
        return await accounts.FindAsync(id, call.Aborted) is { } account
            && (ManagementRights.ToChange(call, id) ?? ManagementRights.ToLimit(call, account.Api, change.Edit.Limits)) is { } refusal
            ? new ErrorResult(refusal)
            : Show(id, await service.EditAsync(id, change.Edit, change.Version, CancellationToken.None), changed => Answer.Ok(AccountShape.Of(changed)));
    }

    private static async Task<IResult> Suspend(ApiCall call, AccountService service)
    {
        var id = call.RouteText("id");
        if (ManagementRights.ToChange(call, id) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        return id == OperatorAccess.AccountId
            ? new ErrorResult(Conflicts.Of("The operators' own account cannot be suspended: nobody could resume it."))
            : Show(id, await service.SuspendAsync(id, CancellationToken.None), account => Answer.Ok(AccountShape.Of(account)));
    }

    private static async Task<IResult> Resume(ApiCall call, AccountService service)
    {
        var id = call.RouteText("id");
        return ManagementRights.ToChange(call, id) is { } refusal
            ? new ErrorResult(refusal)
            : Show(id, await service.ResumeAsync(id, CancellationToken.None), account => Answer.Ok(AccountShape.Of(account)));
    }

    private static async ValueTask<Outcome<Account>> Load(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ILintelStores>().Accounts.FindAsync(id, call.Aborted) is { } account ? account : Refusal.Missing("Account", id);
    }

    private static IResult Show(string id, AccountResult result, Func<Account, IResult> show) => result switch
    {
        AccountResult.Changed changed => show(changed.Account),
        AccountResult.Missing => new ErrorResult(Refusal.Missing("Account", id)),
        AccountResult.Stale stale => new ErrorResult(Conflicts.Stale("Account", id, stale.Current.Version)),
        AccountResult.Impossible impossible => new ErrorResult(
            Conflicts.Of($"Account {id} is {(impossible.Current.SuspendedAt is null ? "not suspended" : "suspended already")}.")),
        AccountResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
        _ => throw new InvalidOperationException($"No answer for {result}."),
    };
}

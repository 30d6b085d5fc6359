using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Audit;
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
        accounts.MapGet("/accounts/{id}", (ApiCall call) => Show(call, call.Resource<Account>()))
            .WithName("lintel.accounts.get")
            .WithSummary("Shows an account")
            .Produces<AccountShape>()
            .RequireScope(Reading)
            .Resource(Load)
            .HasEntityTag()
            .RaisesError(Condition.ResourceMissing);
        accounts.MapPatch("/accounts/{id}", Change)
            .WithName("lintel.accounts.change")
            .WithSummary("Changes an account")
            .Accepts<AccountChangeDocument>("application/json")
            .Produces<AccountShape>()
            .TellsReceipt<AccountShape>()
            .RequireScope(Writing)
            .Body(AccountBodies.ReadChange)
            .HasEntityTag()
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
            .HasEntityTag()
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
        return ManagementRights.ToChangeAccount(call, request.Api) is { } refusal
            ? new ErrorResult(refusal)
            : Show(
                call,
                "new",
                await service.CreateAsync(request, CancellationToken.None),
                account => Answer.Created(AccountShape.Of(account), $"{ManagementApi.BasePath}/accounts/{account.Id}", account.Id));
    }

    private static Task<IResult> Change(ApiCall call, AccountService service)
    {
        var (edit, named) = call.Body<AccountChange>();
        return ChangeAsync(
            call,
            service,
            account => ManagementRights.ToChangeAccount(call, account.Api)
                ?? ManagementRights.ToLimit(call, account.Api, edit.Limits)
                ?? ManagementRights.ToLeaveRoom(call, account.Id, edit.Limits),
            (id, version) => service.EditAsync(id, edit, version, CancellationToken.None),
            named);
    }

    private static Task<IResult> Suspend(ApiCall call, AccountService service) => ChangeAsync(
        call,
        service,
        account => ManagementRights.ToChangeAccount(call, account.Api) ?? (account.Id == OperatorAccess.AccountId
            ? Conflicts.Of("The operators' own account cannot be suspended: nobody could resume it.")
            : null),
        (id, version) => service.SuspendAsync(id, version, CancellationToken.None));

    private static Task<IResult> Resume(ApiCall call, AccountService service) => ChangeAsync(
        call,
        service,
        account => ManagementRights.ToChangeAccount(call, account.Api),
        (id, version) => service.ResumeAsync(id, version, CancellationToken.None));

    private static async Task<IResult> ChangeAsync(
        ApiCall call, AccountService service, Func<Account, Refusal?> check, Func<string, long?, Task<AccountResult>> change, long? version = null)
    {
        var id = call.RouteText("id");
        if (await service.FindAsync(id, call.Aborted) is { } account)
        {
            if ((check(account) ?? call.CheckVersion("Account", id, account.Version)) is { } refusal)
            {
                return new ErrorResult(refusal);
            }

            version = call.VersionMeant(version, account.Version);
        }

        return Show(call, id, await change(id, version), changed => Answer.Ok(AccountShape.Of(changed)));
    }

    /// <summary>The account that the path names as <c>{id}</c>.</summary>
    public static async ValueTask<Outcome<Account>> Load(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ILintelStores>().Accounts.FindAsync(id, call.Aborted) is { } account ? account : Refusal.Missing("Account", id);
    }

    private static IResult Show(ApiCall call, Account account) => Show(call, account, shown => Answer.Ok(AccountShape.Of(shown)));

    private static IResult Show(ApiCall call, Account account, Func<Account, IResult> show)
    {
        call.TellVersion(account.Version);
        return show(account);
    }

    private static IResult Show(ApiCall call, string id, AccountResult result, Func<Account, IResult> show) => result switch
    {
        AccountResult.Changed changed => Note(call, changed, show),
        AccountResult.Missing => new ErrorResult(Refusal.Missing("Account", id)),
        AccountResult.Stale stale => new ErrorResult(call.StaleVersion("Account", id, stale.Current.Version)),
        AccountResult.ExternalIdTaken taken => new ErrorResult(Conflicts.OfPersonal($"Another account has the external id '{taken.ExternalId}'.")),
        AccountResult.Impossible impossible => new ErrorResult(
            Conflicts.Of($"Account {id} is {(impossible.Current.SuspendedAt is null ? "not suspended" : "suspended already")}.")),
        AccountResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
        _ => throw new InvalidOperationException($"No answer for {result}."),
    };

    private static IResult Note(ApiCall call, AccountResult.Changed changed, Func<Account, IResult> show)
    {
        call.NoteChange(changed.Before, changed.Account);
        return Show(call, changed.Account, show);
    }
}

using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Accounts;

/// <summary>Accounts: their plans, subscription states and limits.</summary>
internal static class AccountEndpoints
{
    private const string Reading = "accounts:read";
    private const string Writing = "accounts:write";

    public static void MapAccounts(this RouteGroupBuilder management)
    {
        management.MapGet("/accounts", List).RequireScope(Reading).Query(AccountBodies.ReadQuery);
        management.MapPost("/accounts", Create).RequireScope(Writing).Body(AccountBodies.ReadNew);
        management.MapGet("/accounts/{id}", (ApiCall call) => Answer.Ok(AccountShape.Of(call.Resource<Account>()))).RequireScope(Reading).Resource(Load);
        management.MapPatch("/accounts/{id}", Change).RequireScope(Writing).Body(AccountBodies.ReadChange);
        management.MapPost("/accounts/{id}/users", AddUser).RequireScope(Writing).Body(AccountBodies.ReadUser);
    }

    private static async Task<IResult> List(ApiCall call, ILintelStores stores)
    {
        var query = call.Body<AccountQuery>();
        var accounts = await stores.Accounts.ListAsync(query, call.Aborted);
        return Answer.Ok(new Page<AccountShape>([.. accounts.Select(AccountShape.Of)], accounts.Count < query.Limit ? null : accounts[^1].Id));
    }

    private static async Task<IResult> Create(ApiCall call, AccountService service) =>
        Show("new", await service.CreateAsync(call.Body<NewAccount>(), call.Aborted), account => Answer.Created(AccountShape.Of(account), $"{ManagementApi.BasePath}/accounts/{account.Id}"));

    private static async Task<IResult> Change(ApiCall call, AccountService service)
    {
        var change = call.Body<AccountChange>();
        var id = call.RouteText("id");
        return Show(id, await service.EditAsync(id, change.Edit, change.Version, call.Aborted), account => Answer.Ok(AccountShape.Of(account)));
    }

    private static async Task<IResult> AddUser(ApiCall call, SignInService service, AccountRing accounts)
    {
        var id = call.RouteText("id");
        var user = call.Body<UserRequest>();
        if (await accounts.FindAsync(id, call.Aborted) is { } account && call.ContractsOf().First(contract => contract.Api == account.Api).Sessions is null)
        {
            return new ErrorResult(Conflicts.Of($"Account {id} is of {account.Api}, where nobody signs in."));
        }

        return await service.AddUserAsync(id, user.Login, user.Password, PasswordCaller.Of(call), call.Aborted) switch
        {
            SignInResult.Added added => Answer.Created(UserShape.Of(added.User), $"{ManagementApi.BasePath}/accounts/{id}"),
            SignInResult.LoginTaken => new ErrorResult(Conflicts.Of($"The login '{user.Login}' is taken.")),
            SignInResult.Missing => new ErrorResult(Refusal.Missing("Account", id)),
            var result => throw new InvalidOperationException($"No answer for {result}."),
        };
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
        AccountResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
        _ => throw new InvalidOperationException($"No answer for {result}."),
    };
}

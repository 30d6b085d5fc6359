using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Operators;
using Lintel.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Users;

/// <summary>The person that a request is about, and the rights that a change of them needs.</summary>
internal static class People
{
    /// <summary>The operation is about the person that the path names as <c>{id}</c>.</summary>
    public static RouteHandlerBuilder OfPerson(this RouteHandlerBuilder operation) => operation.Resource(LoadAsync).RaisesError(Condition.ResourceMissing);

    private static async ValueTask<Outcome<User>> LoadAsync(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ISessionStore>().FindUserAsync(id, call.Aborted) is { } user ? user : Refusal.Missing("User", id);
    }

    /// <summary>Changes the person that was loaded, where the caller may change the people of their account, and they are no operator.</summary>
    public static async Task<IResult> ChangeAsync(ApiCall call, Func<string, Task<IResult>> change)
    {
        var id = call.Resource<User>().Id;
        var refusal = await RefuseAsync(call) ?? await RefuseOperatorAsync(call, id);
        return refusal is null ? await change(id) : new ErrorResult(refusal);
    }

    /// <summary>Ends sessions of the person that was loaded, where the caller may change the people of their account.</summary>
    public static async Task<IResult> EndAsync(ApiCall call, Func<string, Task<IResult>> end) =>
        await RefuseAsync(call) is { } refusal ? new ErrorResult(refusal) : await end(call.Resource<User>().Id);

    private static async Task<Refusal?> RefuseAsync(ApiCall call)
    {
        var user = call.Resource<User>();
        return await call.Service<AccountCache>().FindAsync(user.AccountId, call.Aborted) is { } account
            ? ManagementRights.ToChangeAccount(call, account.Api)
            : Refusal.Missing("User", user.Id);
    }

    // There must be an owner left, which is seen where operators are changed.
    private static async Task<Refusal?> RefuseOperatorAsync(ApiCall call, string id) =>
        await call.Service<IOperatorStore>().FindAsync(id, call.Aborted) is null
            ? null
            : Conflicts.Of($"{id} is an operator. Change them by {ManagementApi.BasePath}/operators/{id}.");

    /// <summary>Answers a change that leaves what is shown of the person as it is.</summary>
    public static IResult Show(ApiCall call, bool done)
    {
        var user = call.Resource<User>();
        return done ? Answer.Ok(UserShape.Of(user)) : new ErrorResult(Refusal.Missing("User", user.Id));
    }

    public static IResult Deleted(string resource, string id, bool done) =>
        done ? Answer.Ok(DeletedShape.Of(id)) : new ErrorResult(Refusal.Missing(resource, id));
}

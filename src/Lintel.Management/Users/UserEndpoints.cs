using Lintel.AspNetCore;
using Lintel.Management.Audit;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Sessions;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Users;

/// <summary>The people of an account. Each change holds on the very next request.</summary>
/// <remarks>A change is finished also when the caller hangs up: who cannot know whether it happened asks again.</remarks>
internal static class UserEndpoints
{
    private const string Reading = "accounts:read";
    private const string Writing = "accounts:write";

    public static void MapUsers(this RouteGroupBuilder management)
    {
        var people = management.MapGroup(string.Empty).WithTags("People");
        people.MapGet("/accounts/{id}/users", List)
            .WithName("lintel.users.list")
            .WithSummary("Lists the people who sign in to an account")
            .AcceptsQuery<UserQueryDocument>()
            .Produces<Page<UserShape>>()
            .RequireScope(Reading)
            .Query(UserBodies.ReadPage)
            .Resource(LoadAccount)
            .RaisesError(Condition.ResourceMissing);
        people.MapPost("/accounts/{id}/users", Add)
            .WithName("lintel.users.add")
            .WithSummary("Adds a person who signs in to an account")
            .Accepts<NewUserDocument>("application/json")
            .Produces<UserShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .CountedUnder(ManagementApi.AccountCreationLimit)
            .Body(UserBodies.ReadNew)
            .Resource(LoadAccount)
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict, Condition.ServerOverloaded);
        people.MapGet("/users/{id}", (ApiCall call) => Answer.Ok(UserShape.Of(call.Resource<User>())))
            .WithName("lintel.users.get")
            .WithSummary("Shows a person")
            .Produces<UserShape>()
            .RequireScope(Reading)
            .OfPerson();
        people.MapDelete("/users/{id}", Remove)
            .WithName("lintel.users.remove")
            .WithSummary("Removes a person")
            .WithDescription("Their sessions end.")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .RequireScope(Writing)
            .OfPerson()
            .RaisesError(Condition.StateConflict);
        people.MapPost("/users/{id}/disable", Disable)
            .WithName("lintel.users.disable")
            .WithSummary("Disables a person")
            .WithDescription("Their sessions end, and signing in is refused.")
            .Produces<UserShape>()
            .TellsReceipt<UserShape>()
            .RequireScope(Writing)
            .OfPerson()
            .RaisesError(Condition.StateConflict);
        people.MapPost("/users/{id}/enable", Enable)
            .WithName("lintel.users.enable")
            .WithSummary("Enables a disabled person")
            .Produces<UserShape>()
            .TellsReceipt<UserShape>()
            .RequireScope(Writing)
            .OfPerson()
            .RaisesError(Condition.StateConflict);
        people.MapPost("/users/{id}/password", SetPassword)
            .WithName("lintel.users.set-password")
            .WithSummary("Sets the password of a person")
            .WithDescription("Their sessions end.")
            .Accepts<PasswordDocument>("application/json")
            .Produces<UserShape>()
            .TellsReceipt<UserShape>()
            .RequireScope(Writing)
            .Body(UserBodies.ReadPassword)
            .OfPerson()
            .RaisesError(Condition.StateConflict, Condition.ServerOverloaded);
    }

    private static async Task<IResult> List(ApiCall call, ISessionStore store)
    {
        var page = call.Body<UserPage>();
        var users = await store.ListUsersAsync(new UserQuery(call.Resource<Account>().Id, page.Cursor, page.Limit), call.Aborted);
        return Answer.Ok(new Page<UserShape>([.. users.Select(UserShape.Of)], users.Count < page.Limit ? null : users[^1].Id));
    }

    private static async Task<IResult> Add(ApiCall call, SignInService service)
    {
        var account = call.Resource<Account>();
        var user = call.Body<UserRequest>();
        if (ManagementRights.ToChangeAccount(call, account.Api) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        if (ManagementRights.IsManagement(account.Api))
        {
            return new ErrorResult(Conflicts.Of($"Account {account.Id} is of the management API, where operators sign in: POST {ManagementApi.BasePath}/operators adds one."));
        }

        if (call.ContractsOf().FirstOrDefault(contract => contract.Api == account.Api)?.Sessions is null)
        {
            return new ErrorResult(Conflicts.Of($"Account {account.Id} is of {account.Api}, where nobody signs in."));
        }

        return await service.AddUserAsync(account.Id, user.Login, user.Password, call, CancellationToken.None) switch
        {
            SignInResult.Added added => Added(call, added.User),
            SignInResult.LoginTaken => new ErrorResult(Conflicts.OfPersonal($"The login '{user.Login}' is taken.")),
            SignInResult.Missing => new ErrorResult(Refusal.Missing("Account", account.Id)),
            var result => throw new InvalidOperationException($"No answer for {result}."),
        };
    }

    private static IResult Added(ApiCall call, User added)
    {
        call.NoteChange(before: null, added);
        return Answer.Created(UserShape.Of(added), $"{ManagementApi.BasePath}/users/{added.Id}", added.Id);
    }

    private static Task<IResult> Remove(ApiCall call, UserService users) => People.ChangeAsync(
        call,
        async id =>
        {
            call.NoteChange(call.Resource<User>(), after: null);
            return People.Deleted("User", id, await users.RemoveAsync(id, CancellationToken.None));
        });

    private static Task<IResult> Disable(ApiCall call, UserService users) =>
        People.ChangeAsync(call, async id => Show(call, id, await users.DisableAsync(id, CancellationToken.None)));

    private static Task<IResult> Enable(ApiCall call, UserService users) =>
        People.ChangeAsync(call, async id => Show(call, id, await users.EnableAsync(id, CancellationToken.None)));

    private static Task<IResult> SetPassword(ApiCall call, SignInService service) => People.ChangeAsync(
        call,
        async id =>
        {
            call.NoteChange("password", null, "set");
            return People.Show(call, await service.SetPasswordAsync(id, call.Body<NewPassword>().Text, call, CancellationToken.None));
        });

    private static IResult Show(ApiCall call, string id, User? user)
    {
        if (user is null)
        {
            return new ErrorResult(Refusal.Missing("User", id));
        }

        call.NoteChange(call.Resource<User>(), user);
        return Answer.Ok(UserShape.Of(user));
    }

    private static async ValueTask<Outcome<Account>> LoadAccount(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ILintelStores>().Accounts.FindAsync(id, call.Aborted) is { } account ? account : Refusal.Missing("Account", id);
    }
}

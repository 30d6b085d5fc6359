using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Erasures;
using Lintel.Management.Audit;
using Lintel.Management.Rights;
using Lintel.Operators;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management.PersonalData;

/// <summary>The erasure of the data of an account, or of a person.</summary>
internal static class ErasureEndpoints
{
    private const string Reading = "accounts:read";
    private const int MostCounted = 10_000;

    // Most erasures end within it; who asks for a longer one looks at it again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public static void MapErasures(this RouteGroupBuilder management)
    {
        var services = ((IEndpointRouteBuilder)management).ServiceProvider;
        var runner = new Lazy<ErasureRunner>(() => ActivatorUtilities.GetServiceOrCreateInstance<ErasureRunner>(services));
        var erasures = management.MapGroup(string.Empty).WithTags("Personal data");
        erasures.MapPost(
                "/accounts/{id}/erasure",
                (ApiCall call, ILintelStores stores, AccountService accounts) => EraseAccount(call, stores, accounts, runner))
            .WithName("lintel.accounts.erase")
            .WithSummary("Erases the data of an account")
            .WithDescription(
                "Its people are removed and its keys deleted, and what may tell of persons is erased from the request log and the audit log. It cannot be "
                    + "taken back.")
            .OfErasure()
            .Resource(LoadAccountAsync);
        erasures.MapGet("/accounts/{id}/erasure", (ApiCall call, ILintelStores stores) => ShowAsync(call, stores, isOfAccount: true))
            .WithName("lintel.accounts.erasure")
            .WithSummary("Shows the last erasure of an account")
            .Produces<ErasureShape>()
            .RequireScope(Reading)
            .RaisesError(Condition.ResourceMissing);
        erasures.MapPost("/users/{id}/erasure", (ApiCall call, ILintelStores stores) => EraseUser(call, stores, runner))
            .WithName("lintel.users.erase")
            .WithSummary("Erases the data of a person")
            .WithDescription("The person is removed, and what may tell of them is erased from the audit log. It cannot be taken back.")
            .OfErasure()
            .Resource(LoadUserAsync);
        erasures.MapGet("/users/{id}/erasure", (ApiCall call, ILintelStores stores) => ShowAsync(call, stores, isOfAccount: false))
            .WithName("lintel.users.erasure")
            .WithSummary("Shows the last erasure of a person")
            .Produces<ErasureShape>()
            .RequireScope(Reading)
            .RaisesError(Condition.ResourceMissing);
    }

    private static RouteHandlerBuilder OfErasure(this RouteHandlerBuilder operation) => operation
        .Accepts<ErasureDocument>("application/json")
        .Produces<ErasureShape>()
        .Produces<ErasureShape>(StatusCodes.Status202Accepted)
        .RequireScope(ManagementRights.OperatorScope)
        .Body(ErasureRequest.Read)
        .Unaudited(call => call.Body<ErasureRequest>().DryRun)
        .RaisesError(Condition.ResourceMissing, Condition.StateConflict);

    private static async Task<IResult> EraseAccount(ApiCall call, ILintelStores stores, AccountService accounts, Lazy<ErasureRunner> runner)
    {
        var (account, request) = (call.Resource<Account>(), call.Body<ErasureRequest>());
        if (account.Id == OperatorService.AccountId)
        {
            return new ErrorResult(Conflicts.Of("The operators' own account cannot be erased. Remove operators one by one."));
        }

        if (request.Confirm != account.Name)
        {
            return new ErrorResult(Conflicts.Of($"Nothing was erased: confirm must be the name of account {account.Id}."));
        }

        if (request.DryRun)
        {
            return Answer.Ok(await CountAsync(call, stores, account.Id));
        }

        if (await accounts.SuspendAsync(account.Id, CancellationToken.None) is not (AccountResult.Changed or AccountResult.Impossible))
        {
            return new ErrorResult(Refusal.Missing("Account", account.Id));
        }

        return await RunAsync(call, "accounts", account.Id, account.Id, stores, runner.Value);
    }

    private static async Task<IResult> EraseUser(ApiCall call, ILintelStores stores, Lazy<ErasureRunner> runner)
    {
        var (user, request) = (call.Resource<ErasedPerson>(), call.Body<ErasureRequest>());
        if (user.Login is not null && user.AccountId == OperatorService.AccountId)
        {
            return new ErrorResult(Conflicts.Of($"{user.Id} is an operator. Remove them by {ManagementApi.BasePath}/operators/{user.Id}."));
        }

        if (request.Confirm != (user.Login ?? user.Id))
        {
            var expected = user.Login is null ? $"the id of person {user.Id}, who was removed" : $"the login of person {user.Id}";
            return new ErrorResult(Conflicts.Of($"Nothing was erased: confirm must be {expected}."));
        }

        return request.DryRun
            ? Answer.Ok(ErasureShape.OfDryRun(user.Id, keys: 0, people: user.Login is null ? 0 : 1, requests: 0))
            : await RunAsync(call, "users", user.Id, user.AccountId, stores, runner.Value);
    }

    private static async Task<IResult> RunAsync(
        ApiCall call, string resource, string subjectId, string accountId, ILintelStores stores, ErasureRunner runner)
    {
        call.NoteChange("data", null, "erased");
        var begun = new Erasure { SubjectId = subjectId, AccountId = accountId, BegunAt = call.StartedAt };
        await stores.Erasures.BeginAsync(begun, CancellationToken.None);
        var run = runner.RunAsync(subjectId);
        await run.WaitAsync(LongestWait, call.Service<TimeProvider>(), call.Aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var erasure = await stores.Erasures.FindAsync(subjectId, CancellationToken.None) ?? begun;
        var shape = ErasureShape.Of(erasure);
        if (erasure.EndedAt is not null)
        {
            return Answer.Ok(shape);
        }

        call.Http.Response.Headers.Location = call.PathTo($"{ManagementApi.BasePath}/{resource}/{subjectId}/erasure");
        return Results.Json(shape, Answer.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ShowAsync(ApiCall call, ILintelStores stores, bool isOfAccount)
    {
        var id = call.RouteText("id");
        return await stores.Erasures.FindAsync(id, call.Aborted) is { } erasure && erasure.IsOfAccount == isOfAccount
            ? Answer.Ok(ErasureShape.Of(erasure))
            : new ErrorResult(Refusal.Missing("Erasure", id));
    }

    private static async Task<ErasureShape> CountAsync(ApiCall call, ILintelStores stores, string accountId)
    {
        await call.Service<RequestLogWriter>().FlushAsync(call.Aborted);
        var (keys, people) = await stores.Erasures.CountAsync(accountId, call.Aborted);
        return ErasureShape.OfDryRun(accountId, keys, people, await stores.RequestLog.CountAsync(accountId, MostCounted, call.Aborted));
    }

    private static async ValueTask<Outcome<Account>> LoadAccountAsync(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ILintelStores>().Accounts.FindAsync(id, call.Aborted) is { } account ? account : Refusal.Missing("Account", id);
    }

    private static async ValueTask<Outcome<ErasedPerson>> LoadUserAsync(ApiCall call) =>
        await ErasedPerson.FindAsync(call, call.RouteText("id")) is { } person ? person : Refusal.Missing("User", call.RouteText("id"));
}

using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Audit;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Operators;

/// <summary>Operators: list, add, change, remove, and make links by which they sign in. Each change holds on the very next request.</summary>
internal static class OperatorEndpoints
{
    private const string Reading = "operators:read";
    private const string Writing = ManagementRights.OperatorScope;

    public static void MapOperators(this RouteGroupBuilder management, OperatorSignIn signIn)
    {
        var operators = management.MapGroup("/operators").WithTags("Operators");
        operators.MapGet(string.Empty, List)
            .WithName("lintel.operators.list")
            .WithSummary("Lists operators")
            .AcceptsQuery<OperatorQueryDocument>()
            .Produces<Page<OperatorShape>>()
            .RequireScope(Reading)
            .Query(OperatorBodies.ReadPage);
        operators.MapPost(string.Empty, Add)
            .WithName("lintel.operators.add")
            .WithSummary("Adds an operator")
            .WithDescription("They sign in by a sign-in link.")
            .Accepts<NewOperatorDocument>("application/json")
            .Produces<OperatorShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .CountedUnder(ManagementApi.AccountCreationLimit)
            .Body(OperatorBodies.ReadNew)
            .RaisesError(Condition.ScopeMissing, Condition.StateConflict);
        operators.MapGet("/{id}", (ApiCall call) => Show(call, call.Resource<Operator>()))
            .WithName("lintel.operators.get")
            .WithSummary("Shows an operator")
            .Produces<OperatorShape>()
            .RequireScope(Reading)
            .OfOperator()
            .HasEntityTag();
        operators.MapPatch("/{id}", Change)
            .WithName("lintel.operators.edit")
            .WithSummary("Changes an operator")
            .Accepts<OperatorChangeDocument>("application/json")
            .Produces<OperatorShape>()
            .TellsReceipt<OperatorShape>()
            .RequireScope(Writing)
            .Body(OperatorBodies.ReadChange)
            .OfOperator()
            .HasEntityTag()
            .RaisesError(Condition.ScopeMissing, Condition.StateConflict);
        operators.MapDelete("/{id}", Remove)
            .WithName("lintel.operators.remove")
            .WithSummary("Removes an operator")
            .WithDescription("Their sessions, links and personal tokens end.")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .RequireScope(Writing)
            .OfOperator()
            .HasEntityTag()
            .RaisesError(Condition.ScopeMissing, Condition.StateConflict);
        operators.MapPost("/{id}/sign-in-link", (ApiCall call) => MakeLink(call, signIn))
            .WithName("lintel.operators.sign-in-link")
            .WithSummary("Makes a sign-in link")
            .WithDescription("Its token signs the operator in once, within 15 minutes, and is shown this once. An earlier link of theirs ends.")
            .Produces<SignInLinkShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .OfOperator()
            .RaisesError(Condition.ScopeMissing, Condition.PermissionDenied, Condition.StateConflict);
    }

    /// <summary>The operation is about the operator that the path names as <c>{id}</c>.</summary>
    private static RouteHandlerBuilder OfOperator(this RouteHandlerBuilder operation) => operation.Resource(LoadAsync).RaisesError(Condition.ResourceMissing);

    public static async ValueTask<Outcome<Operator>> LoadAsync(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<IOperatorStore>().FindAsync(id, call.Aborted) is { } found ? found : Refusal.Missing("Operator", id);
    }

    private static async Task<IResult> List(ApiCall call, IOperatorStore store)
    {
        var page = call.Body<OperatorPage>();
        var operators = await store.ListAsync(page.Cursor, page.Limit, call.Aborted);
        return Answer.Ok(new Page<OperatorShape>([.. operators.Select(OperatorShape.Of)], operators.Count < page.Limit ? null : operators[^1].Id));
    }

    private static async Task<IResult> Add(ApiCall call, OperatorService service)
    {
        var request = call.Body<NewOperator>();
        if (ManagementRights.ToAppoint(call, request.Role) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        if (await service.AddAsync(request.Login, request.Name, request.Role, CancellationToken.None) is not { } added)
        {
            return new ErrorResult(LoginTaken(request.Login));
        }

        call.TellVersion(added.Version);
        call.NoteChange(before: null, added);
        return Answer.Created(OperatorShape.Of(added), $"{ManagementApi.BasePath}/operators/{added.Id}", added.Id);
    }

    private static async Task<IResult> Change(ApiCall call, OperatorService service)
    {
        var (before, change) = (call.Resource<Operator>(), call.Body<OperatorChange>());
        if (change.Version is { } version && version != before.Version)
        {
            return new ErrorResult(Conflicts.Stale("Operator", before.Id, before.Version));
        }

        var after = change.Of(before, call.StartedAt);
        var refusal = ManagementRights.ToAppoint(call, before.Role)
            ?? ManagementRights.ToAppoint(call, after.Role)
            ?? call.CheckVersion("Operator", before.Id, before.Version);
        if (refusal is not null)
        {
            return new ErrorResult(refusal);
        }

        call.NoteChange(before, after);
        return await ShowAsync(call, before.Id, await service.ChangeAsync(before, after, CancellationToken.None), after.Login);
    }

    private static async Task<IResult> Remove(ApiCall call, OperatorService service, KeyService keys)
    {
        var removed = call.Resource<Operator>();
        if ((ManagementRights.ToAppoint(call, removed.Role) ?? call.CheckVersion("Operator", removed.Id, removed.Version)) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        var outcome = await service.RemoveAsync(removed, CancellationToken.None);
        if (outcome != OperatorOutcome.Done)
        {
            return await ShowAsync(call, removed.Id, outcome, removed.Login);
        }

        call.NoteChange(removed, after: null);

        // None of them opens anything since the operator is gone.
        await PersonalTokens.RemoveAllAsync(keys, removed.Id, CancellationToken.None);
        return Answer.Ok(DeletedShape.Of(removed.Id));
    }

    private static async Task<IResult> MakeLink(ApiCall call, OperatorSignIn signIn)
    {
        var owner = call.Resource<Operator>();
        if (ManagementRights.ToLetIn(call, owner.Role) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        if (await signIn.CreateLinkAsync(owner.Id, CancellationToken.None) is not { } link)
        {
            return new ErrorResult(Conflicts.Of($"Operator {owner.Id} cannot sign in: they are disabled, or the contract has no sessions."));
        }

        call.NoteChange("signInLink", null, $"until {AuditFields.Text(link.ExpiresAt)}");
        return Answer.Created(new SignInLinkShape(link.Token, link.ExpiresAt), $"{ManagementApi.BasePath}/operators/{owner.Id}", owner.Id);
    }

    private static async Task<IResult> ShowAsync(ApiCall call, string id, OperatorOutcome outcome, string login)
    {
        var present = await call.Service<IOperatorStore>().FindAsync(id, CancellationToken.None);
        return (outcome, present) switch
        {
            (_, null) => new ErrorResult(Refusal.Missing("Operator", id)),
            (OperatorOutcome.Done, _) => Show(call, present),
            (OperatorOutcome.LastOwner, _) => new ErrorResult(Conflicts.Of($"Operator {id} is the last owner who may sign in. Make another one first.")),
            (OperatorOutcome.LoginTaken, _) => new ErrorResult(LoginTaken(login)),
            _ => new ErrorResult(call.StaleVersion("Operator", id, present.Version)),
        };
    }

    private static IResult Show(ApiCall call, Operator shown)
    {
        call.TellVersion(shown.Version);
        return Answer.Ok(OperatorShape.Of(shown));
    }

    private static Refusal LoginTaken(string login) => Conflicts.OfPersonal($"The login '{login}' is taken.");
}
